// Every name of the common part that io/FORMAT.md documents is in a file, and every name in a file is documented.
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include <gmock/gmock.h>

#include "io/trace/hdf5.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::HasSubstr;

/// Name to "type shape", of the tables with a column `shape`: `/meta@schema` -> "uint64 scalar".
using Names = std::map<std::string, std::string>;

Names documented() {
  std::ifstream in{OCTOSIM_SOURCE_DIR "/io/FORMAT.md"};
  Names names;
  bool common = false;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("|")) common = false;
    if (line.starts_with("| name | type | shape |")) common = true;
    if (!common || !line.starts_with("| `/") || line.find("<") != std::string::npos) continue;
    std::istringstream cells{line};
    std::string name, type, shape;
    std::getline(cells, name, '`');
    std::getline(cells, name, '`');
    std::getline(cells, type, '|');
    std::getline(cells, type, '|');
    std::getline(cells, shape, '|');
    names[name] = type.substr(1) + shape.substr(1, shape.size() - 2);
  }
  return names;
}

std::string words(hid_t type, hid_t space) {
  std::string text = "other";
  if (H5Tequal(type, H5T_STD_U64LE) > 0) text = "uint64";
  if (H5Tget_class(type) == H5T_STRING && H5Tget_cset(type) == H5T_CSET_UTF8) text = "text";
  return text + (H5Sget_simple_extent_type(space) == H5S_SCALAR ? " scalar" : " column");
}

/// What is in a group and its attributes.
Names in_group(hid_t file, const std::string& path) {
  Names names;
  const h5::Group group{H5Gopen2(file, path.c_str(), H5P_DEFAULT), "cannot open", path};
  std::vector<std::string> attributes, links;
  const auto add_attribute = [](hid_t, const char* name, const H5A_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  const auto add_link = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  h5::check(H5Aiterate2(group.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, add_attribute, &attributes), "cannot list");
  h5::check(H5Literate(group.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, add_link, &links), "cannot list");
  for (const std::string& name : attributes) {
    const h5::Attribute attribute{H5Aopen(group.id(), name.c_str(), H5P_DEFAULT), "cannot open", name};
    const h5::Type type{H5Aget_type(attribute.id()), "no type of", name};
    const h5::Space space{H5Aget_space(attribute.id()), "no shape of", name};
    names[path + "@" + name] = words(type.id(), space.id());
  }
  for (const std::string& name : links) {
    const h5::Dataset dataset{H5Dopen2(group.id(), name.c_str(), H5P_DEFAULT), "cannot open", name};
    const h5::Type type{H5Dget_type(dataset.id()), "no type of", name};
    const h5::Space space{H5Dget_space(dataset.id()), "no shape of", name};
    names[path + "/" + name] = words(type.id(), space.id());
  }
  return names;
}

TEST(FormatTest, DocumentsExactlyWhatIsInATrace) {
  const Directory directory;
  run_sample(directory.path(), 2);
  const h5::File file = h5::open(directory / kTraceName);
  Names expected = documented();
  ASSERT_GE(expected.size(), 18u);  // the parser has found the tables
  for (const char* name : {"/meta@rank", "/meta@part", "/meta@since", "/progress/time"}) {  // of rank files
    EXPECT_EQ(expected.erase(name), 1u) << name;
  }
  Names found = in_group(file.id(), "/meta");
  const Names engine = in_group(file.id(), "/engine");
  ASSERT_TRUE(engine.contains("/engine/rank"));
  found.emplace("/engine/rank", engine.at("/engine/rank"));
  EXPECT_EQ(found, expected);
  EXPECT_TRUE(h5::has_object(file.id(), "/summary"));
}

TEST(FormatTest, DocumentsExactlyWhatIsInARankFile) {
  const Directory directory;
  write_rank_files(directory.path(), 1);
  const h5::File file = h5::open(directory / "rank-0000.h5");
  Names expected = documented();
  for (const char* name : {"/meta@complete", "/meta@complete_until", "/meta@digest", "/engine/rank"}) {
    EXPECT_EQ(expected.erase(name), 1u) << name;
  }
  Names found = in_group(file.id(), "/meta");
  found.merge(in_group(file.id(), "/progress"));
  EXPECT_EQ(found, expected);
  EXPECT_FALSE(h5::has_object(file.id(), "/engine"));
}

/// What `/usr/bin/python3 -c script` prints, standard error included.
std::string python(const std::string& script) {
  FILE* pipe = ::popen(("/usr/bin/python3 -c '" + script + "' 2>&1").c_str(), "r");
  if (pipe == nullptr) return "cannot start python3";
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  ::pclose(pipe);
  return text;
}

TEST(FormatTest, OpensInH5pyInThreeLines) {
  const Directory directory;
  run_sample(directory.path(), 2);
  EXPECT_EQ(python("import h5py\n"
                   "trace = h5py.File(\"" +
                   (directory / kTraceName).native() +
                   "\")\n"
                   "print(trace[\"meta\"].attrs[\"seed\"], trace[\"balance/moves/time\"][16:20])\n"),
            "7 [ 0  0 10 10]\n");
}

TEST(FormatTest, GivesH5pyTextsUnitsAndTheSummary) {
  const Directory directory;
  run_sample(directory.path(), 2);
  const std::string out = python(
      "import h5py\n"
      "t = h5py.File(\"" +
      (directory / kTraceName).native() +
      "\")\n"
      "print(t[\"meta/experiment\"].asstr()[()].splitlines()[0], len(t[\"meta/plan\"][()]))\n"
      "b = t[\"balance/moves/bytes\"]\n"
      "print(b.dtype, b.attrs[\"unit\"], b.compression, b.shuffle, t[\"balance/moves\"].attrs[\"columns\"])\n"
      "s = dict(t[\"summary\"].attrs)\n"
      "print(s[\"functional_ok\"], s[\"utilization\"], s[\"drained_cycles\"], s[\"policy\"])\n"
      "print(t[\"engine/events\"][:], t[\"engine/wait_ns\"].attrs[\"unit\"])\n");
  EXPECT_THAT(out, HasSubstr("workload: pair 100000\n"));
  EXPECT_THAT(out, HasSubstr("uint64 bytes gzip True from,bytes\n"));
  EXPECT_THAT(out, HasSubstr("True 0.75 500 diffusive\n"));
  EXPECT_THAT(out, HasSubstr("[100 101] ns\n"));
}

// As written in io/FORMAT.md: while the writer is at work.
TEST(FormatTest, IsReadableByH5pyWhileItIsWritten) {
  const Directory directory;
  RankWriter writer = make_writer(directory.path(), 0, 1);
  writer.write(kMoves, {5}, engine::ComponentId{2}, 0, std::array<std::uint64_t, 2>{3, 4});
  writer.flush({}, Wait::kYes);
  EXPECT_EQ(python("import h5py\n"
                   "t = h5py.File(\"" +
                   (directory / "rank-0000.h5").native() +
                   "\", libver=\"v110\", swmr=True)\n"
                   "print(t[\"balance/moves/bytes\"][:], t[\"progress/time\"][:])\n"),
            "[4] [5]\n");
  writer.close();
}

}  // namespace
}  // namespace octosim::io::trace::test
