#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

Shape shape_of_embedding(const Call& call) {
  Shape shape = call.in[0];
  shape.push_back(integer_of(call.op, "features"));
  return shape;
}

Flow back_of_embedding(const Call& call, int dim) {
  return at(dim) + 1 == call.op.shape.size() ? Flow{} : flow_from(dim);
}

/// Rows of a table of weights, by number.  \throws engine::ModelError for a number that is no row
Tensor evaluate_embedding(const Evaluation& e) {
  const std::int64_t rows = integer_of(e.op, "rows"), features = e.shape.back();
  const Tensor table = drawn(e.seed, e.op.name + ".weight", {rows, features});
  Tensor out{.shape = e.shape};
  for (const double id : e.in[0]->values) {
    if (!(id >= 0 && id < static_cast<double>(rows))) {
      throw engine::ModelError{fmt::format("node \"{}\": row {} (must be from 0 to {})", e.op.name, id, rows - 1)};
    }
    const auto first = table.values.begin() + static_cast<std::int64_t>(id) * features;
    out.values.insert(out.values.end(), first, first + features);
  }
  return out;
}

}  // namespace

std::vector<Rule> lookup_rules() {
  return {{.kind = "embedding",
           .attributes = {{"rows"}, {"features"}},
           .shape = shape_of_embedding,
           .back = back_of_embedding,
           .weights =
               [](const Call& call) {
                 return elements_of({integer_of(call.op, "rows"), call.op.shape.back()});
               },
           .evaluate = evaluate_embedding}};
}

}  // namespace octosim::models::tensor
