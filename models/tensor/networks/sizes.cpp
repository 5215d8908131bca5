#include "models/tensor/networks/sizes.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::models::tensor::networks {

void check_size(const std::string& network, const char* name, std::int64_t value, std::int64_t most) {
  if (value >= 1 && value <= most) return;
  throw engine::ModelError{fmt::format("{}: {} = {} (must be from 1 to {})", network, name, value, most)};
}

void check_divides(const std::string& network, const char* part_name, std::int64_t part, const char* whole_name,
                   std::int64_t whole) {
  if (whole % part == 0) return;
  throw engine::ModelError{
      fmt::format("{}: {} = {} (must divide {} = {})", network, part_name, part, whole_name, whole)};
}

std::int64_t checked_root(const std::string& network, const char* name, std::int64_t value, const char* why) {
  std::int64_t root = 0;
  while ((root + 1) * (root + 1) <= value) ++root;
  if (root * root != value) {
    throw engine::ModelError{
        fmt::format("{}: {} = {} ({}, such as {})", network, name, value, why, (root + 1) * (root + 1))};
  }
  return root;
}

}  // namespace octosim::models::tensor::networks
