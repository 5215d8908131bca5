#include <algorithm>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/experiment/experiment.hpp"

namespace octosim::io::experiment {
namespace {

constexpr std::uint64_t kMostRouters = (std::uint64_t{1} << 24U) - 1;
constexpr double kMostFrames = 1e12;

void require(bool holds, const Experiment& experiment, const std::string& values, const std::string& rule) {
  if (!holds) throw engine::ModelError(fmt::format("{}: {} ({})", experiment.file.string(), values, rule));
}

}  // namespace

void check_together(const Experiment& experiment) {
  const auto& wafer = experiment.hardware.wafer;
  const auto& dram = experiment.hardware.dram;
  const auto& workload = experiment.workload;
  const auto& schedule = experiment.schedule;
  const std::uint64_t tbus = wafer.tbu_rows * wafer.tbu_cols;
  const std::uint64_t routers = experiment.hardware.cbu_rows() * experiment.hardware.cbu_cols();
  const double longest = std::max(workload.minutes, workload.minutes_most);
  const double frames = static_cast<double>(workload.videos) * std::max(1.0, longest * 60.0 * workload.rate);

  require(frames <= kMostFrames, experiment,
          fmt::format("workload.videos = {}, workload.{} = {} min, workload.rate = {} Hz", workload.videos,
                      workload.minutes_most > workload.minutes ? "minutes_most" : "minutes", longest, workload.rate),
          "must be at most 1e+12 frames together: videos * minutes * 60 * rate");
  require(
      workload.minutes_most == 0 || workload.minutes_most >= workload.minutes, experiment,
      fmt::format("workload.minutes = {} min, workload.minutes_most = {} min", workload.minutes, workload.minutes_most),
      "minutes_most must be 0, for streams of equal length, or at least minutes");
  require(schedule.cluster_size <= tbus, experiment,
          fmt::format("schedule.cluster_size = {}, wafer.tbu_rows = {}, wafer.tbu_cols = {}", schedule.cluster_size,
                      wafer.tbu_rows, wafer.tbu_cols),
          "a cluster lies on one chiplet: cluster_size <= tbu_rows * tbu_cols");
  require(schedule.balance_period == 0 || schedule.balance_period >= 100, experiment,
          fmt::format("schedule.balance_period = {} cycles", schedule.balance_period),
          "must be 0, for schedule.interval, or at least 100");
  require(schedule.frames_ahead() == 0 || schedule.balance_policy().name == "none", experiment,
          fmt::format("schedule.cluster = \"static\", schedule.frame_buffers = {}, schedule.balance = \"{}\"",
                      schedule.frame_buffers, schedule.balance_policy().name),
          "frames that are counted do not move: balance = \"none\", or frame_buffers = 0");
  require(schedule.frames_ahead() == 0 || schedule.source == models::plan::Source::kPartitioned, experiment,
          fmt::format("schedule.cluster = \"static\", schedule.frame_buffers = {}, schedule.source = \"shared\"",
                      schedule.frame_buffers),
          "frames are counted where they are read: source = \"partitioned\", or frame_buffers = 0");
  require(routers <= kMostRouters, experiment,
          fmt::format("wafer.chiplet_rows = {}, wafer.chiplet_cols = {}, wafer.tbu_rows = {}, wafer.tbu_cols = {}",
                      wafer.chiplet_rows, wafer.chiplet_cols, wafer.tbu_rows, wafer.tbu_cols),
          fmt::format("{} CBUs; must be at most {}: chiplet_rows * (tbu_rows + 1) * chiplet_cols * (tbu_cols + 1)",
                      routers, kMostRouters));
  require(dram.bandwidth >= dram.cards, experiment,
          fmt::format("dram.bandwidth = {} B/cycle, dram.cards = {}", dram.bandwidth, dram.cards),
          "each card needs at least 1 B/cycle: bandwidth >= cards");
  require(dram.row % dram.interleave == 0, experiment,
          fmt::format("dram.row = {} B, dram.interleave = {} B", dram.row, dram.interleave),
          "a row holds whole pieces of one channel: row must be a multiple of interleave");
  require(
      dram.refresh_interval == 0 || dram.refresh < dram.refresh_interval, experiment,
      fmt::format("dram.refresh = {} cycles, dram.refresh_interval = {} cycles", dram.refresh, dram.refresh_interval),
      "a refresh ends before the next one: refresh < refresh_interval, or refresh_interval = 0");
  require(dram.cards <= experiment.hardware.cbu_rows(), experiment,
          fmt::format("dram.cards = {}, wafer.chiplet_rows = {}, wafer.tbu_rows = {}", dram.cards, wafer.chiplet_rows,
                      wafer.tbu_rows),
          fmt::format("cards sit at CBUs of one edge: must be at most its {} CBUs", experiment.hardware.cbu_rows()));
  require(experiment.run.stall_limit > workload.packet_cycles, experiment,
          fmt::format("run.stall_limit = {} cycles, workload.packet_cycles = {} cycles", experiment.run.stall_limit,
                      workload.packet_cycles),
          "one packet must not look like a deadlock: stall_limit > packet_cycles");
  require(experiment.run.stall_limit > schedule.interval, experiment,
          fmt::format("run.stall_limit = {} cycles, schedule.interval = {} cycles", experiment.run.stall_limit,
                      schedule.interval),
          "a wait for the next re-pick must not look like a deadlock: stall_limit > interval");
}

}  // namespace octosim::io::experiment
