#include "models/workload/recorded.hpp"

#include <algorithm>
#include <span>

#include "engine/base/hash.hpp"

namespace octosim::models::workload {
namespace {

template <class T>
std::uint64_t with_list(std::uint64_t digest, const std::vector<T>& list) {
  static_assert(sizeof(T) == sizeof(std::uint64_t));
  return engine::hash_bytes(std::as_bytes(std::span{list}), engine::mix(digest, list.size()));
}

}  // namespace

bool Recorded::has_items() const { return std::ranges::any_of(series, &RecordedSeries::is_of_items); }

std::uint32_t Recorded::find(std::uint32_t property, bool of_items) const {
  const auto found = std::ranges::find_if(
      series, [&](const RecordedSeries& one) { return one.property == property && one.is_of_items() == of_items; });
  return found == series.end() ? kNone : static_cast<std::uint32_t>(found - series.begin());
}

const double* Recorded::value(const RecordedSeries& of, std::uint64_t row, std::uint64_t item) const {
  if (!of.is_of_items()) return &of.values[row];
  const std::uint64_t items = of.first[row + 1] - of.first[row];
  return items == 0 ? nullptr : &of.values[of.first[row] + item % items];
}

std::uint64_t digest_of(const Recorded& recorded) {
  if (recorded.videos.empty()) return 0;
  std::uint64_t digest = with_list(0, recorded.videos);
  for (const RecordedSeries& one : recorded.series) {
    digest = with_list(with_list(engine::mix(digest, one.property), one.first), one.values);
  }
  return digest;
}

}  // namespace octosim::models::workload
