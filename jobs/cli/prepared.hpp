/// \file prepared.hpp  From an experiment file, or a compiled plan, to everything a run needs.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "io/experiment/experiment.hpp"
#include "models/plan/program.hpp"
#include "partition/wafer/rank_map.hpp"

namespace octosim::jobs::cli {

inline constexpr const char* kDefaultPartition = "bisect";

/// What is to be run, as the command line says it.
struct Asked {
  std::filesystem::path experiment;    ///< its file; empty: that of the plan, or of the checkpoint
  std::vector<std::string> overrides;  ///< "section.key=value"
  std::filesystem::path plan;          ///< its file; empty: the experiment is compiled, or as the checkpoint says
  std::int32_t ranks = 0;              ///< to cut for; 0: those it runs on
  std::string partition = kDefaultPartition;
  std::string workflow{};  ///< without an experiment: file or benchmark, to compile for the default machine
};

/// An experiment, read, checked, compiled and cut.
struct Prepared {
  io::experiment::Experiment experiment;
  std::string owg_text;                ///< canonical
  std::uint64_t hash = 0;              ///< run_hash
  std::uint64_t plan_digest = 0;       ///< io::plan::plan_digest
  std::uint64_t recording_digest = 0;  ///< models::workload::digest_of; 0: nothing is recorded
  std::string plan_bytes;              ///< the file of the plan; empty if it was compiled here
  std::unique_ptr<models::plan::Program> program;
  partition::wafer::RankMap ranks;
};

/// Of what can change results: settings, workflow, and the recording, by its digest; 0: nothing is recorded.
std::uint64_t run_hash(const io::experiment::Experiment& experiment, const std::string& owg_text,
                       std::uint64_t recording_digest);

/// An experiment and its workflow as texts, and its plan, from a checkpoint.
struct SavedExperiment {
  std::string name;            ///< of its file, for messages
  std::string text, owg_text;  ///< canonical
  std::string plan_bytes;      ///< empty: to be compiled
};

/// Every rank reads the files, but a plan, which rank 0 reads for all; all agree on errors, and that they read the
/// same. Collective.  `saved`: stands for what `asked` does not name.  With a plan, settings that are compiled into it
/// may not be set, and an experiment file must have them as the plan does, its workflow included. For asked.partition
/// see ranks_of_clusters; rank 0 decides. \throws ModelError, SystemError: the same on every rank.
Prepared prepare(engine::Communicator& comm, const Asked& asked, const SavedExperiment* saved = nullptr);

}  // namespace octosim::jobs::cli
