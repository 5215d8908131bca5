#include "partition/methods/grid_bisection.hpp"

#include <algorithm>
#include <tuple>

#include "engine/base/error.hpp"
#include "partition/methods/method.hpp"

namespace octosim::partition::methods {
namespace {

/// Rows and columns of vertices, the ends excluded.
struct Rectangle {
  std::uint32_t top = 0, bottom = 0, left = 0, right = 0;
  std::uint32_t area() const { return (bottom - top) * (right - left); }
};

/// A line that cuts a rectangle, and the ranks of the part above or left of it.
struct Line {
  bool vertical = true;
  std::uint32_t at = 0;  ///< the row or column after it
  std::uint32_t first_ranks = 1;
  double balance = 1;        ///< load per rank of the more loaded part, relative to the mean
  std::uint64_t weight = 0;  ///< of the edges it cuts
  std::uint32_t uneven = 0;  ///< difference of the parts' numbers of ranks
};

class Bisection {
 public:
  explicit Bisection(const graph::Graph& graph)
      : cols_{graph.grid->cols},
        load_{graph.load},
        east_(graph.count(), 0),
        south_(graph.count(), 0),
        rank_(graph.count(), 0) {
    for (std::uint32_t vertex = 0; vertex < graph.count(); ++vertex) {
      for (const graph::HalfEdge& edge : graph.edges_of(vertex)) {
        if (edge.to < vertex) continue;
        // With one column the vertex after this one is below it, so the row decides.
        (edge.to / cols_ == vertex / cols_ ? east_ : south_)[vertex] = edge.weight;
      }
    }
  }

  std::vector<std::int32_t> run(const graph::Grid& grid, std::uint32_t ranks) {
    split({0, grid.rows, 0, grid.cols}, 0, ranks);
    return rank_;
  }

 private:
  void split(const Rectangle& all, std::uint32_t first_rank, std::uint32_t ranks) {
    OCTOSIM_ASSERT(ranks >= 1 && ranks <= all.area());
    if (ranks == 1) {
      for (std::uint32_t row = all.top; row < all.bottom; ++row) {
        for (std::uint32_t col = all.left; col < all.right; ++col) {
          rank_[row * cols_ + col] = static_cast<std::int32_t>(first_rank);
        }
      }
      return;
    }
    const Line line = best_line(all, ranks);
    Rectangle first = all, second = all;
    (line.vertical ? first.right : first.bottom) = line.at;
    (line.vertical ? second.left : second.top) = line.at;
    split(first, first_rank, line.first_ranks);
    split(second, first_rank + line.first_ranks, ranks - line.first_ranks);
  }

  Line best_line(const Rectangle& all, std::uint32_t ranks) const {
    std::vector<Line> lines;
    add_lines(all, true, ranks, lines);
    add_lines(all, false, ranks, lines);
    double best = lines.front().balance;
    for (const Line& line : lines) best = std::min(best, line.balance);
    const auto order = [](const Line& l) {
      return std::tuple{l.weight, l.balance, l.uneven, !l.vertical, l.at, l.first_ranks};
    };
    const Line* chosen = nullptr;
    for (const Line& line : lines) {
      if (line.balance <= best * (1 + kSlack) && (chosen == nullptr || order(line) < order(*chosen))) chosen = &line;
    }
    return *chosen;
  }

  /// All lines of one direction, each with the numbers of ranks nearest to the loads of its two parts.
  void add_lines(const Rectangle& all, bool vertical, std::uint32_t ranks, std::vector<Line>& lines) const {
    const std::uint32_t begin = vertical ? all.left : all.top, end = vertical ? all.right : all.bottom;
    const std::uint32_t across = vertical ? all.bottom - all.top : all.right - all.left;
    std::uint64_t total = 0;
    for (std::uint32_t at = begin; at < end; ++at) total += sum(load_, all, vertical, at);
    std::uint64_t before = 0;
    for (std::uint32_t at = begin + 1; at < end; ++at) {
      before += sum(load_, all, vertical, at - 1);
      const std::uint64_t weight = sum(vertical ? east_ : south_, all, vertical, at - 1);
      const std::uint32_t area = (at - begin) * across;
      // No part may have more ranks than vertices.
      const std::uint32_t least = std::max(1U, ranks - std::min(ranks, all.area() - area));
      const std::uint32_t most = std::min(ranks - 1, area);
      const auto ideal = static_cast<std::uint32_t>(before * ranks / total);
      for (std::uint32_t n = std::clamp(ideal, least, most); n <= std::clamp(ideal + 1, least, most); ++n) {
        const double heavier =
            std::max(static_cast<double>(before) / n, static_cast<double>(total - before) / (ranks - n));
        lines.push_back({vertical, at, n, heavier * ranks / static_cast<double>(total), weight,
                         n > ranks - n ? 2 * n - ranks : ranks - 2 * n});
      }
    }
  }

  /// Over the column or row `at` of the rectangle.
  std::uint64_t sum(const std::vector<std::uint64_t>& values, const Rectangle& all, bool column,
                    std::uint32_t at) const {
    std::uint64_t result = 0;
    if (column) {
      for (std::uint32_t row = all.top; row < all.bottom; ++row) result += values[row * cols_ + at];
    } else {
      for (std::uint32_t col = all.left; col < all.right; ++col) result += values[at * cols_ + col];
    }
    return result;
  }

  std::uint32_t cols_;
  const std::vector<std::uint64_t>& load_;
  std::vector<std::uint64_t> east_, south_;  ///< by vertex: weight of the edges to its neighbours
  std::vector<std::int32_t> rank_;
};

}  // namespace

std::vector<std::int32_t> grid_bisection(const graph::Graph& graph, std::int32_t ranks) {
  OCTOSIM_EXPECT(graph.grid && graph.grid->rows * graph.grid->cols == graph.count());
  OCTOSIM_EXPECT(ranks >= 1 && static_cast<std::uint32_t>(ranks) <= graph.count());
  return Bisection{graph}.run(*graph.grid, static_cast<std::uint32_t>(ranks));
}

}  // namespace octosim::partition::methods
