#include "io/plan/check_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::plan {
namespace {

using models::plan::Plan, models::plan::SubOwg;
using models::workload::BlockKind, models::workload::kNone;

class Check {
 public:
  Check(const Plan& plan, const std::string& file) : plan_{plan}, file_{file} {}

  void all() {
    const std::size_t blocks = plan_.owg.blocks.size();
    const std::size_t flows = plan_.owg.flows.size();
    indices("owg/flows/from", ends(&models::workload::Flow::from), blocks, Empty::kRefused);
    indices("owg/flows/to", ends(&models::workload::Flow::to), blocks, Empty::kRefused);
    table("sub_owg_of", plan_.sub_owg_of, blocks, plan_.sub_owgs.size());
    table("partner", plan_.partner, blocks, blocks);
    table("scope", plan_.scope, flows, blocks);
    table("branch", plan_.branch, flows, flows);
    weights("expected_runs", plan_.expected_runs, blocks);
    weights("expected_cycles", plan_.expected_cycles, blocks);
    table("topological", plan_.topological, blocks, blocks);
    std::vector<std::uint32_t> sorted = plan_.topological;
    std::sort(sorted.begin(), sorted.end());
    for (std::uint32_t b = 0; b < sorted.size(); ++b) require(sorted[b] == b, "topological", b, "must be there once");
    place_.resize(blocks);
    for (std::uint32_t at = 0; at < blocks; ++at) place_[plan_.topological[at]] = at;
    for (std::size_t b = 0; b < blocks; ++b) {
      require(plan_.owg.blocks[b].work.bitstream_bytes <= models::workload::kMostBitstream,
              "owg/blocks/task_work/bitstream_bytes", b, "must be at most 1e12");
    }
    clusters();
    if (plan_.recorded) recorded();
    std::vector<std::uint32_t> in(blocks, kNone);
    for (std::uint32_t s = 0; s < plan_.sub_owgs.size(); ++s) sub_owg(s, in);
    require(!plan_.sub_owgs.empty(), "sub_owgs", 0, "there must be one");
    shares();
    for (std::uint32_t b = 0; b < blocks; ++b) {
      require(in[b] == plan_.sub_owg_of[b], "sub_owg_of", b, "must be the sub-OWG that has the block");
      require((in[b] != kNone) == (plan_.owg.blocks[b].kind == BlockKind::kTask), "sub_owg_of", b,
              "a block is in a sub-OWG if and only if it is a Task Block");
    }
    crossings(in);
  }

 private:
  enum class Empty : std::uint8_t { kAllowed, kRefused };

  void require(bool holds, std::string_view path, std::size_t row, std::string_view rule) const {
    if (!holds) throw engine::ModelError{fmt::format("{}: /plan/{}: row {}: {}", file_, path, row, rule)};
  }
  std::vector<std::uint32_t> ends(std::uint32_t models::workload::Flow::*end) const {
    std::vector<std::uint32_t> values;
    for (const auto& flow : plan_.owg.flows) values.push_back(flow.*end);
    return values;
  }
  void indices(std::string_view path, const std::vector<std::uint32_t>& values, std::size_t size, Empty empty) const {
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (values[row] < size || (values[row] == kNone && empty == Empty::kAllowed)) continue;
      require(false, path, row, fmt::format("{} (must be below {})", values[row], size));
    }
  }
  void table(std::string_view path, const std::vector<std::uint32_t>& values, std::size_t rows,
             std::size_t size) const {
    require(values.size() == rows, path, values.size(), fmt::format("must be the end: {} rows", rows));
    indices(path, values, size, Empty::kAllowed);
  }
  void weights(std::string_view path, const std::vector<double>& values, std::size_t rows) const {
    require(values.size() == rows, path, values.size(), fmt::format("must be the end: {} rows", rows));
    for (std::size_t row = 0; row < rows; ++row) {
      require(std::isfinite(values[row]) && values[row] >= 0, path, row, "must be a number of 0 or more");
    }
  }

  void require_recorded(bool holds, std::string_view path, std::size_t row, std::string_view rule) const {
    if (!holds) throw engine::ModelError{fmt::format("{}: /recorded/{}: row {}: {}", file_, path, row, rule)};
  }
  /// \pre it has videos
  void recorded() const {
    const models::workload::Recorded& all = *plan_.recorded;
    for (std::size_t v = 0; v < all.videos.size(); ++v) {
      require_recorded(v == 0 ? all.videos[v] == 0 : all.videos[v] > all.videos[v - 1], "videos", v,
                       "must begin with 0, and increase");
    }
    require_recorded(all.video_count() > 0, "videos", 0, "there must be a video");
    for (std::uint32_t s = 0; s < all.series.size(); ++s) {
      const auto& one = all.series[s];
      require_recorded(one.property < plan_.owg.properties.size(), "series/property", s, "must be a property");
      require_recorded(all.find(one.property, one.is_of_items()) == s, "series/property", s, "must be there once");
      const auto& first = one.first;
      const bool fits = one.is_of_items() ? first.size() == all.frame_count() + 1 && first.front() == 0 &&
                                                first.back() == one.values.size() && std::ranges::is_sorted(first)
                                          : one.values.size() == all.frame_count();
      require_recorded(fits, "series/values", s, "must have a value for each frame, or as series/first says");
      const bool good = std::ranges::all_of(one.values, [](double v) { return std::isfinite(v) && v >= 0; });
      require_recorded(good, "series/values", s, "must be numbers of 0 or more");
    }
  }

