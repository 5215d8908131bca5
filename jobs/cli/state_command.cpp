#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/owg/read_owg.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/merge.hpp"
#include "io/trace/read_group.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/reading.hpp"

namespace octosim::jobs::cli {
namespace {

namespace workload = models::workload;
using Rows = std::vector<std::vector<std::uint64_t>>;

constexpr std::array<std::string_view, 6> kReasons{"its input was empty",   "its output was full",
                                                   "enough was executed",   "the interval was over",
                                                   "work had become ready", "the controller said so"};

struct State {
  workload::Owg owg;
  Rows clusters, tbus, queues;
};

std::string name_of(const workload::Owg& owg, std::uint64_t block) {
  return block < owg.blocks.size() ? owg.blocks[block].name : fmt::format("block {}", block);
}

std::string flow_of(const workload::Owg& owg, std::uint64_t flow) {
  if (flow >= owg.flows.size()) return fmt::format("flow {}", flow);
  return fmt::format("{} -> {}", name_of(owg, owg.flows[flow].from), name_of(owg, owg.flows[flow].to));
}

/// Sub-OWGs are numbered from 1, as `octosim check` does.
std::string about_cluster(const State& state, std::uint64_t cluster) {
  std::string text = fmt::format("cluster {}: TBUs are divided among all sub-OWGs\n", cluster);
  for (const auto& row : state.clusters) {
    if (row[0] != cluster) continue;
    text = fmt::format("cluster {}: works on sub-OWG {}, from the start\n", cluster, row[1] + 1);
    if (row[2] == 0) continue;
    const std::string_view reason = row[3] < kReasons.size() ? kReasons[row[3]] : "of an unknown reason";
    text = fmt::format("cluster {}: works on sub-OWG {} since cycle {}, because {}\n", cluster, row[1] + 1, row[2],
                       reason);
  }
  for (const auto& row : state.tbus) {
    if (row[0] != cluster) continue;
    text += fmt::format("  TBU {:<5} {:<24} for sub-OWG {}, {} packets under way\n", row[1], name_of(state.owg, row[3]),
                        row[2] + 1, row[4]);
  }
  for (const auto& row : state.queues) {
    if (row[0] != cluster) continue;
    text += fmt::format("  queue of sub-OWG {}: {:<40} {:>6} packets {:>12} B\n", row[1] + 1,
                        flow_of(state.owg, row[2]), row[3], row[4]);
  }
  return text;
}

std::string state_text(const std::filesystem::path& path, std::optional<std::uint64_t> only) {
  const std::filesystem::path file = io::trace::trace_in(path);
  const io::trace::RunInfo info = io::trace::read_run_info(file);
  const State state{
      .owg = io::owg::parse_owg(info.owg_text, file.native() + " /meta/owg"),
      .clusters = io::trace::read_group(file, "/clusters/state", {"cluster", "sub_owg", "since", "reason"}),
      .tbus = io::trace::read_group(file, "/tbus/state", {"cluster", "tbu", "sub_owg", "block", "due"}),
      .queues = io::trace::read_group(file, "/queues/state", {"cluster", "sub_owg", "flow", "packets", "bytes"})};
  std::map<std::uint64_t, std::string> clusters;
  for (const Rows* rows : {&state.clusters, &state.tbus, &state.queues}) {
    for (const auto& row : *rows) clusters[row[0]];
  }
  if (clusters.empty()) {  // a run's last act is to write them
    throw engine::ModelError{fmt::format(
        "{}: says nothing of how the run ended, for it did not (octosim run --resume goes on with it; octosim-plot "
        "timeline draws what it did)",
        file.native())};
  }
  if (only && !clusters.contains(*only)) {
    throw engine::ModelError{
        fmt::format("--cluster {}: {} has no such cluster, or nothing is known of it (must be one of {} .. {})", *only,
                    file.native(), clusters.begin()->first, clusters.rbegin()->first)};
  }
  std::string text;
  for (const auto& [cluster, unused] : clusters) {
    if (!only || *only == cluster) text += about_cluster(state, cluster);
  }
  return text;
}

}  // namespace

void add_state(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "state", "Say what each cluster and TBU was working on when a run ended, or was stopped with --until");
  struct Arguments {
    std::string trace;
    std::optional<std::uint64_t> cluster;
  };
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("TRACE", arguments->trace, "trace.h5, or the directory it is in")->required();
  command->add_option("--cluster", arguments->cluster, "this one only");
  command->callback([&action, arguments] {
    action = [arguments](Launch& launch) {
      read_on_first_rank(launch, arguments->trace,
                         [&] { std::fputs(state_text(arguments->trace, arguments->cluster).c_str(), stdout); });
      return kDone;
    };
  });
}

}  // namespace octosim::jobs::cli
