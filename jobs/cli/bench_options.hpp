/// \file bench_options.hpp  What the benchmarks' commands share: options, and how a result is told.
#pragma once
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "engine/base/error.hpp"
#include "engine/comm/communicator.hpp"
#include "jobs/bench/json_output.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/one_of.hpp"

namespace octosim::jobs::cli {

/// What every benchmark is told besides: where the JSON goes; empty: nowhere.
template <class Bench>
struct Arguments {
  Bench bench;
  std::string json;
};

inline constexpr const char* kJsonHelp = "write the result as JSON; -: to standard output, instead of the table";

/// CLI11 alone takes -3 for 2^64 - 3.
inline CLI::Option* whole(CLI::Option* option) {
  return option->capture_default_str()->check(
      [](const std::string& text) {
        const bool good = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
        return good ? std::string{} : text + " (must be a whole number, 0 or more)";
      },
      "");
}

/// Measures on every rank; rank 0 prints the table, writes the JSON, or both.  That the file cannot be written is known
/// before anything is measured.  \throws SystemError, the same on every rank, and what `measure` does.  Collective.
template <class Measure, class ToJson>
auto tell(engine::Communicator& comm, const std::string& target, Measure measure, ToJson json_of) {
  const bool first = comm.rank() == engine::Rank{0};
  std::optional<bench::JsonOutput> output;
  engine::agree(comm, [&] {
    if (first && !target.empty()) output.emplace(target);
  });
  auto result = measure();
  engine::agree(comm, [&] {
    if (first && target != "-") std::fputs(to_text(result).c_str(), stdout);
    if (output) output->write(json_of(result));
  });
  return result;
}

/// Makes the chosen subcommand of `bench` call `run` with its arguments.
template <class Bench>
void on_call(CLI::App* command, Action& action, std::shared_ptr<Arguments<Bench>> arguments,
             int (*run)(const Arguments<Bench>&, Launch&)) {
  command->add_option("--json", arguments->json, kJsonHelp)->type_name("FILE");
  command->callback(
      [&action, arguments, run] { action = [arguments, run](Launch& launch) { return run(*arguments, launch); }; });
}

/// An option that takes a name of `table` and sets `target` to what it stands for.  `target` outlives the parsing.
template <class Table, class Value>
void choice(CLI::App& command, const std::string& option, const Table& table, Value& target, const std::string& help) {
  command
      .add_option_function<std::string>(
          option, [&table, &target](const std::string& name) { target = value_of(table, name); }, help)
      ->check(one_of(table));
}

}  // namespace octosim::jobs::cli
