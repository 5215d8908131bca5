/// \file balance.hpp  How clusters even out their load: the policies of `schedule.balance`.
/// A new policy is a function in a file of its own and a row of kBalancePolicies (docs/extending.md).
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "models/schedule/tbu.hpp"

namespace octosim::models::schedule {

/// A neighbouring cluster, and the load of the same sub-OWG there as it last told: bytes, those in flight included.
struct Neighbour {
  std::uint32_t cluster = 0;
  std::uint64_t load = 0;
  /// `Archive`: engine::Archive.
  template <class Archive>
  void archive(Archive& archive) {
    archive(cluster, load);
  }
};

/// What the Dynamic Sub-OWG Balancer of one sub-OWG in one cluster knows.
struct Neighbourhood {
  std::uint64_t own = 0;                  ///< load here: bytes, those in flight included
  std::span<const Neighbour> neighbours;  ///< within schedule.balance_range, nearest first; N, S, E, W
  double amount = 0.5;                    ///< schedule.balance_amount: of a difference
  std::uint64_t dead_band = 0;            ///< schedule.dead_band: bytes; smaller differences stay
};

/// Items to move, if any.
struct Transfer {
  std::uint32_t cluster = 0;  ///< the other one
  std::uint64_t bytes = 0;    ///< at most
  bool pull = false;          ///< from there to here, else from here to there
};
/// A pure function.
using LocalRule = std::optional<Transfer>(const Neighbourhood&);
LocalRule diffuse, steal;

/// What a central controller was told.
struct MachineLoad {
  std::uint32_t sub_owgs = 0;
  std::vector<std::uint32_t> owner{};  ///< by cluster: sub-OWG it works on; kNobody: on all (schedule.cluster = static)
  std::vector<bool> idle{};            ///< by cluster
  std::vector<std::uint64_t> items{};  ///< waiting, by cluster x sub_owgs + sub-OWG
  std::vector<bool> stranded{};        ///< likewise: admitted items are there that could go on; they do not move
  std::vector<std::uint64_t> capacity{};  ///< items an input queue holds, by sub-OWG
  std::vector<double> cycles{};           ///< expected work of an item, by sub-OWG
};
/// What it makes of it.
struct Orders {
  struct Move {
    std::uint32_t from = 0, to = 0, sub_owg = 0;
    std::uint64_t items = 0;
  };
  std::vector<std::uint32_t> owner{};  ///< by cluster
  std::vector<Move> moves{};
};
/// A pure function.
using CentralRule = Orders(const MachineLoad&);
CentralRule react;

struct BalancePolicy {
  std::string_view name;
  LocalRule* on_tick = nullptr;  ///< asked every period, in every station
  LocalRule* on_hunger =
      nullptr;  ///< asked when the cluster has nothing that could work, and every period until it has
  CentralRule* central =
      nullptr;  ///< asked by a controller, which then is the only one to change what clusters work on
  bool is_local() const { return on_tick != nullptr || on_hunger != nullptr; }
};
inline constexpr std::array kBalancePolicies{
    BalancePolicy{.name = "none"}, BalancePolicy{.name = "diffusive", .on_tick = &diffuse},
    BalancePolicy{.name = "reactive", .central = &react}, BalancePolicy{.name = "stealing", .on_hunger = &steal}};

}  // namespace octosim::models::schedule
