#include "io/recorded/recording.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/recorded/csv.hpp"
#include "tests/support/directory.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::io::recorded {
namespace {

using models::workload::digest_of;
using testing::HasSubstr;

const models::workload::Owg& recording_owg() {
  static const auto built =
      test::OwgBuilder{}.constant("faces", 1).constant("emotion_density", 1).named("TEST").build();
  return built;
}

constexpr const char* kText = "video,frame,item,faces,emotion_density\n0,0,,2,\n0,0,0,,0.55\n0,0,1,,0.57\n0,1,,0,\n";

std::string recording_error(const std::filesystem::path& path) {
  try {
    static_cast<void>(read_recording(path, recording_owg()));
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "none";
}

TEST(RecordingTest, CsvAndHdf5AreTheSameWhateverTheyAreCalled) {
  const test::Directory directory;
  const Table table = parse_csv(kText, "x");
  write_recording(directory / "a.csv", table, recording_owg());
  write_recording(directory / "a.h5", table, recording_owg());
  write_recording(directory / "a.hdf5", table, recording_owg());
  std::filesystem::copy(directory / "a.h5", directory / "b.csv");
  const std::uint64_t digest = digest_of(read_recording(directory / "a.csv", recording_owg()));
  for (const char* name : {"a.h5", "a.hdf5", "b.csv"}) {
    EXPECT_EQ(digest_of(read_recording(directory / name, recording_owg())), digest) << name;
  }
  EXPECT_NE(digest, 0u);
}

TEST(RecordingTest, TheExampleOfTheFormatIsOne) {
  std::ifstream in{OCTOSIM_SOURCE_DIR "/io/recorded/FORMAT.md"};
  std::stringstream text;
  text << in.rdbuf();
  const std::string page = text.str();
  const std::size_t start = page.find("```text\n# faces of two frames");
  ASSERT_NE(start, std::string::npos);
  const std::string example = page.substr(start + 8, page.find("```", start + 8) - start - 8);
  const test::Directory directory;
  std::ofstream{directory / "a.csv"} << example;
  std::ofstream{directory / "b.csv"} << kText;
  EXPECT_EQ(digest_of(read_recording(directory / "a.csv", recording_owg())),
            digest_of(read_recording(directory / "b.csv", recording_owg())));
}

TEST(RecordingTest, AnotherValueIsAnotherDigest) {
  const test::Directory directory;
  std::ofstream{directory / "a.csv"} << kText;
  std::string other = kText;
  other.replace(other.find("0.57"), 4, "0.58");
  std::ofstream{directory / "b.csv"} << other;
  EXPECT_NE(digest_of(read_recording(directory / "a.csv", recording_owg())),
            digest_of(read_recording(directory / "b.csv", recording_owg())));
}

TEST(RecordingTest, NamesTheFile) {
  const test::Directory directory;
  EXPECT_THAT(recording_error(directory / "missing.csv"), HasSubstr("missing.csv: no such file"));
  EXPECT_THAT(recording_error(directory.path()), HasSubstr("is a directory"));
  std::ofstream{directory / "empty.h5"};
  EXPECT_THAT(recording_error(directory / "empty.h5"), HasSubstr("empty.h5: is empty"));
  EXPECT_THROW(write_recording(directory / "a.txt", parse_csv(kText, "x"), recording_owg()), engine::ModelError);
  EXPECT_FALSE(std::filesystem::exists(directory / "a.txt"));
  EXPECT_THROW(write_recording(directory / "no" / "a.csv", parse_csv(kText, "x"), recording_owg()),
               engine::SystemError);
}

}  // namespace
}  // namespace octosim::io::recorded
