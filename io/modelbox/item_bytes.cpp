#include "io/modelbox/item_bytes.hpp"

#include <algorithm>

#include "io/modelbox/block_work.hpp"

namespace octosim::io::modelbox {

void set_item_bytes(models::workload::Owg& owg, std::vector<std::optional<ItemBytes>> sizes) {
  std::vector<std::uint32_t> waits_for(owg.blocks.size());
  for (const auto& flow : owg.flows) ++waits_for[flow.to];
  std::vector<ItemBytes> largest(owg.blocks.size());
  std::vector<std::uint32_t> ready;
  for (std::uint32_t b = 0; b < owg.blocks.size(); ++b) {
    if (waits_for[b] > 0) continue;
    largest[b] = {kUnknownBytes, 0};
    ready.push_back(b);
  }
  while (!ready.empty()) {
    const std::uint32_t block = ready.back();
    ready.pop_back();
    const ItemBytes size = sizes[block].value_or(largest[block]);
    for (auto& flow : owg.flows) {
      if (flow.from != block) continue;
      flow.bytes = size.bytes;
      flow.tensor_bytes = size.tensor_bytes;
      largest[flow.to].bytes = std::max(largest[flow.to].bytes, size.bytes);
      largest[flow.to].tensor_bytes = std::max(largest[flow.to].tensor_bytes, size.tensor_bytes);
      if (--waits_for[flow.to] == 0) ready.push_back(flow.to);
    }
  }
}

}  // namespace octosim::io::modelbox
