#include "partition/chunk/local_sweep.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {

LocalSweep::LocalSweep(const Tables& tables, const Estimator& estimator)
    : tables_{&tables},
      accounting_{estimator.accounting()},
      base_{&estimator.liveness()},
      end_{static_cast<std::uint32_t>(base_->before.size())},
      loop_last_(tables.size(), 0),
      part_(tables.size(), Part::kOutside),
      owner_(tables.size(), 0),
      death_(tables.size(), 0),
      is_known_(tables.size(), 0),
      is_split_(tables.size(), 0) {
  std::vector<std::uint32_t> last(1, 0);  // by number of a loop
  for (Node v = 0; v < tables.size(); ++v) {
    const std::uint32_t loop = base_->loop[v];
    if (loop >= last.size()) last.resize(loop + 1, 0);
    if (loop != 0) last[loop] = std::max(last[loop], base_->position[v]);
  }
  for (Node v = 0; v < tables.size(); ++v) loop_last_[v] = last[base_->loop[v]];
}

void LocalSweep::mark(const Chunk& chunk) {
  for (const Node v : chunk.hoisted) part_[v] = Part::kHoisted;
  for (const SlicedNode& n : chunk.loop) part_[n.node] = Part::kInLoop;
  for (const SlicedNode& n : chunk.outputs) part_[n.node] = Part::kOutput;
  nodes_ = chunk.hoisted;
  for (const SlicedNode& n : chunk.loop) nodes_.push_back(n.node);
  if (accounting_ != Accounting::kAliased) return;
  for (const SlicedNode& n : chunk.outputs) {
    const Node root = base_->owner[n.node];
    if (root == n.node || tables_->is_source[root] != 0 || is_split_[root] != 0) continue;
    is_split_[root] = 1;
    splits_.push_back(root);
  }
}

void LocalSweep::clear() {
  for (const Node v : nodes_) {
    part_[v] = Part::kOutside;
    is_known_[v] = 0;
  }
  for (const Node v : readers_) is_known_[v] = 0;
  for (const Node v : splits_) is_split_[v] = 0;
  readers_.clear();
  splits_.clear();
  inside_.clear();
  changes_.clear();
}

/// Whether v is part of its first operand.
bool LocalSweep::shows(Node v) const {
  return accounting_ == Accounting::kAliased && tables_->is_view[v] != 0 && part_[v] != Part::kOutput &&
         base_->is_buffer[v] == 0;
}

Node LocalSweep::owner_of(Node v) const {
  if (tables_->is_source[v] != 0) return v;
  return part_[v] != Part::kOutside ? owner_[v] : base_->owner[v];
}

/// \pre `owner` is no source
void LocalSweep::note_read(Node owner, std::uint32_t position) {
  if (is_known_[owner] == 0) {
    is_known_[owner] = 1;
    death_[owner] = 0;
    if (part_[owner] == Part::kOutside) readers_.push_back(owner);
  }
  death_[owner] = std::max(death_[owner], position);
}

/// The last position after the interval where v is read, itself or a view that is part of it; 0: none.  A loop reads
/// from outside until its last node; v and its readers there are never in one loop of the plan.
std::uint32_t LocalSweep::last_read_after(Node v) const {
  std::uint32_t last = tables_->is_output[v] != 0 ? end_ : 0;
  for (const Node u : tables_->users(v)) {
    const std::uint32_t at = base_->loop[u] != 0 ? loop_last_[u] : base_->position[u];
    if (part_[u] == Part::kOutside && at > last_) last = std::max(last, at);
    if (shows(u) && tables_->operands(u)[0] == v) last = std::max(last, last_read_after(u));
  }
  return last;
}

