/// \file simulator.hpp  Handles the events of one rank up to a given instant.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/kernel/event_queue.hpp"
#include "engine/kernel/outbox.hpp"
#include "engine/kernel/run.hpp"
#include "engine/kernel/share.hpp"

namespace octosim::engine {

/// The sequential core; a synchroniser drives it.
class Simulator final : public Context {
 public:
  Simulator(Share& share, const Blueprint& model, const RunOptions& options, Rank rank);
  ~Simulator() = default;

  void start();
  void finish(SimTime time);
  /// Takes the samples up to `time`, if they are due.  Else they are taken before the next event here.
  void sample_up_to(std::uint64_t time);

  /// This rank's image.  \pre between two cycles, and the outboxes are empty
  Image save(const ImageHead& head);
  /// Instead of start().  \throws SystemError for a state that does not fit its component.
  void restore(const ResumePoint& point);

  std::uint64_t next_time() const { return queue_.next_time(); }
  /// Least time of what is pending here or in an outbox.
  std::uint64_t next_time_anywhere() const;
  /// Nothing that is pending here can cause an arrival on another rank before this.
  std::uint64_t earliest_arrival() const;
  /// Nor can what is in an outbox cause a further one before this.
  std::uint64_t earliest_beyond() const;
  /// Handles every event before `end`, at most about `slice` events, and, if `until_released`, not beyond the cycle
  /// in which the last hold of this rank is released.  Whether it came to `end`.
  bool handle_until(std::uint64_t end, std::uint64_t slice = kNever.cycle, bool until_released = false);

  /// What peers are owed, one for each; the synchroniser empties them.
  std::vector<Outbox>& outboxes() { return outboxes_; }
  /// Takes events as an outbox holds them.  \throws LocalError for one that is earlier than what was handled.
  void take_in(std::span<const std::byte> events, Rank from);

  /// Every event before it was handled, or never was.
  std::uint64_t clock() const { return clock_; }
  std::uint64_t next_sample() const { return next_sample_; }
  std::uint64_t events() const { return events_; }
  std::uint64_t most_pending() const { return most_pending_; }
  std::uint64_t messages_sent() const { return messages_sent_; }
  std::uint64_t messages_received() const { return messages_received_; }
  std::uint64_t holds() const { return holds_; }
  /// Whatever arrives at any of these `places` is not passed on before this.  O(places), if silence was ever declared.
  std::uint64_t silent_until_all(std::span<const std::uint32_t> places) const;
  bool ever_held() const { return ever_held_; }
  std::uint64_t last_release() const { return last_release_; }
  std::uint64_t last_progress() const { return last_progress_; }
  std::uint64_t last_handled() const { return last_handled_; }
  std::uint64_t digest() const;
  /// Names a few components that still hold; empty when none does.
  std::string holders() const;
  /// If RunOptions::profile.
  std::vector<ClassCost> classes() const;

  void wake_after(Cycles delay, std::uint32_t tag) override;
  void settle() override;
  void hold() override;
  void release() override;
  void progress() override { last_progress_ = now_.cycle; }
  void silent_until(SimTime time) override {
    share_.owned[place_].silent = std::max(share_.owned[place_].silent, time.cycle);
    ever_silent_ = silence_;
  }
  void record(std::uint32_t type, std::span<const std::uint64_t> values) override;
  bool records(std::uint32_t type) const override { return type < recorded_.size() && recorded_[type]; }
  void send_bytes(std::uint32_t out_port, const void* message, std::uint32_t bytes, Cycles extra) override;
  void post_bytes(ComponentId to, std::uint32_t in_port, const void* message, std::uint32_t bytes,
                  Cycles delay) override;

 private:
  template <bool kProfile>
  void handle_cycle(std::span<const EventQueue::Due> due);
  void deliver(Owned& owned, const EventRecord& event);
  void settle_now();
  void enter(std::uint32_t place);
  /// now() + delay.  \throws LogicError beyond the end of time.
  std::uint64_t time_after(std::uint64_t delay) const;
  void check_silence(const Owned& owned, std::uint64_t departs) const;
  template <class Call>
  void call_each(SimTime time, Call call);
  void restore_one(std::uint32_t place, std::span<const std::byte> state);
  /// Where in the model the present call is, for messages.
  std::string where() const;
  /// Calls `body`; an exception becomes a LocalError that says where.
  template <class Body>
  void with_place(Body&& body) {
    try {
      body();
    } catch (const std::exception& error) {
      throw LocalError{where() + ": " + error.what()};
    }
  }

  Share& share_;
  Rank rank_;
  RecordSink* sink_;
  std::vector<bool> recorded_;  // by record type
  std::uint64_t sample_interval_;
  bool profile_;
  bool silence_;  // counts for the lookahead
  bool ever_silent_ = false;
  EventQueue queue_;
  std::vector<Outbox> outboxes_;
  std::uint32_t place_ = 0;               // of the component being called
  const EventRecord* current_ = nullptr;  // being delivered
  bool settle_asked_ = false;
  bool starting_ = false;
  bool may_settle_ = false;  // in start(), a delivery or a wake
  bool ever_held_ = false;
  std::uint64_t clock_ = 0, next_sample_ = kNever.cycle;
  std::uint64_t most_pending_ = 0;
  std::uint64_t events_ = 0, messages_sent_ = 0, messages_received_ = 0;
  std::uint64_t holds_ = 0, last_release_ = 0, last_progress_ = 0, last_handled_ = 0;
  std::vector<ClassCost> classes_;
  std::vector<std::uint32_t> class_of_;  // by place; into classes_
};

}  // namespace octosim::engine
