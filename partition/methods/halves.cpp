#include "partition/methods/halves.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <tuple>

#include "engine/base/error.hpp"

namespace octosim::partition::methods {
namespace {

constexpr int kPasses = 8;
/// Moves without a better state after which a pass ends: 1 % of the piece, at least this many.
constexpr std::size_t kPatience = 128;
/// A larger piece starts with the vertices at its border only.
constexpr std::size_t kSmallPiece = 4096;

/// A vertex that may move, with its gain when it was put in; out of date if that has changed since.
struct Candidate {
  std::int64_t gain = 0;
  std::uint32_t vertex = 0;
  bool operator<(const Candidate& other) const {
    return std::tuple{gain, other.vertex} < std::tuple{other.gain, vertex};
  }
};

/// How good a state is; less is better.
struct Score {
  double over = 0;       ///< load by which the slack is missed
  std::int64_t cut = 0;  ///< less what it was at the start of the pass
  double off = 0;        ///< load by which the target is missed
  bool operator<(const Score& other) const {
    return std::tie(over, cut, off) < std::tie(other.over, other.cut, other.off);
  }
};

}  // namespace

std::uint64_t cut_weight(const graph::Graph& graph, std::span<const std::uint32_t> piece, const Halves& halves,
                         const std::vector<std::int32_t>& label) {
  std::uint64_t weight = 0;
  for (const std::uint32_t vertex : piece) {
    if (label[vertex] != halves.label[0]) continue;
    for (const graph::HalfEdge& edge : graph.edges_of(vertex)) {
      if (label[edge.to] == halves.label[1]) weight += edge.weight;
    }
  }
  return weight;
}

HalvesRefiner::HalvesRefiner(const graph::Graph& graph, std::vector<std::int32_t>& label)
    : graph_{graph}, label_{label}, gain_(graph.count(), 0), moved_(graph.count(), 0) {}

void HalvesRefiner::refine(std::span<const std::uint32_t> piece, const Halves& halves) {
  for (int n = 0; n < kPasses && pass(piece, halves); ++n) {
  }
}

bool HalvesRefiner::pass(std::span<const std::uint32_t> piece, const Halves& halves) {
  std::array<std::vector<Candidate>, 2> starts;
  std::array<std::size_t, 2> count{};
  double load = 0, heaviest = 0;
  const auto half_of = [&](std::uint32_t vertex) { return label_[vertex] == halves.label[0] ? 0U : 1U; };
  for (const std::uint32_t vertex : piece) {
    const unsigned half = half_of(vertex);
    ++count[half];
    const auto mine = static_cast<double>(graph_.load[vertex]);
    if (half == 0) load += mine;
    heaviest = std::max(heaviest, mine);
    moved_[vertex] = 0;
    std::int64_t out = 0, in = 0;
    for (const graph::HalfEdge& edge : graph_.edges_of(vertex)) {
      if (label_[edge.to] == halves.label[half]) in += static_cast<std::int64_t>(edge.weight);
      if (label_[edge.to] == halves.label[1 - half]) out += static_cast<std::int64_t>(edge.weight);
    }
    gain_[vertex] = out - in;
    if (out > 0 || piece.size() <= kSmallPiece) starts[half].push_back({out - in, vertex});
  }
  using Queue = std::priority_queue<Candidate>;
  std::array<Queue, 2> queues{Queue{{}, std::move(starts[0])}, Queue{{}, std::move(starts[1])}};

  const auto score_of = [&](std::int64_t cut_now, double load_now) {
    const double off = std::abs(load_now - halves.target);
    return Score{std::max(0.0, off - halves.slack), cut_now, off};
  };
  const auto load_after = [&](unsigned half, std::uint32_t vertex) {
    const auto moved = static_cast<double>(graph_.load[vertex]);
    return half == 0 ? load - moved : load + moved;
  };
  /// The best vertex that may leave `half`; false if there is none.  Those that may not are dropped, until their gain
  /// changes.
  const auto find = [&](unsigned half, Candidate& found) {
    if (count[half] <= halves.least[half]) return false;
    const double most = std::max(std::abs(load - halves.target), halves.slack + heaviest);
    for (Queue& queue = queues[half]; !queue.empty(); queue.pop()) {
      found = queue.top();
      if (moved_[found.vertex] != 0 || gain_[found.vertex] != found.gain) continue;
      if (std::abs(load_after(half, found.vertex) - halves.target) <= most) return true;
    }
    return false;
  };

  std::int64_t cut_now = 0;
  Score best = score_of(0, load);
  std::vector<std::uint32_t> moves;
  std::size_t kept = 0;
  const std::size_t patience = std::max(kPatience, piece.size() / 100);
  while (moves.size() - kept <= patience) {
    std::array<Candidate, 2> found;
    const std::array<bool, 2> may{find(0, found[0]), find(1, found[1])};
    if (!may[0] && !may[1]) break;
    unsigned half = may[0] ? 0 : 1;
    if (may[0] && may[1]) {
      const auto rank = [&](unsigned h) {
        const Score score = score_of(cut_now - found[h].gain, load_after(h, found[h].vertex));
        return std::tuple{-found[h].gain, score.off, found[h].vertex};
      };
      // Outside the slack the heavier half gives, whatever it costs.
      const bool outside = std::abs(load - halves.target) > halves.slack + heaviest / 2;
      half = outside ? (load > halves.target ? 0U : 1U) : (rank(0) <= rank(1) ? 0U : 1U);
    }
    const std::uint32_t vertex = found[half].vertex;
    queues[half].pop();
    load = load_after(half, vertex);
    --count[half];
    ++count[1 - half];
    label_[vertex] = halves.label[1 - half];
    moved_[vertex] = 1;
    cut_now -= gain_[vertex];
    moves.push_back(vertex);
    for (const graph::HalfEdge& edge : graph_.edges_of(vertex)) {
      const std::int32_t there = label_[edge.to];
      if (moved_[edge.to] != 0 || (there != halves.label[0] && there != halves.label[1])) continue;
      const auto change = 2 * static_cast<std::int64_t>(edge.weight);
      gain_[edge.to] += there == halves.label[half] ? change : -change;
      queues[half_of(edge.to)].push({gain_[edge.to], edge.to});
    }
    const Score score = score_of(cut_now, load);
    if (score < best) {
      best = score;
      kept = moves.size();
    }
  }
  for (std::size_t n = moves.size(); n > kept; --n) {
    std::int32_t& label = label_[moves[n - 1]];
    label = label == halves.label[0] ? halves.label[1] : halves.label[0];
  }
  for (const std::uint32_t vertex : moves) moved_[vertex] = 0;
  return kept > 0;
}

}  // namespace octosim::partition::methods
