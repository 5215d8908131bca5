/// \file graph_format.hpp  What files of operator graphs say of themselves (FORMAT.md).
#pragma once
#include <cstdint>
#include <string_view>

namespace octosim::io::tensor {

inline constexpr std::string_view kGraphFormat = "octosim-graph";
inline constexpr std::uint64_t kGraphVersion = 1;

}  // namespace octosim::io::tensor
