/// \file verdict.hpp  What validate() says of a workflow, and two small workflows to ask about.
#pragma once
#include <string>

#include "engine/base/error.hpp"
#include "partition/workflow/validate.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow::test_support {

using models::workload::Owg;
using test::OwgBuilder;

/// The message of the error, or "accepted".
inline std::string verdict(const Owg& owg) {
  try {
    static_cast<void>(validate(owg));
    return "accepted";
  } catch (const engine::ModelError& error) {
    return error.what();
  }
}
inline std::string verdict(const OwgBuilder& builder) { return verdict(builder.build()); }

/// SRC -> Detect -> Expand Faces -> Infer -> Collapse -> Draw -> SINK
inline OwgBuilder faces() {
  return OwgBuilder{}
      .tasks({"Detect", "Infer", "Draw"})
      .expand("Faces", 3)
      .collapse("Joined")
      .path({"SRC", "Detect", "Faces", "Infer", "Joined", "Draw", "SINK"});
}

/// SRC -> Route Has; Has -> Yes -> Merged; Has -> No -> Merged; Merged -> SINK
inline OwgBuilder choice() {
  return OwgBuilder{}
      .tasks({"Yes", "No"})
      .route("Has", {0.9, 0.1})
      .merge("Merged")
      .path({"SRC", "Has", "Yes", "Merged", "SINK"})
      .path({"Has", "No", "Merged"});
}

}  // namespace octosim::partition::workflow::test_support
