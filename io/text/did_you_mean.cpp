#include "io/text/did_you_mean.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "io/text/nearest.hpp"

namespace octosim::io::text {
std::string did_you_mean(std::string_view given, std::span<const std::string_view> allowed) {
  constexpr std::size_t kLongestWorthComparing = 200;
  if (given.size() > kLongestWorthComparing) return {};
  std::string_view best;
  std::size_t least = given.size() + kLongestWorthComparing;
  for (const std::string_view name : allowed) {
    const std::size_t distance = edit_distance(given, name);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  if (best.empty() || 2 * least > best.size()) return {};
  return fmt::format(" (did you mean \"{}\"?)", best);
}

std::string listed(std::span<const std::string_view> names) { return fmt::format("{}", fmt::join(names, ", ")); }

}  // namespace octosim::io::text
