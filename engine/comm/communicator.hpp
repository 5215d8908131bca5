/// \file communicator.hpp  All that the engine asks of MPI; tests give it threads instead.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/ids.hpp"

namespace octosim::engine {

/// What a reduction carries: entry by entry the least, and the sum modulo 2^64, over all ranks.
struct Reduction {
  std::array<std::int64_t, 9> least{};
  std::array<std::uint64_t, 2> sum{};

  void add(const Reduction& other) {
    for (std::size_t k = 0; k < least.size(); ++k) least[k] = std::min(least[k], other.least[k]);
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += other.sum[k];
  }
};
static_assert(sizeof(Reduction) == 11 * sizeof(std::uint64_t));

/// One rank's end.  The verbs are collective, but for those between pairs: all ranks call them, in the same order.
class Communicator {
 public:
  using Bytes = std::vector<std::byte>;

  virtual ~Communicator() = default;
  virtual Rank rank() const = 0;
  virtual std::int32_t size() const = 0;

  /// Replaces each entry by its least over all ranks.
  virtual void min(std::span<std::int64_t> values) = 0;
  /// Replaces each entry by its sum over all ranks, modulo 2^64.
  virtual void sum(std::span<std::uint64_t> values) = 0;
  /// Sends `out[k]` to rank `peers[k]` and returns what that peer sent here, in the same order.
  /// \pre symmetric: if a names b then b names a.
  virtual std::vector<Bytes> exchange(std::span<const Rank> peers, std::span<const Bytes> out) = 0;
  /// Every rank's `mine`, in rank order, on every rank.
  virtual std::vector<Bytes> gather_all(const Bytes& mine) = 0;

  /// Starts to reduce `words` over all ranks, in place, and returns at once; they belong to the communicator until
  /// reduced() has said true.  One at a time.  Collective, but nobody waits.
  virtual void start_reduce(Reduction& words) = 0;
  /// Whether it is done.  \pre started, and not yet told
  virtual bool reduced() = 0;

  /// Between pairs, not collective: sends `batch` to rank `to`, and leaves it empty.  Does not wait for the receiver.
  virtual void send_batch(Rank to, Bytes& batch) = 0;
  /// Takes the next batch that has come from any rank, if one has; those of one sender come in the order they were
  /// sent.
  virtual bool next_batch(Rank& from, Bytes& batch) = 0;
  /// To be called in a loop that waits: `tries` counts its turns.  First it spins, if every rank has a core of its own,
  /// then lets others run, then sleeps for ever longer, up to a millisecond.
  virtual void pause(std::uint32_t tries);

  /// Ends the whole run at once, from any rank, alone.  Does not return under MPI.
  virtual void abort(int status) = 0;

 protected:
  bool cores_are_shared_ = true;  ///< more ranks than cores on this machine
};

/// The collective part of agree().  `message` empty: this rank is well.  `users_fault`: a ModelError, else the
/// machine's.
void agree_on_error(Communicator& comm, const std::string& message, bool users_fault);

/// Runs `body` on every rank and makes them agree: if it threw on any, all throw with the message of the least failing
/// rank, so that no rank waits for ever in a later collective call.
/// \throws ModelError or SystemError, the same on every rank.  Collective.
template <class Body>
void agree(Communicator& comm, Body&& body) {
  std::string message;
  bool users_fault = false;
  try {
    body();
  } catch (const ModelError& error) {
    message = error.what();
    if (message.empty()) message = "unknown error";
    users_fault = true;
  } catch (const std::exception& error) {
    message = error.what();
    if (message.empty()) message = "unknown error";
  }
  agree_on_error(comm, message, users_fault);
}

}  // namespace octosim::engine
