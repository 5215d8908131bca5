#include "partition/chunk/tables.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {
namespace {

using models::tensor::Flow, models::tensor::Operator, models::tensor::Shape;

bool is_product(const Operator& op) {
  return op.kind == "matmul" || op.kind == "bmm" || op.kind == "addmm" || op.kind == "baddbmm";
}

/// The extent of the operand at the output's dimension, both aligned from the right, is 1.
bool is_unit_there(const Shape& operand, const Shape& out, int dim) {
  const int own = dim - static_cast<int>(out.size()) + static_cast<int>(operand.size());
  return own >= 0 && operand[static_cast<std::size_t>(own)] == 1;
}

/// One setting of a flow; kUnset if the extent changes on the way, which no slice survives.
Cut cut_of(Setting setting, const Shape& operand, const Shape& out, int dim) {
  if (!setting) return is_unit_there(operand, out, dim) ? kWholeUnit : kWhole;
  const std::int64_t extent = operand[static_cast<std::size_t>(*setting)];
  if (extent == 1) return kWholeUnit;
  return extent == out[static_cast<std::size_t>(dim)] ? static_cast<Cut>(*setting) : kUnset;
}

}  // namespace

Tables::Tables(const Graph& graph) : graph_{&graph}, operand_begin_{0}, user_begin_{0}, dim_begin_{0} {
  for (Node v = 0; v < graph.size(); ++v) {
    const Operator& op = graph[v];
    if (op.shape.size() > 100) {
      throw engine::ModelError{
          fmt::format("node \"{}\": {} dimensions (must be at most 100)", op.name, op.shape.size())};
    }
    bytes.push_back(models::tensor::bytes_of(op));
    flops.push_back(op.flops);
    weight_bytes.push_back(op.weight_bytes);
    is_view.push_back(op.view ? 1 : 0);
    is_source.push_back(op.source ? 1 : 0);
    is_constant.push_back(op.kind == "constant" ? 1 : 0);
    is_output.push_back(graph.is_output(v) ? 1 : 0);
    is_permuted.push_back(op.kind == "permute" ? 1 : 0);
    reads_in_order.push_back(is_product(op) || op.kind == "reshape" || op.kind == "view" ? 1 : 0);
    operand_.insert(operand_.end(), graph.operands(v).begin(), graph.operands(v).end());
    operand_begin_.push_back(static_cast<std::uint32_t>(operand_.size()));
    user_.insert(user_.end(), graph.users(v).begin(), graph.users(v).end());
    user_begin_.push_back(static_cast<std::uint32_t>(user_.size()));
    for (int dim = 0; dim < static_cast<int>(op.shape.size()); ++dim) {
      extent_.push_back(op.shape[static_cast<std::size_t>(dim)]);
      const Flow flow = op.source ? Flow{} : graph.back(v, dim);
      bool legal = flow.has_value();
      const auto begin = static_cast<std::uint32_t>(flow_.size());
      for (std::size_t i = 0; legal && i < flow->size(); ++i) {
        flow_.push_back(cut_of((*flow)[i], graph[graph.operands(v)[i]].shape, op.shape, dim));
        legal = flow_.back() != kUnset;
      }
      flow_at_.push_back(legal ? begin : kIllegal);
    }
    dim_begin_.push_back(static_cast<std::uint32_t>(extent_.size()));
  }
  // one past the last, so that the address of an empty range is that of an element
  operand_.push_back(0);
  user_.push_back(0);
  flow_.push_back(kUnset);
}

}  // namespace octosim::partition::chunk
