#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "io/checkpoint/folder.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/plan/plan_file.hpp"
#include "io/trace/diff.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/info.hpp"
#include "io/trace/recover.hpp"
#include "io/trace/verify.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/reading.hpp"
#include "partition/workflow/print_plan.hpp"

namespace octosim::jobs::cli {
namespace {

/// Of a checkpoint.json; of a directory with one, that and what else is there.
std::string info(const std::filesystem::path& path) {
  if (io::plan::is_plan(path)) {
    const io::plan::SavedPlan saved = io::plan::read_plan(path);
    return io::plan::describe(saved, path.native()) + partition::workflow::print_plan(saved.plan);
  }
  const bool itself = path.filename() == io::checkpoint::kManifestName;
  const std::filesystem::path manifest = itself ? path : path / io::checkpoint::kManifestName;
  std::string text;
  if (std::filesystem::exists(manifest)) {
    text = io::checkpoint::describe(
        io::checkpoint::parse_manifest(io::checkpoint::read_text(manifest), manifest.native()), manifest.native());
    if (itself) return text;
  }
  return text + io::trace::info(path);
}

std::string recover(const std::filesystem::path& directory) {
  return io::trace::to_text(io::trace::recover(directory, io::checkpoint::earlier_parts(directory)));
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("verify", "Check a trace against its digest and the rules of conservation");
  const auto file = std::make_shared<std::string>();
  command->add_option("TRACE", *file, "trace.h5 or recovered.h5, or the directory it is in")->required();
  command->callback([&action, file] {
    action = [file](Launch& launch) -> int {
      int status = kDone;
      read_on_first_rank(launch, *file, [&] {
        const std::filesystem::path trace = io::trace::trace_in(*file);
        const auto violations = io::trace::verify(trace);
        for (const auto& violation : violations) {
          std::fprintf(stderr, "octosim: %s: %s\n", trace.c_str(), violation.c_str());
        }
        status = violations.empty() ? kDone : kFailed;
        if (violations.empty()) std::printf("%s: clean\n", trace.c_str());
      });
      return status;
    };
  });
}

void add_info(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("info", "Say what a trace, a plan, a rank file, a checkpoint or a run's directory holds");
  const auto path = std::make_shared<std::string>();
  command->add_option("PATH", *path, "file or directory")->required();
  command->callback([&action, path] {
    action = [path](Launch& launch) -> int {
      read_on_first_rank(launch, *path, [&] { std::fputs(info(*path).c_str(), stdout); });
      return kDone;
    };
  });
}

void add_recover(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("recover", "Make recovered.h5 of the rank files of a killed run");
  const auto directory = std::make_shared<std::string>();
  command->add_option("DIR", *directory, "directory of the run")->required();
  command->callback([&action, directory] {
    action = [directory](Launch& launch) -> int {
      on_first_rank(launch, [&] { std::fputs(recover(*directory).c_str(), stdout); });
      return kDone;
    };
  });
}

void add_diff(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("diff", "Compare two traces; exit status 1 if they differ");
  const auto files = std::make_shared<std::pair<std::string, std::string>>();
  command->add_option("A", files->first, "a trace, or the directory it is in")->required();
  command->add_option("B", files->second, "another")->required();
  command->callback([&action, files] {
    action = [files](Launch& launch) -> int {
      int status = kDone;
      read_on_first_rank(launch, files->first + ", " + files->second, [&] {
        const auto difference = io::trace::diff(io::trace::trace_in(files->first), io::trace::trace_in(files->second));
        std::printf("%s\n", difference ? difference->c_str() : "equal");
        status = difference ? kFailed : kDone;
      });
      return status;
    };
  });
}

}  // namespace octosim::jobs::cli
