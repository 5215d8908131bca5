#include "models/workload/owg.hpp"

namespace octosim::models::workload {
namespace {

template <class Item>
std::uint32_t find_by_name(const std::vector<Item>& items, const std::string& name) {
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    if (items[i].name == name) return i;
  }
  return kNone;
}

std::vector<std::uint32_t> flows_where(const Owg& owg, std::uint32_t Flow::*end, std::uint32_t block) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < owg.flows.size(); ++i) {
    if (owg.flows[i].*end == block) found.push_back(i);
  }
  return found;
}

}  // namespace

std::vector<std::uint32_t> Owg::flows_into(std::uint32_t block) const { return flows_where(*this, &Flow::to, block); }

std::vector<std::uint32_t> Owg::flows_out_of(std::uint32_t block) const {
  return flows_where(*this, &Flow::from, block);
}

std::uint32_t Owg::find_block(const std::string& block) const { return find_by_name(blocks, block); }

std::uint32_t Owg::find_property(const std::string& property) const { return find_by_name(properties, property); }

}  // namespace octosim::models::workload
