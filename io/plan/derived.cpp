#include "io/plan/derived.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "io/plan/record_writer.hpp"
#include "models/plan/program.hpp"

namespace octosim::io::plan {

/// A row of /derived/configurations.
struct Configuration {
  std::uint32_t block = 0, sub_owg = 0, position = 0;
  std::uint64_t bitstream_bytes = 0, switch_bytes = 0, pinned_weight_bytes = 0;
};
template <>
struct Layout<Configuration> {
  using C = Configuration;
  static constexpr std::tuple kColumns{
      Column{"block", &C::block, "index", "the Task Block; the row is the number of the configuration"},
      Column{"sub_owg", &C::sub_owg, "index", "its sub-OWG"},
      Column{"position", &C::position, "index", "its position in the sub-OWG's tasks, which a grant names"},
      Column{"bitstream_bytes", &C::bitstream_bytes, "bytes", "sent to a TBU of the same sub-OWG"},
      Column{"switch_bytes", &C::switch_bytes, "bytes", "sent to a TBU of another sub-OWG"},
      Column{"pinned_weight_bytes", &C::pinned_weight_bytes, "bytes", "weights that come with it"}};
};

/// A row of /derived/banks.
struct Bank {
  std::uint32_t flow = 0, sub_owg = 0;
  std::uint64_t item_bytes = 0, bank_bytes = 0;
  bool spread = false;
};
template <>
struct Layout<Bank> {
  using B = Bank;
  static constexpr std::tuple kColumns{
      Column{"flow", &B::flow, "index", "a Task Flow into a Task Block"},
      Column{"sub_owg", &B::sub_owg, "index", "whose station queues it; flows from outside share the input queue"},
      Column{"item_bytes", &B::item_bytes, "bytes", "of an item of the flow"},
      Column{"bank_bytes", &B::bank_bytes, "bytes",
             "of a scratchpad, for that queue; if spread, for all such queues of its station"},
      Column{"spread", &B::spread, "none",
             "whether there is such a bank in every CBU next to a TBU that makes its packets"}};
};

/// A row of /derived/stations.
struct Place {
  std::uint32_t sub_owg = 0, cluster = 0, node = 0;
};
template <>
struct Layout<Place> {
  using P = Place;
  static constexpr std::tuple kColumns{
      Column{"sub_owg", &P::sub_owg, "index", "the sub-OWG"}, Column{"cluster", &P::cluster, "index", "the cluster"},
      Column{"node", &P::node, "index", "CBU of the wafer, row by row, with the sub-OWG's station of that cluster"}};
};

namespace {

template <class T>
void put(ImageWriter& image, const std::string& path, const std::vector<T>& rows, std::string_view help) {
  write_record(image, path, rows, Note{"none", help});
}

}  // namespace

void write_derived(ImageWriter& image, const models::plan::Plan& plan) {
  const models::plan::Program program{plan};
  std::vector<Configuration> configurations;
  std::vector<Bank> banks;
  std::vector<Place> places;
  for (std::uint32_t s = 0; s < plan.sub_owgs.size(); ++s) {
    const auto& station = program.station(s);
    for (std::uint32_t position = 0; position < station.tasks.size(); ++position) {
      const std::uint32_t block = station.tasks[position].block;
      configurations.push_back({.block = block,
                                .sub_owg = s,
                                .position = position,
                                .bitstream_bytes = program.configuration_bytes(block, false),
                                .switch_bytes = program.configuration_bytes(block, true),
                                .pinned_weight_bytes = program.pinned_weights(block)});
    }
    for (const auto& queue : station.queues) {
      const bool spread = queue.from != workload::kNone && station.tasks[queue.from].stays;
      banks.push_back({.flow = queue.flow,
                       .sub_owg = s,
                       .item_bytes = queue.bytes,
                       .bank_bytes = spread ? station.room_bytes : station.bank_bytes,
                       .spread = spread});
    }
    for (std::uint32_t cluster = 0; cluster < plan.clusters.count(); ++cluster) {
      places.push_back({.sub_owg = s, .cluster = cluster, .node = program.node_of_station(cluster, s)});
    }
  }
  put(image, "/derived/configurations", configurations, "what a TBU is sent before it executes a Task Block");
  put(image, "/derived/banks", banks, "room of a Task Flow in a TF-Queue");
  put(image, "/derived/stations", places, "where the station of a sub-OWG is in each cluster");
}

}  // namespace octosim::io::plan
