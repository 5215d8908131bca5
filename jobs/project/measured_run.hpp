/// \file measured_run.hpp  What a run on few ranks tells about its work and traffic.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace octosim::jobs::project {

/// How the cut between ranks grows with their number.
enum class Topology : std::uint8_t {
  kRandom,  ///< links lead anywhere: all but 1 / ranks of the traffic crosses
  kMesh,    ///< links lead to neighbours in a plane: what crosses grows as the length of all borders
};

/// Sums are over all ranks.
struct MeasuredRun {
  std::string name;  ///< of the file
  double ranks = 0;
  double wall_seconds = 0;
  double rounds = 0;      ///< windows, or turns; of the rank that had most
  double reductions = 0;  ///< over all ranks; of the rank that had most
  double events = 0;
  double most_events = 0;          ///< of the rank that had most
  double compute_seconds = 0;      ///< handling events
  double send_seconds = 0;         ///< packing and unpacking messages
  double messages = 0, bytes = 0;  ///< that went from one rank to another
  double cross_links = 0;
  Topology topology = Topology::kRandom;
};

/// Reads the JSON of `octosim bench phold`, or the group /engine of a trace, or of that in the folder of a run.
/// Topology: a trace is of a wafer, a mesh; PHOLD's links are random.  Of a trace, wall_seconds is /summary's, which
/// has the build in it.
/// \throws ModelError if `path` is neither, or lacks a value: names file and value; SystemError if it cannot be read
MeasuredRun read_measured(const std::filesystem::path& path);

}  // namespace octosim::jobs::project
