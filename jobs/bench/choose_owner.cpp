#include "jobs/bench/choose_owner.hpp"

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"

namespace octosim::jobs::bench {

std::string_view name_of(Cut cut) {
  for (const auto& [name, value] : kCuts) {
    if (value == cut) return name;
  }
  throw engine::LogicError{"a cut has no name"};
}

engine::Partition choose_owner(Cut cut, const engine::Blueprint& model, std::int32_t ranks, std::uint64_t seed) {
  const auto count = static_cast<std::uint64_t>(ranks);
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
  }
  throw engine::LogicError{"a cut is not known"};
}

}  // namespace octosim::jobs::bench
