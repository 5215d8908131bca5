#include "engine/kernel/team.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace octosim::engine {

void Team::ask(Stopwatch& watch) {
  if (!options.at_edge || watch.now() - asked_ < std::chrono::nanoseconds{options.edge_ns}) return;
  asked_ = watch.now();
  const Stopwatch own{statistics.io_ns};
  try {
    const std::uint64_t now = std::min(simulator.next_sample(), simulator.last_handled());
    request = std::max(request, options.at_edge({SimTime{now}, simulator.events()}));
  } catch (const std::exception& error) {
    throw LocalError{fmt::format("rank {}: {}", index(comm.rank()), error.what())};
  }
}

Agreed Team::agree_now() {
  const Stopwatch watch{statistics.synchronise_ns};
  Reduction words = contribution(simulator, request, true);
  comm.start_reduce(words);
  for (std::uint32_t tries = 0; !comm.reduced(); ++tries) comm.pause(tries);
  if (comm.size() > 1) ++statistics.reductions;
  return agreed_by(words);
}

void Team::exchange_now() {
  const Stopwatch watch{statistics.synchronise_ns};
  std::vector<Communicator::Bytes> out;
  for (Outbox& box : simulator.outboxes()) {
    box.bytes.erase(box.bytes.begin(), box.bytes.begin() + static_cast<std::ptrdiff_t>(box.header));
    statistics.bytes_sent += box.bytes.size();
    out.push_back(std::move(box.bytes));
    box.restart(box.header);
  }
  const auto in = comm.exchange(share.peer_ranks, out);
  for (std::size_t peer = 0; peer < in.size(); ++peer) simulator.take_in(in[peer], share.peer_ranks[peer]);
}

}  // namespace octosim::engine
