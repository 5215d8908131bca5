#include "partition/methods/scotch.hpp"

#include <cstdio>  // before scotch.h, which names FILE

#include <fmt/format.h>
#include <scotch.h>

#include "engine/base/error.hpp"
#include "partition/methods/library_graph.hpp"
#include "partition/methods/mend.hpp"
#include "partition/methods/method.hpp"

namespace octosim::partition::methods {
namespace {

constexpr SCOTCH_Num kScotchSeed = 1;  ///< chosen
/// Ends of edges above which its faster strategy is used.  Chosen: below, the default takes about a second.
constexpr std::size_t kLarge = 100'000;

void check(int status, const char* call) {
  if (status != 0) throw engine::SystemError{fmt::format("Scotch: {} failed", call)};
}

/// An object of Scotch, for as long as it lives.
template <class T, void (*Exit)(T*)>
class Owned {
 public:
  Owned(int (*init)(T*), const char* call) { check(init(&value_), call); }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() { Exit(&value_); }
  T* get() { return &value_; }

 private:
  T value_;
};

}  // namespace

std::vector<std::int32_t> scotch(const graph::Graph& graph, std::int32_t ranks) {
  const auto arrays = to_library<SCOTCH_Num>(graph, "scotch");
  // In the order of their use: what is bound goes before what it is bound to.
  Owned<SCOTCH_Context, SCOTCH_contextExit> context{SCOTCH_contextInit, "SCOTCH_contextInit"};
  check(SCOTCH_contextOptionSetNum(context.get(), SCOTCH_OPTIONNUMDETERMINISTIC, 1), "SCOTCH_contextOptionSetNum");
  check(SCOTCH_contextOptionSetNum(context.get(), SCOTCH_OPTIONNUMRANDOMFIXEDSEED, 1), "SCOTCH_contextOptionSetNum");
  check(SCOTCH_contextRandomClone(context.get()), "SCOTCH_contextRandomClone");
  SCOTCH_contextRandomSeed(context.get(), kScotchSeed);
  SCOTCH_contextRandomReset(context.get());
  check(SCOTCH_contextThreadSpawn(context.get(), 1, nullptr), "SCOTCH_contextThreadSpawn");
  Owned<SCOTCH_Graph, SCOTCH_graphExit> whole{SCOTCH_graphInit, "SCOTCH_graphInit"};
  check(SCOTCH_graphBuild(whole.get(), 0, arrays.count(), arrays.first.data(), arrays.first.data() + 1,
                          arrays.load.data(), nullptr, static_cast<SCOTCH_Num>(arrays.to.size()), arrays.to.data(),
                          arrays.weight.data()),
        "SCOTCH_graphBuild");
  Owned<SCOTCH_Graph, SCOTCH_graphExit> bound{SCOTCH_graphInit, "SCOTCH_graphInit"};
  check(SCOTCH_contextBindGraph(context.get(), whole.get(), bound.get()), "SCOTCH_contextBindGraph");
  Owned<SCOTCH_Strat, SCOTCH_stratExit> strategy{SCOTCH_stratInit, "SCOTCH_stratInit"};
  const SCOTCH_Num kind = arrays.to.size() > kLarge ? SCOTCH_STRATRECURSIVE | SCOTCH_STRATSPEED : SCOTCH_STRATDEFAULT;
  check(SCOTCH_stratGraphMapBuild(strategy.get(), kind, ranks, kSlack), "SCOTCH_stratGraphMapBuild");
  std::vector<SCOTCH_Num> parts(graph.count());
  check(SCOTCH_graphPart(bound.get(), ranks, strategy.get(), parts.data()), "SCOTCH_graphPart");
  std::vector<std::int32_t> rank_of(parts.begin(), parts.end());
  mend(graph, ranks, rank_of);
  return rank_of;
}

}  // namespace octosim::partition::methods
