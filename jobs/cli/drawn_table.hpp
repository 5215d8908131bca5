/// \file drawn_table.hpp  The properties of all tokens of an experiment, as a table.
#pragma once
#include <string>
#include <vector>

#include "io/recorded/table.hpp"
#include "models/plan/program.hpp"

namespace octosim::jobs::cli {

struct DrawnTable {
  io::recorded::Table table;            ///< without a file
  std::vector<std::string> properties;  ///< that it has
  std::vector<std::string> left_out;    ///< properties that cannot be recorded, and why
};

/// Every property that blocks look at of frames or of their items, of every stream: a row a frame, and one for each
/// item, in order.  Which branch a Route takes by weight is no property.  O(tokens); 8 B a column and row.
/// \throws engine::ModelError if no property of the workflow can be recorded
DrawnTable drawn_table(const models::plan::Program& program);

}  // namespace octosim::jobs::cli
