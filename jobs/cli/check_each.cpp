#include "jobs/cli/check_each.hpp"

#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/experiment/describe.hpp"

namespace octosim::jobs::cli {
namespace {

using io::experiment::Experiment;
using Json = nlohmann::ordered_json;

std::string digest_of(Experiment experiment) {
  experiment.name.clear();
  experiment.description.clear();
  const std::string text = io::experiment::canonical_text(experiment);
  const std::uint64_t first = engine::hash_text(text);
  return fmt::format("{:016x}{:016x}", first, engine::hash_text(text, first));
}

Json checked(std::string_view text, const std::string& name, const std::vector<std::string>& overrides) {
  try {
    const Experiment experiment = io::experiment::parse_experiment(text, name, overrides);
    Json values = Json::object();
    for (const std::string& one : overrides) {
      const std::string key = one.substr(0, one.find('='));
      if (const auto value = io::experiment::setting_text(experiment, key)) values[key] = Json::parse(*value);
    }
    return {{"digest", digest_of(experiment)}, {"values", values}};
  } catch (const engine::ModelError& error) {
    return {{"error", error.what()}};
  }
}

}  // namespace

std::string check_each(const std::filesystem::path& experiment, std::string_view lists) {
  std::vector<std::vector<std::string>> points;
  try {
    Json::parse(lists).get_to(points);
  } catch (const nlohmann::json::exception& error) {
    throw engine::ModelError{fmt::format("--each: must be a JSON array of arrays of texts ({})", error.what())};
  }
  const std::string text = io::checkpoint::read_text(experiment);
  std::string out;
  for (const auto& overrides : points) out += checked(text, experiment.native(), overrides).dump() + "\n";
  return out;
}

}  // namespace octosim::jobs::cli
