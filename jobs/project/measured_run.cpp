#include "jobs/project/measured_run.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <numeric>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/engine_group.hpp"
#include "io/trace/meta.hpp"

namespace octosim::jobs::project {
namespace {

using engine::ModelError;

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }
double most(const std::vector<double>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

/// Values per rank, by name; seconds for times.
class JsonCounters {
 public:
  JsonCounters(const nlohmann::json& json, const std::string& file) : json_{json}, file_{file} {}

  double number(const char* name) const {
    const auto found = json_.find(name);
    if (found == json_.end() || !found->is_number()) lacks(name, "a number");
    return found->get<double>();
  }
  std::vector<double> per_rank(const char* name) const {
    const auto group = json_.find("per_rank");
    if (group == json_.end() || !group->is_object()) lacks("per_rank", "an object");
    const auto found = group->find(name);
    if (found == group->end() || !found->is_array()) lacks(name, "an array in per_rank");
    std::vector<double> values;
    for (const auto& value : *found) {
      if (!value.is_number()) lacks(name, "an array of numbers in per_rank");
      values.push_back(value.get<double>());
    }
    return values;
  }

 private:
  [[noreturn]] void lacks(const char* name, const char* what) const {
    throw ModelError{
        fmt::format("{}: {} is not there, or not {}: it is no result of octosim bench phold", file_, name, what)};
  }
  const nlohmann::json& json_;
  const std::string& file_;
};

MeasuredRun of_json(const std::string& text, const std::string& file) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object() || json.value("bench", nlohmann::json{}) != "phold") {
    throw ModelError{file + ": is neither a trace nor a result of octosim bench phold --json"};
  }
  const JsonCounters counters{json, file};
  MeasuredRun run;
  run.name = file;
  run.ranks = counters.number("ranks");
  run.wall_seconds = counters.number("wall_seconds");
  run.rounds = counters.number("rounds");
  run.reductions = most(counters.per_rank("reductions"));
  if (json.value("sync", nlohmann::json{}) == "window") run.reductions = std::max(run.reductions, run.rounds);
  run.events = counters.number("events");
  run.most_events = most(counters.per_rank("events"));
  run.compute_seconds = sum(counters.per_rank("compute_seconds"));
  run.send_seconds = sum(counters.per_rank("send_seconds"));
  run.messages = sum(counters.per_rank("messages_sent"));
  run.bytes = sum(counters.per_rank("bytes_sent"));
  run.cross_links = sum(counters.per_rank("cross_links"));
  run.topology = Topology::kRandom;
  return run;
}

std::vector<double> column(const std::vector<io::trace::EngineColumn>& columns, const char* name) {
  for (const auto& each : columns) {
    if (each.name == name) return {each.values.begin(), each.values.end()};
  }
  return {};
}

MeasuredRun of_trace(const std::filesystem::path& path) {
  namespace trace = io::trace;
  const std::string& file = path.native();
  trace::h5::quiet();
  const trace::h5::File handle = trace::h5::open(path);
  static_cast<void>(trace::read_meta(handle.id(), file));
  const auto columns = trace::read_engine(handle.id(), file);
  const auto need = [&](const char* name) {
    auto values = column(columns, name);
    if (values.empty())
      throw ModelError{fmt::format("{}: has no /engine/{}: is it recovered, or a rank file?", file, name)};
    return values;
  };
  MeasuredRun run;
  run.name = file;
  run.ranks = static_cast<double>(need("rank").size());
  run.rounds = most(need("rounds"));
  const auto reductions = column(columns, "reductions");  // younger than the rest of /engine: one a window
  run.reductions = reductions.empty() ? run.rounds : most(reductions);
  run.events = sum(need("events"));
  run.most_events = most(need("events"));
  run.compute_seconds = sum(need("compute_ns")) * 1e-9;
  run.send_seconds = sum(column(columns, "send_ns")) * 1e-9;  // as young
  run.messages = sum(need("messages_sent"));
  run.bytes = sum(need("sent_bytes"));
  run.cross_links = sum(need("cross_links"));
  run.topology = Topology::kMesh;
  const auto summary = trace::read_summary_group(handle.id(), file);
  for (const auto& [name, value] : summary) {
    if (name != "host_wall_seconds") continue;
    if (const auto* seconds = std::get_if<double>(&value)) run.wall_seconds = *seconds;
  }
  return run;
}

void require(bool good, const MeasuredRun& run, const char* what) {
  if (!good) throw ModelError{fmt::format("{}: {}", run.name, what)};
}

}  // namespace

MeasuredRun read_measured(const std::filesystem::path& path) {
  const std::filesystem::path file = io::trace::trace_in(path);
  std::ifstream in{file, std::ios::binary};
  if (!in) throw ModelError{file.native() + ": cannot be opened"};
  constexpr std::array<char, 8> kHdf5{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};  // its first bytes
  std::array<char, 8> first{};
  in.read(first.data(), first.size());
  MeasuredRun run;
  if (in && first == kHdf5) {
    run = of_trace(file);
  } else {
    in.clear();
    in.seekg(0);
    run = of_json({std::istreambuf_iterator<char>{in}, {}}, file.native());
  }
  require(run.ranks >= 1 && run.rounds > 0 && run.events > 0, run,
          "nothing was run in it: ranks, rounds or events are 0");
  require(run.compute_seconds > 0, run, "no time of computing was measured in it");
  require(run.wall_seconds > 0, run, "no wall time was measured in it");
  return run;
}

}  // namespace octosim::jobs::project
