/// \file engine_data.hpp  What the engine measured of itself, from all ranks.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "engine/comm/communicator.hpp"
#include "engine/kernel/run_report.hpp"
#include "io/trace/run_info.hpp"

namespace octosim::jobs::cli {

io::trace::EngineRow engine_row(const engine::RankStatistics& statistics);

/// Every rank's counters and classes, and the events of each of `clusters` clusters, on every rank.  Collective.
io::trace::EngineData gather_engine_data(engine::Communicator& comm, const engine::RunReport& report,
                                         std::uint32_t clusters,
                                         const std::function<std::uint32_t(engine::ComponentId)>& cluster_of);

/// The greatest of one counter over its mean, over all ranks: 1 when they are alike; 0 if it is 0 on all.
double imbalance(const io::trace::EngineData& data, const std::string& counter);
/// Sum of one counter over that of another; 0 if that is 0.
double ratio(const io::trace::EngineData& data, const std::string& counter, const std::string& of);

/// The cost of each class over all ranks, as a table with the dearest first; empty without a profile.
std::string profile_table(const io::trace::EngineData& data);

}  // namespace octosim::jobs::cli
