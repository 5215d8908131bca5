/// \file prepared.hpp  From an experiment file to everything a run needs.
#pragma once
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

/// An experiment, read, checked, compiled and cut.
struct Prepared {
  io::experiment::Experiment experiment;
  std::string owg_text;    ///< canonical
  std::uint64_t hash = 0;  ///< of the settings and the workflow
  std::unique_ptr<models::plan::Program> program;
  partition::wafer::RankMap ranks;
};

/// An experiment and its workflow as texts, from a checkpoint.
struct SavedExperiment {
  std::string name;            ///< of its file, for messages
  std::string text, owg_text;  ///< canonical
};

/// Every rank reads the files; all agree on errors, and that they read the same.  Collective.
/// `saved`: read in place of `file`.  `ranks` = 0: those of `comm`.  `partition`: see ranks_of_clusters; rank 0
/// decides. \throws ModelError, SystemError: the same on every rank.
Prepared prepare(engine::Communicator& comm, const std::filesystem::path& file,
                 const std::vector<std::string>& overrides, std::int32_t ranks = 0,
                 const std::string& partition = kDefaultPartition, const SavedExperiment* saved = nullptr);

}  // namespace octosim::jobs::cli
