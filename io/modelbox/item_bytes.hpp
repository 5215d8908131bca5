/// \file item_bytes.hpp  How large the items on each flow are.  Private to io/modelbox.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "models/workload/owg.hpp"

namespace octosim::io::modelbox {

struct ItemBytes {
  std::uint64_t bytes = 0;         ///< that travel
  std::uint64_t tensor_bytes = 0;  ///< that stay in DRAM
};

/// Each flow carries the items of the block it comes from, `sizes[block]`; a block without a size passes on the largest
/// items it gets, and the source, if it has none, items of kUnknownBytes.  \pre `owg` has no cycle.
void set_item_bytes(models::workload::Owg& owg, std::vector<std::optional<ItemBytes>> sizes);

}  // namespace octosim::io::modelbox
