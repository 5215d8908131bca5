/// \file block_work.hpp  From a unit's cost to the work and properties of blocks.  Private to io/modelbox.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "io/modelbox/costs.hpp"
#include "io/modelbox/graph.hpp"
#include "models/workload/owg.hpp"

namespace octosim::io::modelbox {

inline constexpr std::uint64_t kUnknownOperations = 1'000'000;  ///< of a unit without known work.  Source: chosen
inline constexpr std::uint64_t kUnknownBytes = 4'096;           ///< of an item of unknown size.  Source: chosen
inline constexpr std::uint64_t kUnknownTurns = 4;               ///< of a loop.  Source: chosen
inline constexpr double kUnknownFanOut = 4;                     ///< of an expand.  Source: chosen

/// Fills the work, label and source of the Task Block of `node`; `turns`: how often loops repeat it.  May add the
/// property `<node>.sparsity` to `owg`.  Notes when the work is a default.
void set_work(models::workload::Block& block, const Node& node, const UnitCost& cost, std::uint64_t turns,
              models::workload::Owg& owg, std::vector<std::string>& notes);

/// Adds the property `<node>.items` to `owg`, the fan-out of the Expand `block`.  Notes when it is a default.
void set_fan_out(models::workload::Block& block, const Node& node, const UnitCost& cost, models::workload::Owg& owg,
                 std::vector<std::string>& notes);

/// Sets the weights of the Route `block`.  \throws engine::ModelError if the cost gives weights for another number of
/// out-ports.  Notes when they are equal by default.
void set_choosing(models::workload::Block& block, const Node& node, const UnitCost& cost,
                  std::vector<std::string>& notes);

}  // namespace octosim::io::modelbox
