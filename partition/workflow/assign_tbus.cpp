#include "partition/workflow/assign_tbus.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/base/error.hpp"

namespace octosim::partition::workflow {

std::vector<std::uint32_t> proportional(const std::vector<double>& work, std::uint32_t tbus) {
  std::vector<std::uint32_t> share(work.size(), 1);
  std::vector<bool> settled(work.size(), false);  // would have less than one: has one
  std::vector<double> quota(work.size(), 0);
  std::uint32_t left = tbus;
  for (bool again = true; again;) {
    again = false;
    double total = 0;
    for (std::size_t t = 0; t < work.size(); ++t) total += settled[t] ? 0 : work[t];
    if (total <= 0) break;
    for (std::size_t t = 0; t < work.size(); ++t) quota[t] = settled[t] ? 0 : work[t] / total * left;
    for (std::size_t t = 0; t < work.size(); ++t) {
      if (settled[t] || quota[t] >= 1) continue;
      settled[t] = again = true;
      --left;
    }
  }
  std::uint32_t used = 0;
  for (std::size_t t = 0; t < work.size(); ++t) {
    if (!settled[t]) share[t] = std::max(1U, static_cast<std::uint32_t>(quota[t]));
    used += share[t];
  }
  std::vector<std::size_t> order(work.size());
  std::iota(order.begin(), order.end(), 0);
  const auto remainder = [&](std::size_t t) { return settled[t] ? -1.0 : quota[t] - std::floor(quota[t]); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainder(a) > remainder(b); });
  for (std::size_t i = 0; used < tbus; ++i, ++used) ++share[order[i % order.size()]];
  return share;
}

namespace {

/// One past the last task of each of `tbus` runs whose largest is as small as it can be.
std::vector<std::uint32_t> runs(const std::vector<double>& work, std::uint32_t tbus) {
  const std::size_t tasks = work.size();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<double> before(tasks + 1, 0);
  std::partial_sum(work.begin(), work.end(), before.begin() + 1);
  // largest[n][t]: the least possible largest run when tasks t.. go to n TBUs; end[n][t]: where the first run ends.
  std::vector<std::vector<double>> largest(tbus + 1, std::vector<double>(tasks + 1, kInfinity));
  std::vector<std::vector<std::uint32_t>> end(tbus + 1, std::vector<std::uint32_t>(tasks + 1, 0));
  largest[0][tasks] = 0;
  for (std::uint32_t n = 1; n <= tbus; ++n) {
    for (std::size_t t = 0; t < tasks; ++t) {
      for (std::size_t e = t + 1; e <= tasks; ++e) {
        const double value = std::max(before[e] - before[t], largest[n - 1][e]);
        if (value > largest[n][t] || value == kInfinity) continue;  // of equal ones the longest first run
        largest[n][t] = value;
        end[n][t] = static_cast<std::uint32_t>(e);
      }
    }
  }
  std::vector<std::uint32_t> ends;
  for (std::uint32_t n = tbus, t = 0; n > 0; --n) ends.push_back(t = end[n][t]);
  return ends;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> assign_tbus(const std::vector<double>& work, std::uint32_t tbus) {
  OCTOSIM_EXPECT(tbus >= 1 && !work.empty());
  std::vector<std::vector<std::uint32_t>> serves;
  if (tbus >= work.size()) {
    const std::vector<std::uint32_t> share = proportional(work, tbus);
    for (std::uint32_t t = 0; t < work.size(); ++t) serves.insert(serves.end(), share[t], {t});
  } else {
    std::uint32_t t = 0;
    for (const std::uint32_t end : runs(work, tbus)) {
      std::vector<std::uint32_t>& own = serves.emplace_back();
      for (; t < end; ++t) own.push_back(t);
      std::reverse(own.begin(), own.end());
    }
  }
  return serves;
}

}  // namespace octosim::partition::workflow
