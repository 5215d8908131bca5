#include "partition/chunk/planning.hpp"

#include <limits>

#include "engine/base/error.hpp"
#include "partition/chunk/coverable.hpp"

namespace octosim::partition::chunk {
namespace {

/// The way of a method with a budget.
std::optional<Way> way_of(Method method) {
  switch (method) {
    case Method::kReleased:
      return Way::kReleased;
    case Method::kGreedy:
      return Way::kGreedy;
    case Method::kCost:
      return Way::kCost;
    case Method::kTbu:
    case Method::kMemory:
      return {};
  }
  return {};
}

Accounting accounting_of(Method method) {
  const std::optional<Way> way = way_of(method);
  return way ? accounting_of(*way) : Accounting::kAliased;
}

std::int64_t peak_of(const Tables& tables, const Plan& plan, Accounting accounting) {
  return Estimator{tables, accounting}.estimate(plan).peak;
}

std::int64_t peak_without(const Tables& tables, Accounting accounting) {
  return peak_of(tables, {.order = tables.graph().compute_order()}, accounting);
}

/// A plan under a budget is no plan for an SRAM: its loops keep in it what they like.
Tbu with_any_sram(Tbu tbu) {
  tbu.sram_bytes = std::numeric_limits<std::int64_t>::max();
  return tbu;
}

void cover_graph(const Tables& tables, const Tbu& tbu, Planned& planned) {
  planned.fits_whole = fits_whole(tables, tbu);
  if (planned.fits_whole) {
    planned.plan = {.order = tables.graph().compute_order()};
    planned.program = emit_loops(tables, planned.plan, tbu);
    planned.cycles_after = planned.cycles_before;
    return;
  }
  const Cover found = cover(tables, tbu);
  planned.plan = plan_of(found);
  planned.program = emit_loops(tables, found, tbu);
  planned.cycles_after = (found.time + tbu.bytes_per_cycle - 1) / tbu.bytes_per_cycle;
}

}  // namespace

bool fits_whole(const Tables& tables, const Tbu& tbu) {
  std::int64_t bytes = peak_without(tables, Accounting::kAliased);
  for (Node v = 0; v < tables.size(); ++v) {
    bytes += tables.is_constant[v] != 0 ? 0 : tables.weight_bytes[v];
    bytes += tables.is_source[v] != 0 ? tables.bytes[v] : 0;
  }
  return bytes <= tbu.sram_bytes;
}

Planned plan_graph(const Tables& tables, const Request& request) {
  Planned planned{.accounting = accounting_of(request.method)};
  planned.peak_before = peak_without(tables, planned.accounting);
  planned.cycles_before = ideal_cycles(tables, request.tbu);
  if (request.method == Method::kTbu) {
    cover_graph(tables, request.tbu, planned);
  } else {
    const std::optional<Way> way = way_of(request.method);
    Selection selection = way ? select(tables, *way, request.budget, request.beam) : select_least_memory(tables);
    planned.plan = std::move(selection.plan);
    planned.cost = selection.cost;
    const Tbu tbu = with_any_sram(request.tbu);
    planned.program = emit_loops(tables, planned.plan, tbu);
    planned.cycles_after = cycles_of_program(tables, planned.program, tbu);
  }
  planned.peak_after = peak_of(tables, planned.plan, planned.accounting);
  return planned;
}

bool has_plan(const Tables& tables, const Request& request) {
  if (request.method == Method::kTbu) return fits_whole(tables, request.tbu) || is_coverable(tables, request.tbu);
  if (request.method == Method::kMemory) return select_least_memory(tables).estimate.peak < request.budget;
  BeamSettings beam = request.beam;
  beam.most_doublings = 0;
  return try_select(tables, *way_of(request.method), request.budget, beam).fits;
}

bool needs_no_plan(const Tables& tables, const Request& request) {
  if (request.method == Method::kTbu) return fits_whole(tables, request.tbu);
  return peak_without(tables, accounting_of(request.method)) < request.budget;
}

std::int64_t cycles_of_program(const Tables& tables, const LoopProgram& program, const Tbu& tbu) {
  std::int64_t cycles = 0;
  for (const Step& step : program.steps) {
    cycles += step.loop ? step.loop->cycles : cycles_of(tables, step.node, 0, 1, 1, tbu);
  }
  return cycles;
}

}  // namespace octosim::partition::chunk
