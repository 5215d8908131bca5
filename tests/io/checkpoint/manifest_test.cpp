#include "io/checkpoint/manifest.hpp"

#include <csignal>
#include <cstdlib>

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "engine/base/error.hpp"
#include "tests/io/checkpoint/sample_checkpoint.hpp"

namespace octosim::io::checkpoint::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Manifest with_files() {
  Manifest manifest = sample_manifest();
  manifest.files = {{100, 0x1234, 7}, {200, 0xFFFF'FFFF'FFFF'FFFF, 293}};
  return manifest;
}

TEST(ManifestTest, ReadsWhatItWrote) {
  const Manifest manifest = with_files();
  const std::string text = to_text(manifest);
  const Manifest read = parse_manifest(text, "x");
  EXPECT_EQ(to_text(read), text);
  EXPECT_EQ(read.number, manifest.number);
  EXPECT_EQ(read.version, manifest.version);
  EXPECT_EQ(read.build, manifest.build);
  EXPECT_EQ(read.experiment_file, manifest.experiment_file);
  EXPECT_EQ(read.experiment_text, manifest.experiment_text);
  EXPECT_EQ(read.owg_text, manifest.owg_text);
  EXPECT_EQ(read.experiment_hash, manifest.experiment_hash);
  EXPECT_EQ(read.seed, manifest.seed);
  EXPECT_EQ(read.plan_digest, manifest.plan_digest);
  EXPECT_EQ(read.plan_bytes, manifest.plan_bytes);
  EXPECT_EQ(read.wall_ms, manifest.wall_ms);
  EXPECT_EQ(read.totals, manifest.totals);
  EXPECT_EQ(read.components, manifest.components);
  EXPECT_EQ(read.head.cut, manifest.head.cut);
  EXPECT_EQ(read.head.events, 12345u);
  EXPECT_EQ(read.head.last_release, 1u);
  EXPECT_EQ(read.head.last_progress, 2u);
  EXPECT_EQ(read.head.last_handled, 3u);
  EXPECT_EQ(read.head.next_sample, 4u);
  EXPECT_EQ(read.head.ever_held, 1u);
  EXPECT_EQ(read.files, manifest.files);
  EXPECT_EQ(read.parts, manifest.parts);
}

TEST(ManifestTest, EveryByteIsCovered) {
  const std::string text = to_text(with_files());
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_THROW(parse_manifest(changed, "x"), std::runtime_error) << "byte " << at;
  }
}

TEST(ManifestTest, NoBeginningOfItIsTaken) {
  const std::string text = to_text(with_files());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_THROW(parse_manifest(std::string_view{text}.substr(0, size), "x"), engine::SystemError) << size;
  }
  EXPECT_THROW(parse_manifest(text + "\n", "x"), engine::SystemError);
}

TEST(ManifestTest, SaysWhatItIsNot) {
  EXPECT_THAT(message_of<engine::ModelError>([] { parse_manifest("name = \"er\"\n", "er.toml"); }),
              HasSubstr("er.toml: is not a checkpoint of octosim"));
}

TEST(ManifestTest, RefusesAnotherVersionOrBuild) {
  const Manifest manifest = with_files();
  EXPECT_NO_THROW(check_build(manifest, "x", "0.1.0", "abcdef"));
  EXPECT_THAT(message_of<engine::ModelError>([&] { check_build(manifest, "x", "0.2.0", "abcdef"); }),
              AllOf(HasSubstr("0.1.0, build abcdef"), HasSubstr("0.2.0, build abcdef")));
  EXPECT_THROW(check_build(manifest, "x", "0.1.0", "abcdee"), engine::ModelError);
}

TEST(ManifestTest, IsFoundByItsDirectory) {
  const Directory directory;
  EXPECT_THAT(message_of<engine::ModelError>([&] { find_manifest(directory.path()); }),
              HasSubstr("has no checkpoint.json"));
  std::ofstream{directory / "trace.h5"} << "";
  EXPECT_THAT(message_of<engine::ModelError>([&] { find_manifest(directory.path()); }), HasSubstr("run is complete"));
  EXPECT_THAT(message_of<engine::ModelError>([&] { find_manifest(directory / "gone"); }), HasSubstr("no such file"));
  write_manifest(directory.path(), with_files());
  EXPECT_EQ(find_manifest(directory.path()), directory / "checkpoint.json");
  EXPECT_EQ(find_manifest(directory / "checkpoint.json"), directory / "checkpoint.json");
  EXPECT_EQ(read_text(directory / "checkpoint.json"), to_text(with_files()));
  EXPECT_FALSE(std::filesystem::exists(directory / "checkpoint.json.partial"));
}

TEST(ManifestTest, TheOldOneStaysWhenTheDiskIsFull) {
  const Directory directory;
  const Manifest old = with_files();
  write_manifest(directory.path(), old);
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100, 100};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      write_manifest(directory.path(), old);
    } catch (const engine::SystemError& error) {
      ::_exit(std::string_view{error.what()}.find("File too large") == std::string_view::npos ? 3 : 0);
    }
    ::_exit(2);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read_text(directory / "checkpoint.json"), to_text(old));
}

}  // namespace
}  // namespace octosim::io::checkpoint::test
