/// \file sizes.hpp  Checks of the sizes that a user gives for a network.
#pragma once
#include <cstdint>
#include <string>

namespace octosim::models::tensor::networks {

/// Bounds that keep every product of three sizes below 2^63; far above any network.  Chosen.
inline constexpr std::int64_t kMostExtent = 1'000'000, kMostLayers = 100'000;

/// \throws engine::ModelError `gpt: seq = 0 (must be from 1 to 1000000)`
void check_size(const std::string& network, const char* name, std::int64_t value, std::int64_t most = kMostExtent);

/// \throws engine::ModelError unless `part` divides `whole`: `gpt: heads = 5 (must divide dim = 768)`
void check_divides(const std::string& network, const char* part_name, std::int64_t part, const char* whole_name,
                   std::int64_t whole);

/// Whole square root.  \throws engine::ModelError unless `value` is a square; `why` says what is one
std::int64_t checked_root(const std::string& network, const char* name, std::int64_t value, const char* why);

}  // namespace octosim::models::tensor::networks
