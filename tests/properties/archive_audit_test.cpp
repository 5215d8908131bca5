/// No class of the machine forgets a field when it is saved: any workflow on any machine, and the shipped experiments.
#include "tests/support/archive_audit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "io/experiment/resolve_owg.hpp"
#include "io/owg/read_owg.hpp"
#include "tests/support/property_seed.hpp"
#include "tests/support/random_machine.hpp"
#include "tests/support/random_owg.hpp"

namespace octosim {
namespace {

namespace octopus = models::octopus;

engine::RunOptions sampled(std::uint64_t sample_interval, engine::SimTime stop = engine::kNever) {
  engine::RunOptions options;
  options.stall_limit = engine::Cycles{20'000'000};
  options.level = engine::Level::kEvent;
  options.sample_interval = engine::Cycles{sample_interval};
  options.stop = stop;
  return options;
}

TEST(ArchiveAuditTest, RandomWorkflowsGoOnAfterEveryRestore) {
  std::uint64_t restored = 0;
  EXPECT_TRUE(rc::check([&] {
    test::Machine machine = test::random_machine();
    const models::workload::Owg owg = test::OwgGrower{}.grow();
    const auto most = test::one_of<std::uint64_t>({1, 7, 100});
    const auto seed = static_cast<std::uint64_t>(test::draw(0, 1000));
    const auto every = test::one_of<std::uint64_t>({0, 997, 20'011});
    // With work in all queues; most runs end before 100,000, but a machine that only switches its clusters may not.
    const auto stop = test::one_of<engine::SimTime>({{100'000}, {1500}, {8000}});
    const models::plan::Program program = test::compile_random(machine, owg);
    RC_LOG() << test::describe(owg, machine) << "most " << most << ", seed " << seed << ", sample " << every
             << ", stop " << stop.cycle << "\n";
    const octopus::Wafer wafer{program};
    const auto audit = test::audit_archives(wafer, seed, most, sampled(every, stop));
    RC_ASSERT(audit.fault == "");
    restored += audit.restored;
  }));
  EXPECT_GT(restored, 10'000U);
}

class ArchiveAuditOfShipped : public testing::TestWithParam<const char*> {};

/// Four streams of one frame.
TEST_P(ArchiveAuditOfShipped, GoesOnAfterEveryRestore) {
  const std::vector<std::string> small{"workload.minutes=1 s", "workload.rate=1", "workload.videos=4"};
  const auto experiment = io::experiment::read_experiment(
      std::string{OCTOSIM_SOURCE_DIR} + "/jobs/experiments/" + GetParam() + "_chiplet.toml", small);
  const models::plan::Program program{
      partition::workflow::compile(io::owg::read_owg(io::experiment::resolve_owg(experiment)), experiment.workload,
                                   experiment.hardware, experiment.schedule, experiment.run.seed)};
  const octopus::Wafer wafer{program};
  const auto audit = test::audit_archives(wafer, 1, 30, sampled(100'000));
  EXPECT_EQ(audit.fault, "");
  EXPECT_GT(audit.restored, 100U);
}

INSTANTIATE_TEST_SUITE_P(All, ArchiveAuditOfShipped, testing::Values("er", "dpsr", "sfr", "cmr", "osvos", "ocr"),
                         [](const auto& one) { return std::string{one.param}; });

}  // namespace
}  // namespace octosim
