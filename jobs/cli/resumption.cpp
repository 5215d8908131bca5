#include "jobs/cli/resumption.hpp"

#include <cstring>
#include <sstream>

#include <fmt/format.h>

#include "engine/base/hash.hpp"
#include "io/checkpoint/saved_states.hpp"
#include "io/experiment/describe.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/rank_source.hpp"
#include "jobs/cli/build_id.hpp"
#include "jobs/cli/version.hpp"

namespace octosim::jobs::cli {
namespace {

/// What rank 0 has, on every rank.
std::string from_first(engine::Communicator& comm, const std::string& text) {
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  const auto all =
      comm.gather_all(comm.rank() == engine::Rank{0} ? engine::Communicator::Bytes{bytes, bytes + text.size()}
                                                     : engine::Communicator::Bytes{});
  return {reinterpret_cast<const char*>(all[0].data()), all[0].size()};
}

/// The first setting, as "section.key = value (the checkpoint has other)", in which two canonical texts differ and
/// which `counts`; empty if there is none.
template <class Counts>
std::string first_difference(const std::string& ours, const std::string& theirs, Counts&& counts) {
  std::istringstream a{ours}, b{theirs};
  std::string here, there, section;
  while (std::getline(a, here) && std::getline(b, there)) {
    if (here.starts_with('[')) section = here.substr(1, here.size() - 2) + ".";
    const std::size_t equals = there.find(" = ");
    if (here == there || equals == std::string::npos || !counts(section + here.substr(0, here.find(" = ")))) continue;
    return fmt::format("{}{} (the checkpoint has {})", section, here, there.substr(equals + 3));
  }
  return {};
}

/// \throws ModelError if a run of `prepared` cannot go on from the checkpoint
void check_same(const Prepared& prepared, const Resumption& resumption) {
  const io::checkpoint::Manifest& manifest = resumption.manifest;
  const io::experiment::Experiment saved =
      io::experiment::parse_experiment(manifest.experiment_text, manifest.experiment_file);
  io::experiment::Experiment ours = prepared.experiment;
  ours.run.until = saved.run.until;
  const std::string text = io::experiment::canonical_text(ours);
  const std::uint64_t hash = engine::hash_text(prepared.owg_text, io::experiment::experiment_hash(ours));
  if (hash != manifest.experiment_hash) {
    const std::string setting = first_difference(text, manifest.experiment_text, [](const std::string& key) {
      return key != "name" && key != "description" && !key.starts_with("trace.");
    });
    throw engine::ModelError{fmt::format("{}: is of another experiment: hash {}, this one has {}: {}",
                                         resumption.file.native(), io::trace::hex(manifest.experiment_hash),
                                         io::trace::hex(hash), setting.empty() ? "the workflow differs" : setting)};
  }
  const std::string recorded = first_difference(text, manifest.experiment_text, [](const std::string& key) {
    return key == "trace.level" || key == "trace.interval";
  });
  if (!recorded.empty()) {
    throw engine::ModelError{
        fmt::format("{}: {}; one trace is recorded in one way", resumption.file.native(), recorded)};
  }
  const std::uint64_t until = prepared.experiment.run.until;
  if (until != 0 && until <= manifest.head.cut.cycle) {
    throw engine::ModelError{fmt::format("run.until = {} (must be after cycle {}, where {} is, or 0)", until,
                                         manifest.head.cut.cycle, resumption.file.native())};
  }
}

}  // namespace

Resumption read_resumption(engine::Communicator& comm, const std::filesystem::path& path) {
  Resumption resumption;
  std::string name, text;
  engine::agree(comm, [&] {
    if (comm.rank() != engine::Rank{0}) return;
    const std::filesystem::path file = io::checkpoint::find_manifest(path);
    if (file.filename() != io::checkpoint::kManifestName) {
      throw engine::ModelError{
          fmt::format("--resume {}: must be a {}, or its directory", path.native(), io::checkpoint::kManifestName)};
    }
    name = file.native();
    text = io::checkpoint::read_text(file);
  });
  resumption.file = from_first(comm, name);
  resumption.directory = resumption.file.has_parent_path() ? resumption.file.parent_path() : ".";
  text = from_first(comm, text);
  engine::agree(comm, [&] {
    resumption.manifest = io::checkpoint::parse_manifest(text, resumption.file.native());
    io::checkpoint::check_build(resumption.manifest, resumption.file.native(), kVersion, build_id());
  });
  return resumption;
}

Prepared prepare_resumed(engine::Communicator& comm, const Resumption& resumption, const std::filesystem::path& file,
                         const std::vector<std::string>& overrides, const std::string& partition) {
  const io::checkpoint::Manifest& manifest = resumption.manifest;
  const SavedExperiment saved{manifest.experiment_file, manifest.experiment_text, manifest.owg_text};
  Prepared prepared = prepare(comm, file, overrides, 0, partition, file.empty() ? &saved : nullptr);
  engine::agree(comm, [&] { check_same(prepared, resumption); });
  return prepared;
}

void check_files(engine::Communicator& comm, const Resumption& resumption) {
  const io::checkpoint::Manifest& manifest = resumption.manifest;
  engine::agree(comm, [&] {
    const std::int32_t mine = engine::index(comm.rank());
    io::checkpoint::check_files(resumption.directory, manifest, mine, comm.size());
    for (std::size_t number = 0; number < manifest.parts.size(); ++number) {
      io::trace::check_part(resumption.directory, static_cast<std::int32_t>(number), manifest.parts[number], mine,
                            comm.size());
    }
  });
}

}  // namespace octosim::jobs::cli
