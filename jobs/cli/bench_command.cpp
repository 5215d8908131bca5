#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "engine/kernel/sync_name.hpp"
#include "jobs/bench/json_output.hpp"
#include "jobs/bench/phold_bench.hpp"
#include "jobs/bench/queue_bench.hpp"
#include "jobs/bench/sync_bench.hpp"
#include "jobs/cli/bench_options.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/lookahead_option.hpp"
#include "jobs/cli/noc_command.hpp"
#include "jobs/cli/one_of.hpp"

namespace octosim::jobs::cli {
namespace {

int run_phold(const Arguments<bench::PholdBench>& arguments, Launch& launch) {
  tell(
      launch.comm(), arguments.json, [&] { return bench::run_phold(arguments.bench, launch.comm()); },
      [](const auto& result) { return to_json(result); });
  return kDone;
}

int run_queues(const Arguments<bench::QueueBench>& arguments, Launch& launch) {
  if (launch.comm().size() > 1) {
    throw engine::ModelError{"bench queue: more than one rank (must be 1: a queue belongs to one rank)"};
  }
  tell(
      launch.comm(), arguments.json, [&] { return bench::run_queues(arguments.bench); },
      [&](const auto& times) { return to_json(arguments.bench, times); });
  return kDone;
}

int run_sync(const Arguments<bench::SyncBench>& arguments, Launch& launch) {
  const auto result = tell(
      launch.comm(), arguments.json, [&] { return bench::run_sync(arguments.bench, launch.comm()); },
      [](const auto& measured) { return to_json(measured); });
  if (idle_is_jumped(result)) return kDone;
  if (launch.comm().rank() == engine::Rank{0}) {
    std::fprintf(stderr, "octosim: error: an idle stretch took more than %d rounds\n",
                 static_cast<int>(bench::kMostIdleRounds));
  }
  return kFailed;
}

void add_phold(CLI::App& benches, Action& action) {
  auto* command = benches.add_subcommand("phold", "PHOLD on the engine, alone or under mpirun");
  const auto arguments = std::make_shared<Arguments<bench::PholdBench>>();
  bench::PholdBench& b = arguments->bench;
  bench::PholdSettings& s = b.phold;
  whole(command->add_option("--lps", s.lps, "logical processes"));
  whole(command->add_option("--population", s.population, "events that each starts with"));
  command->add_option("--remote", s.remote, "probability that an event goes to another process")->capture_default_str();
  whole(command->add_option("--neighbors", s.neighbors, "links of each process; 0: posts to any other"));
  whole(command->add_option("--lookahead", s.lookahead, "least delay, and latency of links, in cycles"));
  command->add_option("--mean", s.mean, "of the exponential added to it, in cycles")->capture_default_str();
  whole(command->add_option("--until", s.until, "stop at this cycle"));
  whole(command->add_option("--seed", s.seed, "of links and draws"));
  whole(command->add_option("--work", s.work, "extra rounds of hashing per event, about 2 ns each"));
  command->add_option("--skew", s.skew, "the first half of the processes does (1 + skew) times the work")
      ->capture_default_str();
  whole(command->add_option("--skew-period", s.skew_period, "cycles after which the halves change roles; 0: never"));
  command
      ->add_option_function<std::string>(
          "--sync", [&b](const std::string& name) { b.sync = value_of(engine::kSyncs, name); },
          "synchroniser; default: auto")
      ->check(one_of(engine::kSyncs));
  command
      ->add_option_function<std::string>(
          "--partition", [&b](const std::string& name) { b.cut = value_of(bench::kCuts, name); },
          "which rank has which process; default: block")
      ->check(one_of(bench::kCuts));
  add_lookahead(*command, b.lookahead);
  command->add_flag("--profile", b.profile, "measure the cost of handlers, too");
  on_call(command, action, arguments, &run_phold);
}

void add_queue(CLI::App& benches, Action& action) {
  auto* command = benches.add_subcommand("queue", "The event queue against others: nanoseconds per pop and push");
  const auto arguments = std::make_shared<Arguments<bench::QueueBench>>();
  whole(command->add_option("--pending", arguments->bench.pending, "numbers of pending events")->delimiter(','));
  whole(command->add_option("--holds", arguments->bench.holds, "timed pops and pushes of each"));
  whole(command->add_option("--seed", arguments->bench.seed, "of the increments"));
  on_call(command, action, arguments, &run_queues);
}

void add_sync(CLI::App& benches, Action& action) {
  auto* command = benches.add_subcommand("sync", "What windows cost; under mpirun, with 2 ranks or more");
  const auto arguments = std::make_shared<Arguments<bench::SyncBench>>();
  bench::SyncBench& b = arguments->bench;
  command
      ->add_option_function<std::vector<std::string>>(
          "--sync",
          [&b](const std::vector<std::string>& names) {
            b.syncs.clear();
            for (const std::string& name : names) b.syncs.push_back(value_of(engine::kSyncs, name));
          },
          "synchronisers; default: window,neighbor")
      ->delimiter(',')
      ->check(one_of(engine::kSyncs));
  whole(command->add_option("--latency", b.latency, "of the links of the ring, in cycles"));
  whole(command->add_option("--windows", b.windows, "of that many cycles"));
  command->add_flag("--token", b.token, "one message goes round the ring");
  whole(command->add_option("--events-per-window", b.events_per_window, "and rank: rows of the table of efficiency")
            ->delimiter(','));
  whole(command->add_option("--events", b.events, "per rank and row, in at most --windows windows"));
  whole(command->add_option("--seed", b.seed, "of that PHOLD"));
  on_call(command, action, arguments, &run_sync);
}

}  // namespace

void add_bench(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("bench", "Measure the engine on this machine");
  command->require_subcommand(1);
  add_phold(*command, action);
  add_queue(*command, action);
  add_sync(*command, action);
  add_noc(*command, action);
}

}  // namespace octosim::jobs::cli
