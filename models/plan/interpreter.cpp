#include "models/plan/interpreter.hpp"

#include <deque>
#include <map>

#include "engine/base/error.hpp"

namespace octosim::models::plan {
namespace {

using workload::BlockKind;
using workload::kNone;
using workload::Token;
namespace functional = workload::functional;

class Interpreter {
 public:
  explicit Interpreter(const Program& program) : program_{program} {}

  std::vector<std::uint32_t> items_of(std::uint64_t stream, std::uint32_t frame) {
    items_.assign(program_.owg().blocks.size(), 0);
    counts_ = true;
    emit(program_.source(), program_.frame_token(stream, frame, 0));
    drain();
    return items_;
  }

  StreamResult run(std::uint64_t stream) {
    if (program_.streamed_expand() != kNone) {
      const std::uint32_t collapse = program_.plan().partner[program_.streamed_expand()];
      open(collapse, program_.stream_token(stream, 0), program_.input().frames(stream));
    }
    for (std::uint64_t frame = 0; frame < program_.input().frames(stream); ++frame) {
      emit(program_.source(), program_.frame_token(stream, static_cast<std::uint32_t>(frame), 0));
      drain();
    }
    if (!scopes_.empty() || !merges_.empty() || !joins_.empty()) {
      throw engine::LogicError{"the interpreter ended with an open scope: the workflow was not validated"};
    }
    return result_;
  }

 private:
  using Key = std::pair<std::uint64_t, std::uint32_t>;  // (token, block or sub-OWG)
  struct Scope {
    Token parent;
    std::uint64_t children = 0, expected = 0, received = 0, sum = 0;
  };
  struct Join {
    std::vector<std::uint64_t> digests;
    std::uint32_t received = 0;
  };
  struct Sum {
    std::uint64_t received = 0, sum = 0;
  };

  /// The token leaves `block` on all its outputs.
  void emit(std::uint32_t block, const Token& token) {
    for (const std::uint32_t flow : program_.flows_out_of(block)) pending_.emplace_back(flow, token);
  }

  void drain() {
    while (!pending_.empty()) {
      const auto [flow, token] = pending_.front();
      pending_.pop_front();
      arrive(flow, token);
    }
  }

  void arrive(std::uint32_t flow, const Token& token) {
    const std::uint32_t block = program_.owg().flows[flow].to;
    switch (program_.owg().blocks[block].kind) {
      case BlockKind::kTask:
        return enter(flow, token);
      case BlockKind::kRoute:
        return route(block, token);
      case BlockKind::kMerge:
        return merge(flow, block, token);
      case BlockKind::kExpand:
        return expand(block, token);
      case BlockKind::kCollapse:
        return collapse(flow, block, token);
      case BlockKind::kSink:
        ++result_.arrivals;
        result_.digest += functional::arrived(flow, token.digest, token.position);
        return;
      case BlockKind::kSource:
        break;
    }
    throw engine::LogicError{"a flow ends at the source"};
  }

  void enter(std::uint32_t flow, const Token& token) {
    const std::uint32_t sub = program_.plan().sub_owg_of[program_.owg().flows[flow].to];
    const std::uint32_t group = program_.group_of_flow(flow);
    const auto& groups = program_.station(sub).groups;
    if (groups[group].flows.front() != flow) return;  // one arrival stands for the whole group
    if (groups.size() == 1) {
      entry_.assign(1, token.digest);
      return execute(sub, token, entry_);
    }
    const Key key{token.id, sub};
    Join& join = joins_[key];
    join.digests.resize(groups.size());
    join.digests[group] = token.digest;
    if (++join.received < groups.size()) return;
    const auto digests = std::move(join.digests);
    joins_.erase(key);
    execute(sub, token, digests);
  }

  void execute(std::uint32_t sub, const Token& token, const std::vector<std::uint64_t>& entry) {
    const Station& station = program_.station(sub);
    if (counts_) return count(sub, token);
    program_.work(sub, token.name(), work_);
    auto& made = made_;
    made.resize(std::max(made.size(), station.tasks.size()));
    for (std::size_t position = 0; position < station.tasks.size(); ++position) {
      const StationTask& task = station.tasks[position];
      const TaskWork& work = work_[position];
      made[position].resize(work.made());
      result_.packets += work.packets;
      std::uint64_t silent = 0;
      for (std::uint32_t packet = 0; packet < work.packets; ++packet) {
        std::uint64_t digest = functional::packet_seed(task.block, packet);
        for (const std::uint32_t index : task.in_queues) {
          const StationQueue& queue = station.queues[index];
          digest = engine::mix(digest, queue.from == kNone
                                           ? entry[queue.group]
                                           : made[queue.from][work.slot_of(packet, work_[queue.from].made())]);
        }
        if (packet < work.silent) {
          silent += functional::executed(digest);
          continue;
        }
        if (work.silent > 0) digest = functional::after_silent(digest, silent);
        made[position][packet - work.silent] = functional::executed(digest);
      }
    }
    for (std::size_t position = 0; position < station.tasks.size(); ++position) {
      const StationTask& task = station.tasks[position];
      if (!task.exits) continue;
      Token out = token;
      out.digest = functional::item_seed(task.block);
      for (const std::uint64_t digest : made[position]) out.digest = engine::mix(out.digest, digest);
      for (const std::uint32_t flow : program_.plan().sub_owgs[sub].exits) {
        if (program_.owg().flows[flow].from == task.block) pending_.emplace_back(flow, out);
      }
    }
  }

