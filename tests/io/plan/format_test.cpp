// Every name, type, shape, unit and meaning of io/plan/FORMAT.md is in a file, and the other way round.
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include <gmock/gmock.h>

#include "io/experiment/sections.hpp"
#include "io/plan/plan_settings.hpp"
#include "tests/io/plan/samples.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::plan {
namespace {

using Names = std::map<std::string, std::string>;

/// Name to the rest of its row: "| type | shape | unit | meaning |".
Names documented() {
  std::ifstream in{OCTOSIM_SOURCE_DIR "/io/plan/FORMAT.md"};
  Names names;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| `/") || line.find('<') != std::string::npos) continue;
    const std::size_t end = line.find('`', 3);
    names[line.substr(3, end - 3)] = line.substr(end + 2);
  }
  return names;
}

/// What `/usr/bin/python3 script` prints, standard error included.
std::string python(const octosim::test::Directory& directory, const std::string& script) {
  std::ofstream{directory / "script.py"} << script;
  FILE* pipe = ::popen(("/usr/bin/python3 " + (directory / "script.py").native() + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "cannot start python3";
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  ::pclose(pipe);
  return text;
}

constexpr const char* kList = R"py(
import h5py, sys
plan = h5py.File(PLAN)
def row(name, type, shape, unit, help):
    print(f"{name}\t| {type} | {shape} | {unit} | {help} |")
for name, value in plan.attrs.items():
    row("/@" + name, "text" if isinstance(value, str) else value.dtype, "scalar", "?", "?")
def visit(path, item):
    if isinstance(item, h5py.Dataset):
        kind = "text" if h5py.check_string_dtype(item.dtype) else item.dtype
        row(item.name, kind, "scalar" if item.shape == () else "column", item.attrs["unit"], item.attrs.get("help", "?"))
    elif "rows" in item.attrs:
        row(item.name + "@rows", item.attrs["rows"].dtype, "scalar", "count", "rows of each column: " + item.attrs["help"])
plan.visititems(visit)
)py";

TEST(FormatTest, DocumentsExactlyWhatIsInAPlan) {
  const octosim::test::Directory directory;
  write_plan(directory / "a.plan", test::compiled("er_chiplet"));
  std::istringstream out{python(directory, "PLAN = '" + (directory / "a.plan").native() + "'\n" + std::string{kList})};
  Names found, settings;
  for (std::string line; std::getline(out, line);) {
    const std::size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    (line.starts_with("/settings/") ? settings : found)[line.substr(0, tab)] = line.substr(tab + 1);
  }
  Names expected = documented();
  ASSERT_GT(expected.size(), 80u);  // the tables were found
  for (auto& [name, row] : expected) {
    if (name.starts_with("/@")) row = row.substr(0, row.find("scalar")) + "scalar | ? | ? |";
  }
  EXPECT_EQ(found, expected);
  std::vector<std::string> keys, rows;
  const experiment::Experiment defaults;
  experiment::for_each_row(defaults, [&](std::string_view section, const auto&, const auto& row) {
    if (is_of_plan(section, row.key)) rows.push_back("/settings/" + std::string{section} + "/" + std::string{row.key});
  });
  for (const auto& [name, row] : settings) keys.push_back(name);
  EXPECT_THAT(keys, testing::UnorderedElementsAreArray(rows));
  EXPECT_EQ(settings["/settings/network/link"], "| uint64 | scalar | B/cycle | ? |");
  EXPECT_EQ(settings["/settings/schedule/balance"], "| text | scalar | none | ? |");
}

TEST(FormatTest, OpensInH5pyInThreeLines) {
  const octosim::test::Directory directory;
  write_plan(directory / "er.plan", test::compiled("er_chiplet"));
  EXPECT_EQ(
      python(directory, "import h5py\nplan = h5py.File('" + (directory / "er.plan").native() +
                            "')\nprint(plan['plan/owg/blocks/name'].asstr()[:3], plan['plan/clusters/rows'][()])\n"),
      "['Input' 'VideoDecode' 'ExpandFrames'] 4\n");
}

}  // namespace
}  // namespace octosim::io::plan
