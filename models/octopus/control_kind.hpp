/// \file control_kind.hpp  What the messages of the control network are for, as the trace names it.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "models/octopus/protocol.hpp"

namespace octosim::models::octopus {

/// The column `kind` of /control/links and /control/totals.  Numbers stay: new ones come last.
enum class ControlKind : std::uint8_t {
  kInputEmpty,
  kOutputFull,
  kGrant,
  kConfigure,
  kFetch,
  kOffer,
  kAccept,
  kPoll,
  kLoad,
  kOwner,
  kTrigger,
  kHandover,
  kReport,
  kMove,
  kMemory,
  kFrames,
  kController,
  kFlows,
};
inline constexpr std::array<std::string_view, 18> kControlKinds{"requests_input_empty",
                                                                "requests_output_full",
                                                                "grants",
                                                                "configuration",
                                                                "fetches",
                                                                "offers",
                                                                "accepts",
                                                                "polls",
                                                                "loads",
                                                                "owners",
                                                                "triggers",
                                                                "handovers",
                                                                "reports",
                                                                "moves",
                                                                "memory",
                                                                "frames",
                                                                "controller",
                                                                "flows"};

/// By kind of packet; kNoControlKind for those of the data network.
inline constexpr std::uint8_t kNoControlKind = 255;
constexpr std::uint8_t control_kind_of(Kind kind) {
  const auto is = [](ControlKind one) { return static_cast<std::uint8_t>(one); };
  switch (kind) {
    case kItem:
    case kOpen:
    case kChild:
    case kBranch:
    case kDelivered:
    case kFeed:
    case kPart:
    case kResult:
    case kFrame:
    case kWeights:
    case kTile:
    case kWrite:
      return kNoControlKind;
    case kFetch:
    case kNextFrame:
    case kThisFrame:
    case kStarted:
      return is(ControlKind::kFetch);
    case kOfferItem:
    case kOfferScope:
      return is(ControlKind::kOffer);
    case kAccept:
      return is(ControlKind::kAccept);
    case kPoll:
      return is(ControlKind::kPoll);
    case kLoad:
      return is(ControlKind::kLoad);
    case kOwner:
      return is(ControlKind::kOwner);
    case kTrigger:
    case kDrain:
    case kHungry:
      return is(ControlKind::kTrigger);
    case kHandover:
      return is(ControlKind::kHandover);
    case kReport:
      return is(ControlKind::kReport);
    case kMove:
    case kMoveRoom:
    case kMoveUnused:
      return is(ControlKind::kMove);
    case kRead:
    case kLoadSlice:
    case kWritten:
    case kRetired:
      return is(ControlKind::kMemory);
    case kFrames:
      return is(ControlKind::kFrames);
    case kClusterIdle:
    case kSurvey:
    case kSurveyed:
    case kAssign:
    case kAssigned:
    case kOrder:
      return is(ControlKind::kController);
    case kInputEmpty:
      return is(ControlKind::kInputEmpty);
    case kOutputFull:
      return is(ControlKind::kOutputFull);
    case kGrant:
      return is(ControlKind::kGrant);
    case kStored:
    case kForward:
      return is(ControlKind::kFlows);
    case kConfigure:
      return is(ControlKind::kConfigure);
    case kKinds:
      return kNoControlKind;
  }
  return kNoControlKind;
}

/// The same as a table by kind of packet, for the routers.
inline constexpr std::array<std::uint8_t, kKinds> kControlKindOf = [] {
  std::array<std::uint8_t, kKinds> table{};
  for (std::size_t kind = 0; kind < table.size(); ++kind) table[kind] = control_kind_of(static_cast<Kind>(kind));
  return table;
}();

}  // namespace octosim::models::octopus
