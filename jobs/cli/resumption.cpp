#include "jobs/cli/resumption.hpp"

#include <fmt/format.h>

#include "engine/base/hash.hpp"
#include "io/checkpoint/saved_states.hpp"
#include "io/experiment/describe.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/rank_source.hpp"
#include "jobs/cli/build_id.hpp"
#include "jobs/cli/setting_difference.hpp"
#include "jobs/cli/text_of_first.hpp"
#include "jobs/cli/version.hpp"

namespace octosim::jobs::cli {
namespace {

constexpr std::string_view kWhose = "the checkpoint";

/// \throws ModelError if a run of `prepared` cannot go on from the checkpoint
void check_same(const Prepared& prepared, const Resumption& resumption) {
  const io::checkpoint::Manifest& manifest = resumption.manifest;
  const io::experiment::Experiment saved =
      io::experiment::parse_experiment(manifest.experiment_text, manifest.experiment_file);
  io::experiment::Experiment ours = prepared.experiment;
  ours.run.until = saved.run.until;
  const std::string text = io::experiment::canonical_text(ours);
  const std::uint64_t hash = run_hash(ours, prepared.owg_text, prepared.recording_digest);
  if (hash != manifest.experiment_hash) {
    const std::string setting = first_difference(text, manifest.experiment_text, kWhose, [](const std::string& key) {
      return key != "name" && key != "description" && !key.starts_with("trace.");
    });
    throw engine::ModelError{fmt::format("{}: is of another experiment: hash {}, this one has {}: {}",
                                         resumption.file.native(), io::trace::hex(manifest.experiment_hash),
                                         io::trace::hex(hash), setting.empty() ? "the workflow differs" : setting)};
  }
  if (prepared.plan_digest != manifest.plan_digest) {
    throw engine::ModelError{fmt::format("{}: is of another plan: digest {}, this one has {}", resumption.file.native(),
                                         io::trace::hex(manifest.plan_digest), io::trace::hex(prepared.plan_digest))};
  }
  const std::string recorded = first_difference(text, manifest.experiment_text, kWhose, [](const std::string& key) {
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
  resumption.file = text_of_first(comm, name);
  resumption.directory = resumption.file.has_parent_path() ? resumption.file.parent_path() : ".";
  text = text_of_first(comm, text);
  engine::agree(comm, [&] {
    resumption.manifest = io::checkpoint::parse_manifest(text, resumption.file.native());
    io::checkpoint::check_build(resumption.manifest, resumption.file.native(), kVersion, build_id());
  });
  return resumption;
}

Prepared prepare_resumed(engine::Communicator& comm, const Resumption& resumption, const Asked& asked) {
  const io::checkpoint::Manifest& manifest = resumption.manifest;
  const SavedExperiment saved{manifest.experiment_file, manifest.experiment_text, manifest.owg_text,
                              manifest.plan_bytes};
  Prepared prepared = prepare(comm, asked, &saved);
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
