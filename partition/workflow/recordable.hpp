/// \file recordable.hpp  Which properties of a workflow can be recorded, and of what.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/workload/owg.hpp"
#include "models/workload/recorded.hpp"
#include "partition/workflow/validate.hpp"

namespace octosim::partition::workflow {

/// Where a property is looked at.  A row of a recording names a frame, or an item of a frame.
struct Recordable {
  bool of_frames = false;                          ///< some block looks at it of frames
  std::uint32_t expand = models::workload::kNone;  ///< the Expand of frames whose items it is looked at of
  std::string problem;                             ///< why no row can name its values; empty: they can be recorded
};

/// By property.  \pre `structure` is that of `owg`
std::vector<Recordable> recordable(const models::workload::Owg& owg, const Structure& structure);

/// \throws engine::ModelError naming `file` and the column if a property cannot be recorded, or nobody looks at it of
/// what it was recorded of
void check_recorded(const models::workload::Recorded& recorded, const models::workload::Owg& owg,
                    const Structure& structure, const std::string& file);

}  // namespace octosim::partition::workflow
