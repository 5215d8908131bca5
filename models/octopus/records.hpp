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
  kControlLink,
  kControlTotal,
  kChannelSample,
  kChannelTotal,
  kPortSample,
  kTileTotal,
  kQueueTotal,
  kClusterState,
  kTaskState,
  kControllerTotal,
  kQueueState,
  kChunkTotal,
  kPacketDone,
};

std::span<const engine::RecordType> record_types();

}  // namespace octosim::models::octopus
