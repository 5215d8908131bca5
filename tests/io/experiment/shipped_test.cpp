// The experiments of jobs/experiments.
#include <cmath>
#include <filesystem>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "io/experiment/describe.hpp"
#include "io/experiment/experiment.hpp"

namespace octosim::io::experiment {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(OCTOSIM_SOURCE_DIR) / "jobs" / "experiments";

struct Shipped {
  std::string owg;
  std::uint64_t cluster_size;  ///< source: paper, Table II and Fig. 14 (arXiv 2405.17221)
  double rate;                 ///< source: paper VI-A for video
};

class ShippedExperiment : public testing::TestWithParam<Shipped> {};

TEST_P(ShippedExperiment, FitsItsMachine) {
  for (const std::string machine : {"chiplet", "wafer"}) {
    SCOPED_TRACE(machine);
    const Experiment e = read_experiment(kFolder / (GetParam().owg + "_" + machine + ".toml"));
    EXPECT_EQ(e.name, GetParam().owg + "_" + machine);
    EXPECT_FALSE(e.description.empty());
    EXPECT_EQ(e.workload.owg, GetParam().owg);
    EXPECT_EQ(e.workload.rate, GetParam().rate);
    EXPECT_EQ(e.schedule.cluster_size, GetParam().cluster_size);
    EXPECT_EQ(e.hardware.tbu_count(), machine == "chiplet" ? 64u : 1024u);
    EXPECT_EQ(e.hardware.dram.bandwidth, machine == "chiplet" ? 81u : 1300u);
    EXPECT_GE(e.workload.videos, e.hardware.tbu_count() / e.schedule.cluster_size) << "a cluster without a stream";
    const double frames = e.workload.minutes * 60 * e.workload.rate;
    EXPECT_NEAR(frames, std::round(frames), 1e-9) << "a fraction of a frame";
    EXPECT_GE(frames, 1 - 1e-9);
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedExperiment,
                         testing::Values(Shipped{"er", 8, 30}, Shipped{"dpsr", 4, 30}, Shipped{"sfr", 8, 30},
                                         Shipped{"cmr", 8, 30}, Shipped{"osvos", 4, 1}, Shipped{"ocr", 4, 1}),
                         [](const auto& one) { return one.param.owg; });

TEST(ShippedExperimentsTest, EachFileIsAValidAndDifferentExperiment) {
  std::set<std::uint64_t> hashes;
  std::size_t files = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".toml") continue;
    const Experiment e = read_experiment(entry.path());
    EXPECT_EQ(e.name, entry.path().stem());
    hashes.insert(experiment_hash(e));
    ++files;
  }
  EXPECT_GE(files, 12u);
  EXPECT_EQ(hashes.size(), files);
}

}  // namespace
}  // namespace octosim::io::experiment
