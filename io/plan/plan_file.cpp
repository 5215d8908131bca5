#include "io/plan/plan_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "io/owg/read_owg.hpp"
#include "io/owg/write_owg.hpp"
#include "io/plan/check_plan.hpp"
#include "io/plan/content.hpp"
#include "io/plan/derived.hpp"
#include "io/plan/envelope.hpp"
#include "io/plan/plan_layout.hpp"
#include "io/plan/plan_settings.hpp"
#include "io/plan/record_reader.hpp"
#include "io/plan/record_writer.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"

namespace octosim::io::plan {
namespace fs = std::filesystem;
namespace {

SavedPlan read_image(std::string_view image, const std::string& name) {
  const ImageReader reader{image, name};
  SavedPlan saved;
  saved.plan = read_record<models::plan::Plan>(reader, "/plan");
  read_settings(reader, saved.plan);
  auto recorded = read_record<workload::Recorded>(reader, "/recorded");
  if (!recorded.videos.empty()) {
    saved.plan.recorded = std::make_shared<const workload::Recorded>(std::move(recorded));
  }
  saved.experiment = reader.text_attribute("experiment");
  saved.description = reader.text_attribute("description");
  saved.writer = reader.text_attribute("octosim");
  const std::uint64_t said = reader.number_attribute("digest");
  if (const std::uint64_t found = plan_digest(saved.plan); said != found) {
    throw engine::ModelError{
        fmt::format("{}: /@digest = {} (what this octosim reads of it has {}; it was written by octosim {}: compile it "
                    "again)",
                    name, trace::hex(said), trace::hex(found), saved.writer)};
  }
  return saved;
}

std::string lengths(const models::workload::WorkloadSettings& workload) {
  const std::uint64_t least = workload.least_frames(), most = workload.most_frames();
  return least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
}

/// The first bytes of a file, or fewer.
std::string head_of(const fs::path& path) {
  std::array<char, kEnvelopeBytes> head{};
  std::ifstream in{path, std::ios::binary};
  in.read(head.data(), head.size());
  return {head.data(), static_cast<std::size_t>(in.gcount())};
}

}  // namespace

std::uint64_t plan_digest(const models::plan::Plan& plan) {
  std::string content = fmt::format("octosim plan {}\n", kVersion) + settings_content(plan);
  append_content(content, plan);
  if (plan.recorded) append_content(content, workload::digest_of(*plan.recorded));
  return engine::hash_text(content);
}

std::string to_bytes(const SavedPlan& saved) {
  ImageWriter image;
  image.attribute("format", "octosim plan");
  image.attribute("version", kVersion);
  image.attribute("digest", plan_digest(saved.plan));
  image.attribute("octosim", saved.writer);
  image.attribute("experiment", saved.experiment);
  image.attribute("description", saved.description);
  write_record(image, "/plan", saved.plan, Note{"none", {}});
  write_record(image, "/recorded", saved.plan.recorded ? *saved.plan.recorded : workload::Recorded{}, Note{"none", {}});
  write_settings(image, saved.plan);
  write_derived(image, saved.plan);
  return seal(image.image());
}

SavedPlan parse_plan(std::string_view bytes, const std::string& name) {
  const std::string_view image = unseal(bytes, name);
  try {
    SavedPlan saved = read_image(image, name);
    check_plan(saved.plan, name);
    static_cast<void>(owg::parse_owg(owg::write_owg(saved.plan.owg), name + ": workflow"));  // its values
    return saved;
  } catch (const engine::SystemError& error) {  // of HDF5, in memory: the file is to blame
    throw engine::ModelError{fmt::format("{}: is damaged: {}", name, error.what())};
  }
}

void write_plan(const fs::path& path, const SavedPlan& saved) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(path, error)) && !is_plan(path)) {
    throw engine::ModelError{
        fmt::format("{}: is there and is not a plan (must be a new name, or a plan to overwrite)", path.native())};
  }
  const std::string bytes = to_bytes(saved);
  trace::PartialFile file{path};
  errno = 0;
  std::ofstream out{file.partial(), std::ios::binary};
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw engine::SystemError{fmt::format("cannot write {}: {}", path.native(), std::strerror(errno))};
  file.publish();
}

std::string read_bytes(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    throw engine::ModelError{fmt::format("{}: no such file (must be a plan, of octosim compile)", path.native())};
  }
  if (fs::is_directory(status)) {
    throw engine::ModelError{fmt::format("{}: is a directory (must be a plan, of octosim compile)", path.native())};
  }
  if (const std::string head = head_of(path); !head.empty() && !is_sealed(head)) {
    static_cast<void>(
        unseal(head, path.native()));  // says what it is instead; however large it is, the rest is not read
  }
  errno = 0;
  std::ifstream in{path, std::ios::binary};
  std::string bytes;
  if (in) bytes.assign(std::istreambuf_iterator<char>{in}, {});
  if (!in) throw engine::SystemError{fmt::format("cannot read {}: {}", path.native(), std::strerror(errno))};
  return bytes;
}

SavedPlan read_plan(const fs::path& path) { return parse_plan(read_bytes(path), path.native()); }

bool is_plan(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && is_sealed(head_of(path));
}

std::string describe(const SavedPlan& saved, const std::string& name) {
  std::string text = fmt::format("{}: compiled plan, version {}\n", name, kVersion);
  const auto line = [&](std::string_view what, const auto& value) {
    text += fmt::format("  {:<16} {}\n", what, value);
  };
  line("experiment", saved.experiment);
  if (!saved.description.empty()) line("description", saved.description);
  line("digest", trace::hex(plan_digest(saved.plan)));
  line("octosim", saved.writer);
  line("seed", saved.plan.seed);
  line("workflow", fmt::format("{} ({}): {} blocks, {} flows", saved.plan.owg.name, saved.plan.owg.title,
                               saved.plan.owg.blocks.size(), saved.plan.owg.flows.size()));
  if (saved.plan.recorded) {
    line("recording", fmt::format("{}, digest {}", saved.plan.workload.recorded,
                                  trace::hex(workload::digest_of(*saved.plan.recorded))));
  }
  line("input", fmt::format("{} streams of {} frames", saved.plan.workload.videos, lengths(saved.plan.workload)));
  return text;
}

}  // namespace octosim::io::plan
