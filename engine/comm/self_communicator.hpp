/// \file self_communicator.hpp  A run of one rank: every collective is a copy.
#pragma once
#include <cstdlib>

#include "engine/comm/communicator.hpp"

namespace octosim::engine {

class SelfCommunicator final : public Communicator {
 public:
  Rank rank() const override { return Rank{0}; }
  std::int32_t size() const override { return 1; }
  void min(std::span<std::int64_t>) override {}
  void sum(std::span<std::uint64_t>) override {}
  std::vector<Bytes> exchange(std::span<const Rank>, std::span<const Bytes> out) override {
    return {out.begin(), out.end()};
  }
  std::vector<Bytes> gather_all(const Bytes& mine) override { return {mine}; }
  void start_reduce(Reduction&) override {}
  bool reduced() override { return true; }
  void send_batch(Rank, Bytes& batch) override { batch.clear(); }  // there is nobody to send to
  bool next_batch(Rank&, Bytes&) override { return false; }
  void abort(int status) override { std::exit(status); }
};

}  // namespace octosim::engine
