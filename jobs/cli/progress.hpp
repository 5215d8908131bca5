/// \file progress.hpp  How far a run is: a bar on a terminal, plain lines in a batch log.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace octosim::jobs::cli {

/// What is known at an edge of a window.
struct Situation {
  std::uint64_t cycle = 0;
  std::uint64_t events = 0;
  double part = 0;           ///< of the input that was fed in, on this rank; 0: not known yet
  std::uint64_t frames = 0;  ///< of all streams
};

/// Silent unless it is rank 0.  Asks the clock at every call; prints at most 5 times a second on a terminal, every 10
/// seconds in a log.
class Progress {
 public:
  explicit Progress(bool shown);
  ~Progress() { end(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(const Situation& situation);
  /// Leaves the terminal line.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  std::string line(const Situation& situation, double seconds) const;

  bool shown_, terminal_;
  bool open_ = false;  // a line without its end is on the terminal
  Clock::time_point start_, next_;
};

}  // namespace octosim::jobs::cli