  /// Without the work: where its results go does not depend on them.
  void count(std::uint32_t sub, const Token& token) {
    for (const std::uint32_t block : program_.plan().sub_owgs[sub].tasks) ++items_[block];
    for (const std::uint32_t flow : program_.plan().sub_owgs[sub].exits) pending_.emplace_back(flow, token);
  }

  void route(std::uint32_t block, const Token& token) {
    if (counts_) ++items_[block];
    for (const std::uint32_t branch : program_.branches(block, token.name())) {
      Token out = token;
      out.digest = functional::routed(block, token.digest, branch);
      pending_.emplace_back(program_.flows_out_of(block)[branch], out);
    }
  }

  void merge(std::uint32_t flow, std::uint32_t block, const Token& token) {
    const std::uint64_t expected = program_.merge_arrivals(block, token.name());
    const Key key{token.id, block};
    Sum& sum = merges_[key];
    sum.sum += functional::arrived(flow, token.digest, 0);
    if (++sum.received < expected) return;
    Token out = token;
    out.digest = functional::joined(block, sum.sum, expected);
    merges_.erase(key);
    if (counts_) ++items_[block];
    emit(block, out);
  }

  void expand(std::uint32_t block, const Token& token) {
    if (counts_) ++items_[block];
    if (program_.owg().blocks[block].fan_out.streamed) {
      Token out = token;
      out.digest = functional::expanded(block, token.digest, token.position);
      emit(block, out);
      return;
    }
    const std::uint64_t children = program_.fan_out(block, token.name());
    open(program_.plan().partner[block], token, children);
    for (std::uint64_t position = 0; position < children; ++position) {
      emit(block, {.id = functional::child_id(token.id, block, position),
                   .parent = token.id,
                   .digest = functional::expanded(block, token.digest, position),
                   .position = static_cast<std::uint32_t>(position),
                   .home = 0,
                   .frame = token.frame});
    }
  }

  void open(std::uint32_t collapse, const Token& parent, std::uint64_t children) {
    Scope scope{.parent = parent, .children = children};
    scope.expected = children * program_.flows_into(collapse).size();
    if (scope.expected == 0) return close(collapse, scope);
    scopes_[{parent.id, collapse}] = scope;
  }

  void collapse(std::uint32_t flow, std::uint32_t block, const Token& token) {
    const auto found = scopes_.find({token.parent, block});
    if (counts_ && found == scopes_.end()) return;  // the scope of the whole stream
    if (found == scopes_.end()) throw engine::LogicError{"a token reached a Collapse that was never opened"};
    Scope& scope = found->second;
    scope.sum += functional::arrived(flow, token.digest, token.position);
    if (++scope.received < scope.expected) return;
    const Scope done = scope;
    scopes_.erase(found);
    close(block, done);
  }

  void close(std::uint32_t block, const Scope& scope) {
    if (counts_) ++items_[block];
    Token out = scope.parent;
    out.digest = functional::joined(block, scope.sum, scope.children);
    emit(block, out);
  }

  const Program& program_;
  StreamResult result_;
  std::deque<std::pair<std::uint32_t, Token>> pending_;
  std::map<Key, Join> joins_;
  std::map<Key, Sum> merges_;
  std::map<Key, Scope> scopes_;
  std::vector<TaskWork> work_;
  std::vector<std::uint64_t> entry_;              // digests of an item with one entry group
  std::vector<std::vector<std::uint64_t>> made_;  // by task of the sub-OWG that executes: digests of its packets
  bool counts_ = false;                           ///< items only
  std::vector<std::uint32_t> items_;              ///< by block
};

}  // namespace

StreamResult interpret_stream(const Program& program, std::uint64_t stream) { return Interpreter{program}.run(stream); }

std::vector<std::uint32_t> frame_items(const Program& program, std::uint64_t stream, std::uint32_t frame) {
  return Interpreter{program}.items_of(stream, frame);
}

}  // namespace octosim::models::plan
