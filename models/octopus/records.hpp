/// \file records.hpp  Everything the machine publishes.
#pragma once
#include <cstdint>
#include <span>

#include "engine/model/record.hpp"

namespace octosim::models::octopus {

/// Indices into record_types().
enum Record : std::uint32_t {
  kTbuSample,
  kTbuTotal,
  kLinkSample,
  kStationSample,
  kStationTotal,
  kSwitch,
  kMoveRecord,
  kStream,
  kInput,
  kTbuWork,
  kRouterTotal,
  kDramTotal,
  kControlLink,
  kControlTotal,
};

std::span<const engine::RecordType> record_types();

}  // namespace octosim::models::octopus
