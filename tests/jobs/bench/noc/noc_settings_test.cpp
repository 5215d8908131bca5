#include "jobs/bench/noc/noc_settings.hpp"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::bench::noc {
namespace {

struct Refused {
  std::function<void(NocSettings&)> change;
  std::string message;
};

TEST(NocSettingsTest, RefusalsNameOptionValueAndWhatIsAllowed) {
  const std::vector<Refused> refused{
      {[](NocSettings& s) { s.k = 0; }, "bench noc: --k 0 (must be from 1 to 1024)"},
      {[](NocSettings& s) { s.locals = 13; }, "bench noc: --concentration 13 (must be from 1 to 12)"},
      {[](NocSettings& s) { s.packet_flits = 0; }, "bench noc: --packet-flits 0 (must be from 1 to 65535)"},
      {[](NocSettings& s) { s.load = 0; }, "bench noc: --load 0 (must be above 0, at most 1 flit a cycle)"},
      {[](NocSettings& s) { s.load = 1.5; }, "bench noc: --load 1.5 (must be above 0, at most 1 flit a cycle)"},
      {[](NocSettings& s) { s.traffic.hot_share = -0.5; }, "bench noc: --hot-share -0.5 (must be from 0 to 1)"},
      {[](NocSettings& s) { s.traffic.hot = {64}; }, "bench noc: --hot 64 (must be below 64, the number of terminals)"},
      {[](NocSettings& s) { s.period = 9; }, "bench noc: --period 9 (must be from 10 to 1000000000 cycles)"},
      {[](NocSettings& s) { s.warmup = 1001; }, "bench noc: --warmup 1001 (must be from 0 to 1000 periods)"},
      {[](NocSettings& s) { s.most_periods = 3; },
       "bench noc: --most-periods 3 (must be from 4 to 100000: some after the warm-up)"},
      {[](NocSettings& s) { s.latency_limit = 0; }, "bench noc: --latency-limit 0 (must be above 0 cycles)"},
      {[](NocSettings& s) { s.vcs = 13; },
       "virtual channels = 13 (must be from 1 to 12: a router has at most 64 of them over its 5 ports)"},
  };
  for (const Refused& one : refused) {
    NocSettings settings;
    check(settings);
    one.change(settings);
    try {
      check(settings);
      ADD_FAILURE() << "accepted: " << one.message;
    } catch (const engine::ModelError& error) {
      EXPECT_EQ(error.what(), one.message);
    }
  }
}

/// Tiles cover the mesh, each router once, whatever their size.
TEST(NocSettingsTest, TilesCoverTheMesh) {
  for (const std::uint32_t k : {1U, 2U, 5U, 8U, 17U}) {
    for (std::uint32_t tile = 0; tile <= k; ++tile) {
      NocSettings settings;
      settings.k = k;
      settings.tile = tile;
      std::vector<int> covered(std::size_t{k} * k);
      for (std::uint32_t n = 0; n < settings.tiles_across() * settings.tiles_across(); ++n) {
        const auto mesh = settings.mesh(n);
        for (std::uint32_t r = 0; r < mesh.tile_rows * mesh.tile_cols; ++r) {
          ++covered.at((mesh.first_row + r / mesh.tile_cols) * k + mesh.first_col + r % mesh.tile_cols);
        }
      }
      EXPECT_EQ(covered, std::vector<int>(covered.size(), 1)) << k << ", tiles of " << tile;
    }
  }
}

}  // namespace
}  // namespace octosim::jobs::bench::noc
