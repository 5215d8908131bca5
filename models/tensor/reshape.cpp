#include <algorithm>

#include <fmt/format.h>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

/// The same values in row-major order: what every rule of this family does to them.
Tensor evaluate_reshape(const Evaluation& e) { return {.shape = e.shape, .values = e.in[0]->values}; }

/// Attribute "shape"; one extent may be -1, whatever is left.
Shape shape_of_reshape(const Call& call) {
  Shape shape = integers_of(call.op, "shape");
  const std::int64_t elements = elements_of(call.in[0]);
  std::int64_t given = 1;
  auto open = shape.end();
  for (auto extent = shape.begin(); extent != shape.end(); ++extent) {
    if (*extent == -1 && open == shape.end()) {
      open = extent;
    } else if (*extent < 1) {
      refuse(call, fmt::format("shape = {} (extents must be at least 1, one of them may be -1)", text_of(shape)));
    } else {
      given = elements_of({given, *extent});
    }
  }
  if (open != shape.end() && elements % given == 0) *open = elements / given;
  if (elements_of(shape) != elements || (open != shape.end() && *open == -1)) {
    refuse(call, fmt::format("shape = {} (must have {} elements)", text_of(integers_of(call.op, "shape")), elements));
  }
  return shape;
}

/// The one dimension that is not 1; empty if there are several or none.
Setting lone_dimension(const Shape& shape) {
  Setting lone;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] == 1) continue;
    if (lone) return {};
    lone = static_cast<int>(d);
  }
  return lone;
}

/// Dimensions of the longest equal prefix and of the longest equal suffix pass; so does the only dimension that is not
/// 1.  The others are split or merged.
Flow back_of_reshape(const Call& call, int dim) {
  const Shape& in = call.in[0];
  const Shape& out = call.op.shape;
  const auto prefix = std::mismatch(in.begin(), in.end(), out.begin(), out.end()).second - out.begin();
  if (dim < prefix) return flow_from(dim);
  const auto suffix = std::mismatch(in.rbegin(), in.rend(), out.rbegin(), out.rend()).second - out.rbegin();
  if (dim >= static_cast<int>(out.size()) - suffix) {
    return flow_from(dim - static_cast<int>(out.size()) + static_cast<int>(in.size()));
  }
  if (lone_dimension(out) == dim && lone_dimension(in)) return flow_from(*lone_dimension(in));
  return {};
}

Rule reshape_rule(const char* kind) {
  return {.kind = kind,
          .attributes = {{"shape", AttributeType::kIntegers}},
          .view = true,
          .shape = shape_of_reshape,
          .back = back_of_reshape,
          .evaluate = evaluate_reshape};
}

// flatten: dimensions start to end become one

struct Span {
  int start, end;
};
Span span_of(const Call& call) {
  const Span span{dimension_of(call, "start", call.in[0].size()), dimension_of(call, "end", call.in[0].size(), -1)};
  if (span.start > span.end) refuse(call, fmt::format("start {} lies after end {}", span.start, span.end));
  return span;
}

Shape shape_of_flatten(const Call& call) {
  const Span span = span_of(call);
  const Shape& in = call.in[0];
  Shape shape(in.begin(), in.begin() + span.start);
  shape.push_back(elements_of(Shape(in.begin() + span.start, in.begin() + span.end + 1)));
  shape.insert(shape.end(), in.begin() + span.end + 1, in.end());
  return shape;
}

Flow back_of_flatten(const Call& call, int dim) {
  const Span span = span_of(call);
  if (dim < span.start) return flow_from(dim);
  if (dim > span.start) return flow_from(dim + span.end - span.start);
  return span.start == span.end ? flow_from(dim) : Flow{};
}

// unsqueeze, squeeze: a dimension of extent 1 comes or goes

int new_dimension(const Call& call) { return dimension_of(call, "dim", call.in[0].size() + 1); }

Shape shape_of_unsqueeze(const Call& call) {
  Shape shape = call.in[0];
  shape.insert(shape.begin() + new_dimension(call), 1);
  return shape;
}

Flow back_of_unsqueeze(const Call& call, int dim) {
  const int added = new_dimension(call);
  return dim == added ? Flow{} : flow_from(dim < added ? dim : dim - 1);
}

int gone_dimension(const Call& call) { return dimension_of(call, "dim", call.in[0].size()); }

Shape shape_of_squeeze(const Call& call) {
  const int gone = gone_dimension(call);
  if (call.in[0][at(gone)] != 1)
    refuse(call, fmt::format("dimension {} is {} (must be 1)", gone, call.in[0][at(gone)]));
  Shape shape = call.in[0];
  shape.erase(shape.begin() + gone);
  return shape;
}

Flow back_of_squeeze(const Call& call, int dim) { return flow_from(dim < gone_dimension(call) ? dim : dim + 1); }

}  // namespace

std::vector<Rule> reshape_rules() {
  return {reshape_rule("reshape"),
          reshape_rule("view"),
          {.kind = "flatten",
           .attributes = {{"start"}, {"end", AttributeType::kInteger, false}},
           .view = true,
           .shape = shape_of_flatten,
           .back = back_of_flatten,
           .evaluate = evaluate_reshape},
          {.kind = "unsqueeze",
           .attributes = {{"dim"}},
           .view = true,
           .shape = shape_of_unsqueeze,
           .back = back_of_unsqueeze,
           .evaluate = evaluate_reshape},
          {.kind = "squeeze",
           .attributes = {{"dim"}},
           .view = true,
           .shape = shape_of_squeeze,
           .back = back_of_squeeze,
           .evaluate = evaluate_reshape}};
}

}  // namespace octosim::models::tensor
