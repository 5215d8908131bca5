/// \file simulator.hpp  Handles the events of one rank up to a given instant.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/kernel/event_queue.hpp"
#include "engine/kernel/run.hpp"
#include "engine/kernel/share.hpp"

namespace octosim::engine {

/// The sequential core; window.cpp drives it.
class Simulator final : public Context {
 public:
  Simulator(Share& share, const Blueprint& model, const RunOptions& options, Rank rank);
  ~Simulator() = default;

  void start();
  void sample(SimTime time);
  void finish(SimTime time);

  std::uint64_t next_time() const { return queue_.next_time(); }
  /// Nothing that is pending here can cause an arrival on another rank before this.
  std::uint64_t earliest_arrival() const {
    return queue_.earliest([this](std::uint32_t place) { return share_.owned[place].reach; }, share_.least_reach);
  }
  /// Handles every event before `end`, at most about `slice` events, and, if `until_released`, not beyond the cycle
  /// in which the last hold of this rank is released.
  void handle_until(std::uint64_t end, std::uint64_t slice, bool until_released);

  /// What peers are owed, one buffer of events per peer; the caller empties them.
  std::vector<Communicator::Bytes>& outboxes() { return outboxes_; }
  /// \pre the bytes are whole events.  \throws LogicError for one that is earlier than what was handled.
  void take_in(std::span<const std::byte> events);

  std::uint64_t events() const { return events_; }
  std::uint64_t messages_sent() const { return messages_sent_; }
  std::uint64_t holds() const { return holds_; }
  bool ever_held() const { return ever_held_; }
  std::uint64_t last_release() const { return last_release_; }
  std::uint64_t last_progress() const { return last_progress_; }
  std::uint64_t last_handled() const { return last_handled_; }
  std::uint64_t digest() const;
  /// Names a few components that still hold; empty when none does.
  std::string holders() const;

  void wake_after(Cycles delay, std::uint32_t tag) override;
  void settle() override;
  void hold() override;
  void release() override;
  void progress() override { last_progress_ = now_.cycle; }
  void record(std::uint32_t type, std::span<const std::uint64_t> values) override;
  bool records(std::uint32_t type) const override { return type < recorded_.size() && recorded_[type]; }
  void silent_until(SimTime) override {}
  void send_bytes(std::uint32_t out_port, const void* message, std::uint32_t bytes, Cycles extra) override;
  void post_bytes(ComponentId, std::uint32_t, const void*, std::uint32_t, Cycles) override {}

 private:
  void deliver(const Event& event);
  void enter(std::uint32_t place);
  template <class Call>
  void call_each(SimTime time, Call call);

  Share& share_;
  Rank rank_;
  RecordSink* sink_;
  std::vector<bool> recorded_;  // by record type
  EventQueue queue_;
  std::vector<Communicator::Bytes> outboxes_;
  std::uint32_t place_ = 0;  // of the component being called
  bool settle_asked_ = false;
  bool starting_ = false;
  bool may_settle_ = false;  // in start(), a delivery or a wake
  bool ever_held_ = false;
  std::uint64_t events_ = 0, messages_sent_ = 0;
  std::uint64_t holds_ = 0, last_release_ = 0, last_progress_ = 0, last_handled_ = 0;
};

}  // namespace octosim::engine
