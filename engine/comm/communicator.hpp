/// \file communicator.hpp  All that the engine asks of MPI; tests give it threads instead.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/ids.hpp"

namespace octosim::engine {

/// One rank's end.  Every verb is collective: all ranks call it, in the same order.
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
  /// Ends the whole run at once, from any rank, alone.  Does not return under MPI.
  virtual void abort(int status) = 0;
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
