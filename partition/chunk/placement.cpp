#include "partition/chunk/placement.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "partition/chunk/cuts.hpp"

namespace octosim::partition::chunk {
namespace {

/// A use of a tensor by a loop.
struct TensorUse {
  enum class Kind : std::uint8_t {
    kSliced,
    kOuter,
    kWhole,
    kMade
  } kind = Kind::kSliced;  ///< kOuter: by the outer loop alone
  std::size_t loop = 0;
  Node owner = 0;
  std::int64_t bytes = 0;  ///< of a slice, of a slice of the outer loop, or in all
};

/// By node, whose bytes it shows: itself, but for views.
std::vector<Node> owners_of(const Tables& tables, const std::vector<Node>& order) {
  std::vector<Node> owner(tables.size());
  for (Node v = 0; v < tables.size(); ++v) owner[v] = v;
  for (const Node v : order) {
    if (tables.is_view[v] != 0) owner[v] = owner[tables.operands(v)[0]];
  }
  return owner;
}

/// Each tensor once for each way it is read, as pass_of() counts.
void add_uses(const Tables& tables, const std::vector<Node>& owner, const Segment& segment, std::size_t loop,
              std::vector<TensorUse>& uses) {
  const Chunk& chunk = *segment.chunk;
  const std::vector<std::size_t> consumers = consumers_of(chunk);
  std::set<std::tuple<Node, SizedCuts, TensorUse::Kind>> seen;
  for (std::size_t i = 0; i < chunk.inputs.size(); ++i) {
    const Node v = chunk.inputs[i].producer;
    if (tables.is_constant[owner[v]] != 0) continue;
    const SizedCuts cuts = cuts_of_input(tables, chunk, i, consumers[i]);
    const bool is_inner = chunk.inner ? is_sliced(chunk.inner->cuts[i]) : !cuts.empty();
    const TensorUse::Kind kind = is_inner       ? TensorUse::Kind::kSliced
                                 : cuts.empty() ? TensorUse::Kind::kWhole
                                                : TensorUse::Kind::kOuter;
    if (!seen.emplace(v, cuts, kind).second) continue;
    uses.push_back({.kind = kind, .loop = loop, .owner = owner[v], .bytes = bytes_of_cuts(tables.bytes[v], cuts)});
  }
  for (std::size_t i = 0; i < chunk.loop.size(); ++i) {
    const Node v = chunk.loop[i].node;
    const bool is_output = std::any_of(chunk.outputs.begin(), chunk.outputs.end(),
                                       [v](const SlicedNode& output) { return output.node == v; });
    if (!is_output) continue;
    uses.push_back({.kind = TensorUse::Kind::kMade,
                    .loop = loop,
                    .owner = owner[v],
                    .bytes = bytes_of_cuts(tables.bytes[v], cuts_of_node(tables, chunk, i))});
  }
}

/// Passes of a loop that read what its outer loop cuts in equal parts.
std::int64_t passes_that_share(const Segment& segment) {
  return segment.cost.pinned.whole_operands && segment.chunk->inner ? count_of(*segment.chunk->inner) : 1;
}

std::int64_t divided_up(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

/// A tensor and how it is used.
struct Life {
  Node node = 0;
  std::int64_t bytes = 0, moved = 0;
  std::size_t born = 0, death = 0;  ///< loops
  bool used = false;
};

class Placer {
 public:
  Placer(const Tables& tables, const Cover& cover) : tables_{&tables} {
    const std::vector<Node> owner = owners_of(tables, cover.order);
    for (const Segment& segment : cover.segments) {
      if (!segment.chunk) continue;
      add_uses(tables, owner, segment, segments_.size(), uses_);
      segments_.push_back(&segment);
    }
    is_handed_on_.resize(tables.size(), 0);
    for (Node v = 0; v < tables.size(); ++v) {
      if (tables.is_output[v] != 0) is_handed_on_[owner[v]] = 1;
    }
  }

  Placement run(std::int64_t cbu_bytes, Placing placing) const {
    Placement placement{.tensors = {}, .loops = std::vector<DramTraffic>(segments_.size())};
    std::vector<char> in_dram(tables_->size(), 0);
    std::vector<std::int64_t> room(segments_.size(), placing == Placing::kDram ? 0 : cbu_bytes);
    for (const Life& life : lives()) {
      const bool fits = std::all_of(room.begin() + begin(life), room.begin() + end(life),
                                    [&](std::int64_t left) { return left >= life.bytes; });
      in_dram[life.node] = placing != Placing::kQueue && !fits ? 1 : 0;
      placement.tensors.push_back({life.node, life.bytes, in_dram[life.node] != 0});
      if (in_dram[life.node] != 0) continue;
      std::for_each(room.begin() + begin(life), room.begin() + end(life),
                    [&](std::int64_t& left) { left -= life.bytes; });
    }
    std::sort(placement.tensors.begin(), placement.tensors.end(),
              [](const PlacedTensor& a, const PlacedTensor& b) { return a.node < b.node; });
    std::vector<std::int64_t> outer(segments_.size(), 0);  // bytes of a slice of the outer loop
    for (const TensorUse& use : uses_) {
      if (in_dram[use.owner] != 0) count(use, placement.loops[use.loop], outer[use.loop]);
    }
    for (std::size_t k = 0; k < segments_.size(); ++k) {
      placement.loops[k].again += divided_up(outer[k], passes_that_share(*segments_[k]));
    }
    for (const PlacedTensor& tensor : placement.tensors) {
      if (!tensor.in_dram || tables_->is_source[tensor.node] == 0) continue;
      const std::int64_t slices = segments_.front()->cost.count;
      placement.loops.front().stored += divided_up(tensor.bytes, slices);
    }
    for (std::size_t k = 0; k < segments_.size(); ++k) {
      const DramTraffic& loop = placement.loops[k];
      placement.moved += loop.kept + segments_[k]->cost.count * (loop.in + loop.again + loop.out + loop.stored);
    }
    return placement;
  }

 private:
  static std::ptrdiff_t begin(const Life& life) { return static_cast<std::ptrdiff_t>(life.born); }
  static std::ptrdiff_t end(const Life& life) { return static_cast<std::ptrdiff_t>(life.death) + 1; }

  bool comes_with_item(const TensorUse& use) const { return use.loop == 0 && tables_->is_source[use.owner] != 0; }

  void count(const TensorUse& use, DramTraffic& loop, std::int64_t& outer) const {
    if (comes_with_item(use)) return;
    switch (use.kind) {
      case TensorUse::Kind::kSliced:
        loop.in += use.bytes;
        break;
      case TensorUse::Kind::kOuter:
        outer += use.bytes;
        break;
      case TensorUse::Kind::kWhole:
        (segments_[use.loop]->cost.pinned.whole_operands ? loop.kept : loop.again) += use.bytes;
        break;
      case TensorUse::Kind::kMade:
        loop.out += use.bytes;
        break;
    }
  }

  /// In the order in which the CBU takes them.
  std::vector<Life> lives() const {
    std::vector<Life> lives(tables_->size());
    const std::size_t last = segments_.size() - 1;
    for (const TensorUse& use : uses_) {
      Life& life = lives[use.owner];
      const LoopCost& cost = segments_[use.loop]->cost;
      const bool once = use.kind == TensorUse::Kind::kWhole && cost.pinned.whole_operands;
      if (!life.used) life.born = tables_->is_source[use.owner] != 0 ? 0 : use.loop;
      life.used = true;
      life.node = use.owner;
      life.bytes = tables_->bytes[use.owner];
      life.death = is_handed_on_[use.owner] != 0 ? last : std::max(life.death, use.loop);
      if (comes_with_item(use)) continue;
      const std::int64_t share = use.kind == TensorUse::Kind::kOuter ? passes_that_share(*segments_[use.loop]) : 1;
      life.moved += once ? use.bytes : use.bytes * cost.count / share;
    }
    std::erase_if(lives, [&](const Life& life) {
      const bool is_source = tables_->is_source[life.node] != 0;
      return !life.used || (is_source && life.death == 0) ||
             (is_handed_on_[life.node] != 0 && life.born == last && !is_source);
    });
    std::sort(lives.begin(), lives.end(), [](const Life& a, const Life& b) {
      const std::int64_t times_a = a.moved / a.bytes, times_b = b.moved / b.bytes;
      if (times_a != times_b) return times_a > times_b;
      return a.bytes != b.bytes ? a.bytes < b.bytes : a.node < b.node;
    });
    return lives;
  }

  const Tables* tables_;
  std::vector<const Segment*> segments_;
  std::vector<TensorUse> uses_;
  std::vector<char> is_handed_on_;  // by node
};

}  // namespace

Placement place(const Tables& tables, const Cover& cover, std::int64_t cbu_bytes, Placing placing) {
  return Placer{tables, cover}.run(cbu_bytes, placing);
}

}  // namespace octosim::partition::chunk
