/// \file archive_audit.hpp  Finds what archive() of a model's components leaves out, without a checkpoint.
#pragma once
#include <cstdint>
#include <string>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/support/restoring_model.hpp"

namespace octosim::test {

struct ArchiveAudit {
  std::string fault;           ///< how the run with restores differs from the plain one; empty: in nothing
  std::uint64_t restored = 0;  ///< components
  std::uint64_t bytes = 0;     ///< saved for them
};

/// Runs `model` as it is, then as a RestoringModel of (seed, most), on `ranks` round-robin thread ranks each, and
/// compares digest, end, and all records up to options.level.  Cost: the two runs, and a make() for each restore.
inline ArchiveAudit audit_archives(const engine::Blueprint& model, std::uint64_t seed, std::uint64_t most,
                                   const engine::RunOptions& options = {}, std::int32_t ranks = 1) {
  const RestoringModel restoring{model, seed, most};
  const RanksRun plain = on_ranks(ranks, model, round_robin(ranks), options);
  ArchiveAudit audit;
  try {
    const RanksRun restored = on_ranks(ranks, restoring, round_robin(ranks), options);
    const auto &expected = plain.reports[0], &found = restored.reports[0];
    if (found.reason != expected.reason) audit.fault += "another reason to end; ";
    if (found.end != expected.end) audit.fault += "another end; ";
    if (found.drained != expected.drained) audit.fault += "another drained end; ";
    if (found.events != expected.events) audit.fault += "another number of events; ";
    if (found.digest != expected.digest) audit.fault += "another digest; ";
    if (restored.written != plain.written) audit.fault += "other records; ";
  } catch (const std::exception& error) {
    audit.fault = error.what();
  }
  audit.restored = restoring.restored();
  audit.bytes = restoring.bytes();
  return audit;
}

}  // namespace octosim::test
