/// \file resumption.hpp  From a checkpoint to the run that goes on from it.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "io/checkpoint/manifest.hpp"
#include "jobs/cli/prepared.hpp"

namespace octosim::jobs::cli {

/// A checkpoint that was asked for, and that this build reads.
struct Resumption {
  io::checkpoint::Manifest manifest;
  std::filesystem::path file;       ///< the manifest
  std::filesystem::path directory;  ///< of the run that wrote it
};

/// `path`: a checkpoint.json or its directory.  Rank 0 reads it, for all.  Collective.
/// \throws ModelError if it is no checkpoint, or of another version or build; SystemError if it is damaged: the same
/// on every rank.
Resumption read_resumption(engine::Communicator& comm, const std::filesystem::path& path);

/// Prepares the experiment and the plan of the checkpoint, but for those that `asked` names, with its overrides.
/// Collective.
/// Settings that change results, trace.level and trace.interval must be those of the checkpoint; run.until may be
/// another, after its cut: nothing before it depends on it.
/// \throws ModelError naming what differs, SystemError: the same on every rank.
Prepared prepare_resumed(engine::Communicator& comm, const Resumption& resumption, const Asked& asked);

/// Checks every file of the checkpoint and of the trace so far, the ranks sharing the work.  Collective.
/// \throws ModelError, SystemError naming the first that is missing, damaged or of another run: the same on every rank.
void check_files(engine::Communicator& comm, const Resumption& resumption);

}  // namespace octosim::jobs::cli
