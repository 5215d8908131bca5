/// \file phold_bench.hpp  `octosim bench phold`: how many events of PHOLD a second.
#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "jobs/bench/choose_owner.hpp"
#include "jobs/bench/measurement.hpp"
#include "jobs/bench/phold_settings.hpp"

namespace octosim::jobs::bench {

struct PholdBench {
  PholdSettings phold;
  engine::Sync sync = engine::Sync::kAuto;
  Cut cut = Cut::kBlock;
  engine::Lookahead lookahead;
  bool profile = false;  ///< measures the cost of handlers too, which itself costs
};

struct PholdResult {
  PholdBench bench;
  Measurement measured;
};

/// \throws ModelError, the same on every rank, for settings that are not allowed; else as engine::run.  Collective.
PholdResult run_phold(const PholdBench& bench, engine::Communicator& comm);

/// For people: a few lines, and one per rank.
std::string to_text(const PholdResult& result);
/// What to_json(Measurement) gives, the settings, and with a profile the classes of rank 0.
nlohmann::ordered_json to_json(const PholdResult& result);

}  // namespace octosim::jobs::bench