  void clusters() const {
    const auto& map = plan_.clusters;
    const auto& wafer = plan_.hardware.wafer;
    const auto product = [](std::uint64_t a, std::uint64_t b) { return a * b; };  // of 32 bits each
    const std::uint32_t least = std::min({map.height, map.width, map.per_chiplet_rows, map.per_chiplet_cols});
    require(least > 0, "clusters", 0, "no number may be 0");
    require(product(map.height, map.per_chiplet_rows) <= wafer.tbu_rows &&
                product(map.width, map.per_chiplet_cols) <= wafer.tbu_cols,
            "clusters", 0, "the clusters of a chiplet must fit its TBUs");
    require(map.rows == product(map.per_chiplet_rows, wafer.chiplet_rows) &&
                map.cols == product(map.per_chiplet_cols, wafer.chiplet_cols),
            "clusters", 0, "the wafer must have those of each of its chiplets");
  }

  void sub_owg(std::uint32_t s, std::vector<std::uint32_t>& in) const {
    const SubOwg& part = plan_.sub_owgs[s];
    require(!part.tasks.empty(), "sub_owgs/tasks", s, "must not be empty");
    indices("sub_owgs/tasks/values", part.tasks, in.size(), Empty::kRefused);
    const auto earlier = [this](std::uint32_t a, std::uint32_t b) { return place_[a] < place_[b]; };
    require(std::is_sorted(part.tasks.begin(), part.tasks.end(), earlier), "sub_owgs/tasks", s,
            "must be in topological order");
    for (const std::uint32_t b : part.tasks) {
      require(in[b] == kNone, "sub_owgs/tasks", s, fmt::format("block {} is in two sub-OWGs, or twice in one", b));
      in[b] = s;
    }
    require(std::isfinite(part.expected_cycles) && part.expected_cycles >= 0, "sub_owgs/expected_cycles", s,
            "must be a number of 0 or more");
    require(part.tbu_tasks.size() == plan_.clusters.size(), "sub_owgs/tbu_tasks", s,
            "must have a list for each TBU of a cluster");
    std::vector<bool> served(part.tasks.size(), false);
    for (const auto& tasks : part.tbu_tasks) {
      require(!tasks.empty() || plan_.schedule.divides_clusters(), "sub_owgs/tbu_tasks", s,
              "no TBU may be without a task");
      indices("sub_owgs/tbu_tasks/values", tasks, part.tasks.size(), Empty::kRefused);
      for (const std::uint32_t position : tasks) served[position] = true;
    }
    require(std::find(served.begin(), served.end(), false) == served.end(), "sub_owgs/tbu_tasks", s,
            "every task must have a TBU");
  }

  /// In a divided cluster each TBU works for one sub-OWG; else a cluster begins with one of them.
  void shares() const {
    for (std::uint32_t tbu = 0; plan_.schedule.divides_clusters() && tbu < plan_.clusters.size(); ++tbu) {
      const auto has = [tbu](const SubOwg& part) { return !part.tbu_tasks[tbu].empty(); };
      require(std::count_if(plan_.sub_owgs.begin(), plan_.sub_owgs.end(), has) == 1, "sub_owgs/tbu_tasks", tbu,
              "in a divided cluster each TBU must have tasks of one sub-OWG");
    }
    table("first_owner", plan_.first_owner, plan_.clusters.count(), plan_.sub_owgs.size());
    indices("first_owner", plan_.first_owner, plan_.sub_owgs.size(), Empty::kRefused);
  }

  void crossings(const std::vector<std::uint32_t>& in) const {
    std::vector<std::vector<std::uint32_t>> entries(plan_.sub_owgs.size()), exits(plan_.sub_owgs.size());
    for (std::uint32_t f = 0; f < plan_.owg.flows.size(); ++f) {
      const auto& flow = plan_.owg.flows[f];
      const std::uint32_t from = in[flow.from], to = in[flow.to];
      if (from == to) continue;
      if (from != kNone) exits[from].push_back(f);
      if (to != kNone) entries[to].push_back(f);
    }
    for (std::size_t s = 0; s < plan_.sub_owgs.size(); ++s) {
      require(plan_.sub_owgs[s].entries == entries[s], "sub_owgs/entries", s, "must be the flows into the sub-OWG");
      require(plan_.sub_owgs[s].exits == exits[s], "sub_owgs/exits", s, "must be the flows out of the sub-OWG");
    }
  }

  const Plan& plan_;
  const std::string& file_;
  std::vector<std::uint32_t> place_;  ///< by block: in the topological order
};

}  // namespace

void check_plan(const Plan& plan, const std::string& file) { Check{plan, file}.all(); }

}  // namespace octosim::io::plan
