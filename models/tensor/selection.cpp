#include <fmt/format.h>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

/// Part of one dimension.
struct Range {
  int dim;
  std::int64_t begin, end;
};

Range range_of_slice(const Call& call) {
  const int dim = dimension_of(call, "dim", call.in[0].size());
  const std::int64_t extent = call.in[0][at(dim)];
  const Range range{dim, integer_of(call.op, "begin", 0), integer_of(call.op, "end", extent)};
  if (range.begin < 0 || range.begin >= range.end || range.end > extent) {
    refuse(call, fmt::format("begin {}, end {} (must be in this order, from 0 to {})", range.begin, range.end, extent));
  }
  return range;
}

/// The `part`th of `parts` equal ones.
Range range_of_split(const Call& call) {
  const int dim = dimension_of(call, "dim", call.in[0].size());
  const std::int64_t extent = call.in[0][at(dim)], parts = integer_of(call.op, "parts"),
                     part = integer_of(call.op, "part");
  if (parts < 1 || extent % parts != 0) refuse(call, fmt::format("parts = {} (must divide {})", parts, extent));
  if (part < 0 || part >= parts) refuse(call, fmt::format("part = {} (must be from 0 to {})", part, parts - 1));
  return {dim, extent / parts * part, extent / parts * (part + 1)};
}

Rule range_rule(const char* kind, std::vector<AttributeRule> attributes, Range (*range_of)(const Call&)) {
  return {.kind = kind,
          .attributes = std::move(attributes),
          .view = true,
          .shape =
              [range_of](const Call& call) {
                const Range range = range_of(call);
                Shape shape = call.in[0];
                shape[at(range.dim)] = range.end - range.begin;
                return shape;
              },
          .back = [range_of](const Call& call, int dim) { return dim == range_of(call).dim ? Flow{} : flow_from(dim); },
          .evaluate =
              [range_of](const Evaluation& e) {
                const Shape shapes[] = {e.in[0]->shape};
                const Range range = range_of({.op = e.op, .in = shapes});
                return slice_of(*e.in[0], range.dim, range.begin, range.end - range.begin);
              }};
}

// index: one index of one dimension, which goes

struct Place {
  int dim;
  std::int64_t index;
};
Place place_of(const Call& call) {
  const Place place{dimension_of(call, "dim", call.in[0].size()), integer_of(call.op, "index")};
  const std::int64_t extent = call.in[0][at(place.dim)];
  if (place.index < 0 || place.index >= extent) {
    refuse(call, fmt::format("index = {} (must be from 0 to {})", place.index, extent - 1));
  }
  return place;
}

Rule index_rule() {
  return {.kind = "index",
          .attributes = {{"dim"}, {"index"}},
          .view = true,
          .shape =
              [](const Call& call) {
                Shape shape = call.in[0];
                shape.erase(shape.begin() + place_of(call).dim);
                return shape;
              },
          .back = [](const Call& call, int dim) { return flow_from(dim < place_of(call).dim ? dim : dim + 1); },
          .evaluate =
              [](const Evaluation& e) {
                const Shape shapes[] = {e.in[0]->shape};
                const Place place = place_of({.op = e.op, .in = shapes});
                Tensor out = slice_of(*e.in[0], place.dim, place.index, 1);
                out.shape = e.shape;
                return out;
              }};
}

// expand: dimensions of extent 1, and new ones in front, repeat their values

Shape shape_of_expand(const Call& call) {
  const Shape& shape = integers_of(call.op, "shape");
  if (const Broadcast wide = broadcast(call.in[0], shape); !wide.fits || wide.shape != shape) {
    refuse(call, fmt::format("shape = {} (the operand must broadcast to it)", text_of(shape)));
  }
  return shape;
}

Flow back_of_expand(const Call& call, int dim) {
  const int own = dim - static_cast<int>(call.op.shape.size()) + static_cast<int>(call.in[0].size());
  return own < 0 || call.in[0][at(own)] != call.op.shape[at(dim)] ? Flow{} : flow_from(own);
}

Tensor evaluate_expand(const Evaluation& e) {
  const Operator plus{.name = e.op.name, .kind = "add"};
  const Tensor zeros = filled(e.shape, 0);
  const Tensor* const terms[] = {e.in[0], &zeros};
  return rule_of("add").evaluate({.op = plus, .in = terms, .shape = e.shape, .origin = e.origin, .seed = e.seed});
}

}  // namespace

std::vector<Rule> selection_rules() {
  return {
      range_rule("slice", {{"dim"}, {"begin", AttributeType::kInteger, false}, {"end", AttributeType::kInteger, false}},
                 range_of_slice),
      range_rule("split", {{"dim"}, {"parts"}, {"part"}}, range_of_split),
      index_rule(),
      {.kind = "expand",
       .attributes = {{"shape", AttributeType::kIntegers}},
       .view = true,
       .shape = shape_of_expand,
       .back = back_of_expand,
       .evaluate = evaluate_expand}};
}

}  // namespace octosim::models::tensor
