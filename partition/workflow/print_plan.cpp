#include "partition/workflow/print_plan.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "partition/workflow/print_recorded.hpp"

namespace octosim::partition::workflow {
namespace plan = models::plan;
namespace {

/// "3", or "0-2": runs of numbers in increasing order.
std::string ranges(const std::vector<std::uint32_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", numbers[i]);
    if (last > i) text += fmt::format("-{}", numbers[last]);
    i = last + 1;
  }
  return text;
}

double percent(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

void print_sub_owg(std::string& text, const plan::Plan& all, std::size_t s, double total) {
  const plan::SubOwg& part = all.sub_owgs[s];
  text +=
      fmt::format("sub-OWG {}: {:.1f} % of the work, {:.4g} TBU-cycles per frame, {} in, {} out\n", s + 1,
                  percent(part.expected_cycles, total), part.expected_cycles, part.entries.size(), part.exits.size());
  for (std::uint32_t position = 0; position < part.tasks.size(); ++position) {
    const std::uint32_t b = part.tasks[position];
    std::vector<std::uint32_t> tbus;
    for (std::uint32_t t = 0; t < part.tbu_tasks.size(); ++t) {
      const auto& own = part.tbu_tasks[t];
      if (std::find(own.begin(), own.end(), position) != own.end()) tbus.push_back(t);
    }
    const double work = all.expected_runs[b] * all.expected_cycles[b];
    text +=
        fmt::format("  {:<24} {:>5.1f} %  {:>9.4g} runs per frame x {:>9.4g} cycles  TBUs {}\n", all.owg.blocks[b].name,
                    percent(work, part.expected_cycles), all.expected_runs[b], all.expected_cycles[b], ranges(tbus));
    const std::uint64_t bitstream = all.owg.blocks[b].work.bitstream_bytes;
    if (bitstream > 0) text += fmt::format("  {:<24} bitstream {} B\n", "", bitstream);
  }
}

/// The clusters of the first chiplet, each a box, with their numbers on the wafer.
void draw_chiplet(std::string& text, const plan::ClusterMap& map) {
  const std::uint32_t largest = (map.per_chiplet_rows - 1) * map.cols + map.per_chiplet_cols - 1;
  const std::size_t tbu = std::max<std::size_t>(4, std::to_string(largest).size() + 2);
  const std::size_t inside = tbu * map.width - 1;
  std::string rule = "  +", blank = "  |";
  for (std::uint32_t col = 0; col < map.per_chiplet_cols; ++col) {
    rule += std::string(inside, '-') + "+";
    blank += std::string(inside, ' ') + "|";
  }
  for (std::uint32_t row = 0; row < map.per_chiplet_rows; ++row) {
    text += rule + "\n  |";
    for (std::uint32_t col = 0; col < map.per_chiplet_cols; ++col) {
      text += fmt::format("{:^{}}|", row * map.cols + col, inside);
    }
    text += "\n";
    for (std::uint32_t line = 1; line < map.height; ++line) text += blank + "\n";
  }
  text += rule + "\n";
}

}  // namespace

std::string print_plan(const plan::Plan& all) {
  double total = 0;
  for (const plan::SubOwg& part : all.sub_owgs) total += part.expected_cycles;
  std::string text =
      fmt::format("workflow {}: {} blocks, {} sub-OWGs\n", all.owg.name, all.owg.blocks.size(), all.sub_owgs.size());
  text += print_recorded(all);
  for (std::size_t s = 0; s < all.sub_owgs.size(); ++s) print_sub_owg(text, all, s, total);
  const plan::ClusterMap& map = all.clusters;
  text += fmt::format("clusters: {} of {} x {} TBUs, {} x {} on the wafer, {} x {} on each of {} x {} chiplets\n",
                      map.count(), map.height, map.width, map.rows, map.cols, map.per_chiplet_rows,
                      map.per_chiplet_cols, all.hardware.wafer.chiplet_rows, all.hardware.wafer.chiplet_cols);
  draw_chiplet(text, map);
  return text;
}

}  // namespace octosim::partition::workflow
