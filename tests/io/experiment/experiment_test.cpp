#include "io/experiment/experiment.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/error.hpp"

namespace octosim::io::experiment {
namespace {

using engine::Level, engine::ModelError;

using Overrides = std::vector<std::string>;

Experiment parse(const std::string& text, const Overrides& overrides = {}) {
  return parse_experiment(text, "dir/e.toml", overrides);
}

/// Of an experiment that is complete but for `text`, which starts in line 3.
std::string refusal(const std::string& text, const Overrides& overrides = {}) {
  try {
    parse("[workload]\nowg = 'er'\n" + text, overrides);
  } catch (const ModelError& error) {
    return error.what();
  }
  return "accepted";
}
std::string refusal_of_set(const std::string& one) { return refusal("", {one}); }

TEST(ExperimentTest, HasTheDefaultsOfTheTables) {
  const Experiment e = parse("workload.owg = 'er'");
  EXPECT_EQ(e.name, "e");
  EXPECT_EQ(e.description, "");
  EXPECT_EQ(e.file, "dir/e.toml");
  EXPECT_EQ(e.run.seed, 1u);
  EXPECT_EQ(e.run.until, 0u);
  EXPECT_EQ(e.run.stall_limit, 1'000'000'000u);
  EXPECT_EQ(e.trace.level, Level::kInterval);
  EXPECT_EQ(e.trace.interval, 1'000'000u);
  EXPECT_EQ(e.trace.compression, 1u);
  EXPECT_EQ(e.workload.owg, "er");
  EXPECT_EQ(e.hardware.wafer.chiplet_rows, 4u);
  EXPECT_EQ(e.hardware.network.link, 256u);
  EXPECT_EQ(e.hardware.control.link, 16u);
  EXPECT_EQ(e.hardware.dram.bandwidth, 1300u);
  EXPECT_EQ(e.schedule.balance_policy().name, "diffusive");
}

TEST(ExperimentTest, ReadsEverySection) {
  const Experiment e = parse(R"(
name = "n"
description = "d"
[run]
seed = 7
until = "1 ms"
[trace]
level = "event"
[workload]
owg = "er"
minutes = "30 s"
packet_bytes = "64 KiB"
[wafer]
tbu_rows = 4
[tbu]
pe_rows = 16
[cluster]
open_scopes = 3
[tf_queue]
capacity = "2 MiB"
[network]
link = "128 B/cycle"
[control]
link = 8
[dram]
latency = "200 ns"
[schedule]
balance = "none"
interval = 1e6
)");
  EXPECT_EQ(e.name, "n");
  EXPECT_EQ(e.description, "d");
  EXPECT_EQ(e.run.seed, 7u);
  EXPECT_EQ(e.run.until, 1'000'000u);
  EXPECT_EQ(e.trace.level, Level::kEvent);
  EXPECT_DOUBLE_EQ(e.workload.minutes, 0.5);
  EXPECT_EQ(e.workload.packet_bytes, 65'536u);
  EXPECT_EQ(e.hardware.wafer.tbu_rows, 4u);
  EXPECT_EQ(e.hardware.tbu.pe_rows, 16u);
  EXPECT_EQ(e.hardware.cluster.open_scopes, 3u);
  EXPECT_EQ(e.hardware.tf_queue.capacity, 2'097'152u);
  EXPECT_EQ(e.hardware.network.link, 128u);
  EXPECT_EQ(e.hardware.control.link, 8u);
  EXPECT_EQ(e.hardware.dram.latency, 200u);
  EXPECT_EQ(e.schedule.balance_policy().name, "none");
  EXPECT_EQ(e.schedule.interval, 1'000'000u);
}

TEST(ExperimentTest, ChipletHasItsShareOfTheMemory) {
  const Experiment e = parse("preset = 'chiplet'\nworkload.owg = 'er'");
  EXPECT_EQ(e.hardware.wafer.chiplet_rows, 1u);
  EXPECT_EQ(e.hardware.wafer.chiplet_cols, 1u);
  EXPECT_EQ(e.hardware.dram.cards, 1u);
  EXPECT_EQ(e.hardware.dram.bandwidth, 81u);
  EXPECT_EQ(e.hardware.dram.channels, 6u) << "of 3 x 32";
  EXPECT_EQ(e.hardware.dram.capacity, 6'000'000'000u);
}

TEST(ExperimentTest, FileOverridesPresetAndLaterOverridesWin) {
  const std::string text = "dram.bandwidth = 90\npreset = 'chiplet'\nworkload.owg = 'er'";
  EXPECT_EQ(parse(text).hardware.dram.bandwidth, 90u);
  const Overrides two{"dram.bandwidth=70", "dram.bandwidth=71 GB/s"};
  EXPECT_EQ(parse(text, two).hardware.dram.bandwidth, 71u);
  const Experiment wafer = parse(text, {"preset=wafer"});
  EXPECT_EQ(wafer.hardware.wafer.chiplet_rows, 4u);
  EXPECT_EQ(wafer.hardware.dram.bandwidth, 90u);
}

TEST(ExperimentTest, OverridesTakeTextsWithAndWithoutQuotes) {
  const Experiment e = parse("", {"workload.owg=er", "name=a = b", "description=\"c\"", "trace.level=summary"});
  EXPECT_EQ(e.workload.owg, "er");
  EXPECT_EQ(e.name, "a = b");
  EXPECT_EQ(e.description, "c");
  EXPECT_EQ(e.trace.level, Level::kSummary);
}

TEST(ExperimentTest, TheClockConvertsWhereverItStands) {
  const std::string text = "network.router_latency = '3 ns'\nworkload.owg = 'er'\nwafer.clock = '2 GHz'";
  EXPECT_EQ(parse(text).hardware.network.router_latency, 6u);
  EXPECT_EQ(parse(text, {"wafer.clock=4 GHz"}).hardware.network.router_latency, 12u);
}

TEST(ExperimentTest, RefusesValuesByFileAndLine) {
  EXPECT_EQ(refusal("[network]\nrouter_latency = -1"),
            "dir/e.toml:4: network.router_latency = -1 (must be from 1 to 1e+06 cycles)");
  EXPECT_EQ(refusal("[network]\n\nrouter_latency = '4 MiB'"),
            "dir/e.toml:5: network.router_latency = \"4 MiB\" (\"MiB\" is a size; must be a number of cycles or a time "
            "such as \"100 ns\")");
  EXPECT_EQ(refusal("videos = 1.5"), "dir/e.toml:3: workload.videos = 1.5 (must be a whole number, not 1.5)");
  EXPECT_EQ(refusal("videos = true"), "dir/e.toml:3: workload.videos = true (must be a number without a unit)");
  EXPECT_EQ(refusal("videos = [1]"), "dir/e.toml:3: workload.videos = an array (must be a number without a unit)");
  EXPECT_EQ(refusal("videos = 2020-01-01"),
            "dir/e.toml:3: workload.videos = a date or time (must be a number without a unit)");
  EXPECT_EQ(refusal("videos.a = 1"), "dir/e.toml:3: workload.videos = a table (must be a number without a unit)");
  EXPECT_EQ(refusal("minutes = nan"), "dir/e.toml:3: workload.minutes = nan (must be a finite number)");
  EXPECT_EQ(refusal("minutes = -inf"), "dir/e.toml:3: workload.minutes = -inf (must be a finite number)");
  EXPECT_EQ(refusal("[schedule]\nbalance = 'proactive'"),
            "dir/e.toml:4: schedule.balance = \"proactive\" (must be one of none, diffusive, reactive, stealing)");
  EXPECT_EQ(refusal("[trace]\nlevel = 2"), "dir/e.toml:4: trace.level = 2 (must be one of summary, interval, event)");
}

TEST(ExperimentTest, RefusesTheFirstMistakeOfTheFile) {
  EXPECT_EQ(refusal("videos = 0\n[schedule]\nfoo = 1\n[cluster]\nbar = 1"),
            "dir/e.toml:5: unknown key schedule.foo; did you mean schedule.tbu?");
  EXPECT_EQ(refusal("videos = 0\nminutes = -1\n[dram]\ncards = 0"),
            "dir/e.toml:3: workload.videos = 0 (must be from 1 to 1e+06)");
}

TEST(ExperimentTest, NamesTheNearestKnownKey) {
  EXPECT_EQ(refusal("video = 3"), "dir/e.toml:3: unknown key workload.video; did you mean workload.videos?");
  EXPECT_EQ(refusal("[network]\nrouter_latnecy = 3"),
            "dir/e.toml:4: unknown key network.router_latnecy; did you mean network.router_latency?");
  EXPECT_EQ(refusal("[netwrok]"), "dir/e.toml:3: unknown section netwrok; did you mean network?");
  EXPECT_EQ(refusal("[elephants]"),
            "dir/e.toml:3: unknown section elephants; must be one of run, trace, workload, wafer, tbu, cluster, "
            "tf_queue, network, control, dram, energy, schedule");
  EXPECT_EQ(refusal("cluster_size = 3"),
            "dir/e.toml:3: unknown key workload.cluster_size; did you mean schedule.cluster_size?");
  EXPECT_EQ(refusal("router_latency = 3"),
            "dir/e.toml:3: unknown key workload.router_latency; did you mean network.router_latency or "
            "control.router_latency?");
}

TEST(ExperimentTest, RefusesWhatIsWrongAtTheTop) {
  const auto top = [](const std::string& text) {
    try {
      parse(text);
    } catch (const ModelError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(top("nam = 'x'"), "dir/e.toml:1: unknown key nam; did you mean name?");
  EXPECT_EQ(top("elephants = 'x'"), "dir/e.toml:1: unknown key elephants; must be one of name, description, preset");
  EXPECT_EQ(top("cluster_size = 4"), "dir/e.toml:1: unknown key cluster_size; did you mean schedule.cluster_size?");
  EXPECT_EQ(top("network = 3"), "dir/e.toml:1: network = 3 (must be a section: network.KEY = value)");
  EXPECT_EQ(top("[[network]]"), "dir/e.toml:1: network = an array (must be a section: network.KEY = value)");
  EXPECT_EQ(top("name = 3"), "dir/e.toml:1: name = 3 (must be a text in quotes)");
  EXPECT_EQ(top("[name]"), "dir/e.toml:1: name = a table (must be a text in quotes)");
  EXPECT_EQ(top("preset = 'Wafer'"), "dir/e.toml:1: preset = \"Wafer\" (must be one of chiplet, wafer)");
  EXPECT_EQ(top("preset = 4"), "dir/e.toml:1: preset = 4 (must be a text in quotes)");
  EXPECT_EQ(top(""),
            "dir/e.toml: workload.owg is missing (must be a workflow file or one of er, dpsr, sfr, cmr, "
            "osvos, ocr, moe)");
}

TEST(ExperimentTest, RefusesBrokenToml) {
  EXPECT_EQ(refusal("owg = 'ocr'"),
            "dir/e.toml:3: Error while parsing key-value pair: cannot redefine existing string 'owg'");
  EXPECT_EQ(refusal("videos ="), "dir/e.toml:3: Error while parsing key-value pair: encountered end-of-file");
}

TEST(ExperimentTest, RefusesOverridesByTheirText) {
  EXPECT_EQ(refusal_of_set("network.router_latency=-1"),
            "--set network.router_latency=-1: must be from 1 to 1e+06 cycles");
  EXPECT_EQ(refusal_of_set("network.rooter_latency=3"),
            "--set network.rooter_latency=3: unknown key network.rooter_latency; did you mean network.router_latency?");
  EXPECT_EQ(refusal_of_set("network.foo=3"), "--set network.foo=3: unknown key network.foo; did you mean network.vcs?");
  EXPECT_EQ(refusal_of_set("netwrok.link=3"), "--set netwrok.link=3: unknown section netwrok; did you mean network?");
  EXPECT_EQ(refusal_of_set("link=3"), "--set link=3: unknown key link; did you mean network.link or control.link?");
  EXPECT_EQ(refusal_of_set("network=3"), "--set network=3: must be a section: network.KEY = value");
  EXPECT_EQ(refusal_of_set("network.=3"), "--set network.=3: unknown key network.; did you mean network.vcs?");
  EXPECT_EQ(refusal_of_set("network.link"), "--set network.link: must be section.key=value");
  EXPECT_EQ(refusal_of_set("=3"), "--set =3: must be section.key=value");
  EXPECT_EQ(refusal_of_set("trace.level=all"), "--set trace.level=all: must be one of summary, interval, event");
  EXPECT_EQ(refusal_of_set("preset=die"), "--set preset=die: must be one of chiplet, wafer");
  EXPECT_EQ(refusal_of_set("wafer.clock=fast"),
            "--set wafer.clock=fast: must be a number of hertz or a frequency such as \"1 GHz\"");
}

TEST(ExperimentTest, ReadsAFileAndRefusesOneThatIsNotThere) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("octosim_experiment_" + std::to_string(getpid()) + ".toml");
  std::ofstream(file) << "description = '" << std::string(10'000, 'x') << "'\nworkload.owg = 'er'\n";
  const Experiment e = read_experiment(file, Overrides{"run.seed=5"});
  std::filesystem::remove(file);
  EXPECT_EQ(e.file, file);
  EXPECT_EQ(e.name, file.stem());
  EXPECT_EQ(e.description.size(), 10'000u);
  EXPECT_EQ(e.run.seed, 5u);
  try {
    read_experiment("/nowhere/e.toml");
    FAIL() << "read a file that is not there";
  } catch (const ModelError& error) {
    EXPECT_STREQ(error.what(), "/nowhere/e.toml: cannot be read (No such file or directory)");
  }
  try {
    read_experiment("/");
    FAIL() << "read a folder";
  } catch (const ModelError& error) {
    EXPECT_STREQ(error.what(), "/: cannot be read (Is a directory)");
  }
}

}  // namespace
}  // namespace octosim::io::experiment
