#include "jobs/bench/choose_owner.hpp"

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/comm/first_rank.hpp"
#include "partition/methods/blueprint_ranks.hpp"

namespace octosim::jobs::bench {

std::string_view name_of(Cut cut) {
  for (const auto& [name, value] : kCuts) {
    if (value == cut) return name;
  }
  throw engine::LogicError{"a cut has no name"};
}

engine::Partition choose_owner(Cut cut, const engine::Blueprint& model, engine::Communicator& comm,
                               std::uint64_t seed) {
  const auto count = static_cast<std::uint64_t>(comm.size());
  const auto by = [&](partition::methods::Method method) -> engine::Partition {
    auto ranks = engine::from_first_rank(
        comm, [&] { return partition::methods::partition_blueprint(model, comm.size(), method); });
    return [ranks = std::move(ranks)](engine::ComponentId id) { return engine::Rank{ranks[index(id)]}; };
  };
  const std::uint64_t components = model.component_count();
  switch (cut) {
    case Cut::kBlock:
      return [count, components](engine::ComponentId id) {
        return engine::Rank{static_cast<std::int32_t>(index(id) * count / components)};
      };
    case Cut::kRandom:
      return [count, seed](engine::ComponentId id) {
        return engine::Rank{static_cast<std::int32_t>(engine::mix(seed, index(id)) % count)};
      };
    case Cut::kBisect:
      return by(partition::methods::Method::kBisect);
    case Cut::kScotch:
      return by(partition::methods::Method::kScotch);
    case Cut::kMetis:
      return by(partition::methods::Method::kMetis);
  }
  throw engine::LogicError{"a cut is not known"};
}

}  // namespace octosim::jobs::bench
