/// \file graph_work.hpp  What a Task Block does that has an operator graph.
#pragma once
#include <filesystem>
#include <string>
#include <utility>

#include "models/hardware/settings.hpp"
#include "models/workload/owg.hpp"

namespace octosim::jobs::cli {

/// Reads graphs for io::owg::read_owg, beside a workflow file.  A graph whose activations fit a TBU's SRAM becomes rows
/// of operators, as layers of any other Task Block; one that does not, chunk loops (partition/chunk/lower.hpp), which
/// bring their weights.  The same on every rank that reads the same files.
class GraphWork {
 public:
  GraphWork(std::filesystem::path folder, const models::hardware::Hardware& hardware)
      : folder_{std::move(folder)}, hardware_{hardware} {}

  /// \throws engine::ModelError naming file and operator: for a graph that cannot be read, that does no work, or of
  /// which an operator does not fit, sliced as it may be
  void operator()(const std::string& file, models::workload::Work& work) const;

 private:
  std::filesystem::path folder_;
  models::hardware::Hardware hardware_;
};

}  // namespace octosim::jobs::cli