void LocalSweep::find_deaths(const Chunk& chunk) {
  for (std::uint32_t k = 0; k < nodes_.size(); ++k) {
    const Node v = nodes_[k];
    const std::uint32_t i = chunk.begin + k;
    const bool in_loop = part_[v] != Part::kHoisted;
    owner_[v] = shows(v) ? owner_of(tables_->operands(v)[0]) : v;
    if (owner_[v] == v) note_read(v, i);
    for (const Node p : tables_->operands(v)) {
      const Node owner = owner_of(p);
      if (tables_->is_source[owner] != 0) continue;
      const bool from_outside = in_loop && (part_[owner] == Part::kOutside || part_[owner] == Part::kHoisted);
      note_read(owner, from_outside ? chunk.last : i);
    }
  }
  const auto extend = [&](Node owner) {
    const bool is_new = part_[owner] == Part::kOutput && base_->owner[owner] != owner;
    const bool walks = is_split_[owner] != 0 || is_new;
    const std::uint32_t after = walks ? last_read_after(owner) : base_->death[owner];
    if (after > chunk.last) note_read(owner, after);
  };
  for (const Node owner : readers_) extend(owner);
  for (const Node v : nodes_) {
    if (owner_[v] == v) extend(v);
  }
}

void LocalSweep::find_changes(const Chunk& chunk) {
  const auto change = [&](std::uint32_t until, std::int64_t bytes) {
    until = std::min(until, end_ - 1);
    if (until <= chunk.last) return;
    const auto known =
        std::find_if(changes_.begin(), changes_.end(), [until](const Change& c) { return c.until == until; });
    if (known != changes_.end()) {
      known->bytes += bytes;
    } else {
      changes_.push_back({until, bytes});
    }
  };
  for (const Node root : splits_) {
    change(base_->death[root], -tables_->bytes[root]);
    change(death_[root], tables_->bytes[root]);
  }
  for (const SlicedNode& n : chunk.outputs) {
    if (base_->owner[n.node] != n.node) change(death_[n.node], tables_->bytes[n.node]);
  }
  reach_ = chunk.last;
  for (const Change& c : changes_) {
    if (c.bytes != 0) reach_ = std::max(reach_, c.until);
  }
}

/// As the estimator's, of a node of the interval.
Line LocalSweep::copies(Node v, std::int64_t extent) const {
  Line line;
  if (accounting_ != Accounting::kReleased || tables_->reads_in_order[v] == 0) return line;
  const auto in_loop = [this](Node u) { return part_[u] == Part::kInLoop || part_[u] == Part::kOutput; };
  for (const Node p : tables_->operands(v)) {
    if (tables_->is_permuted[p] == 0) continue;
    if (in_loop(v) && in_loop(p)) {
      line.each += tables_->bytes[p] / extent;
    } else {
      line.fixed += tables_->bytes[p];
    }
  }
  return line;
}

void LocalSweep::sweep(const Chunk& chunk) {
  freed_.assign(nodes_.size(), {});
  Line live{base_->before[chunk.begin], 0};
  for (const Node v : readers_) {
    if (death_[v] <= chunk.last) freed_[death_[v] - chunk.begin].fixed += tables_->bytes[v];
  }
  const auto allocate = [&](Node v, const Line& size) {
    live.fixed += size.fixed;
    live.each += size.each;
    if (death_[v] > chunk.last) return;
    Line& freed = freed_[death_[v] - chunk.begin];
    freed.fixed += size.fixed;
    freed.each += size.each;
  };
  for (std::uint32_t k = 0; k < nodes_.size(); ++k) {
    const Node v = nodes_[k];
    if (k == chunk.hoisted.size()) {
      for (const SlicedNode& output : chunk.outputs) allocate(output.node, {tables_->bytes[output.node], 0});
    }
    if (owner_[v] == v && part_[v] != Part::kOutput) {
      allocate(v, part_[v] == Part::kInLoop ? Line{0, tables_->bytes[v] / chunk.extent} : Line{tables_->bytes[v], 0});
    }
    const Line extra = copies(v, chunk.extent);
    inside_.push_back({live.fixed + extra.fixed, live.each + extra.each});
    live.fixed -= freed_[k].fixed;
    live.each -= freed_[k].each;
  }
}

void LocalSweep::run(const Chunk& chunk) {
  OCTOSIM_EXPECT(chunk.last - chunk.begin + 1 == chunk.hoisted.size() + chunk.loop.size() && chunk.last < end_);
  clear();
  last_ = chunk.last;
  mark(chunk);
  find_deaths(chunk);
  find_changes(chunk);
  sweep(chunk);
}

std::int64_t LocalSweep::change_at(std::uint32_t position) const {
  std::int64_t bytes = 0;
  for (const Change& c : changes_) bytes += position <= c.until ? c.bytes : 0;
  return bytes;
}

}  // namespace octosim::partition::chunk
