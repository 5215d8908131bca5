#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

/// "ikc,jkc->ijc" taken apart.
struct Equation {
  std::vector<std::string> operands;
  std::string out;
};

/// \throws engine::ModelError if it is not of that form, or not of these operands
Equation equation_of(const Call& call) {
  const std::string& text = text_of(call.op, "equation");
  Equation equation;
  const std::size_t arrow = text.find("->");
  if (arrow == std::string::npos) refuse(call, fmt::format("equation \"{}\" (must be like ikc,jkc->ijc)", text));
  std::string terms = text.substr(0, arrow) + ",";
  for (std::size_t comma = terms.find(','); comma != std::string::npos; comma = terms.find(',')) {
    equation.operands.push_back(terms.substr(0, comma));
    terms.erase(0, comma + 1);
  }
  equation.out = text.substr(arrow + 2);
  const auto is_plain = [](const std::string& labels) {
    std::string sorted = labels;
    std::sort(sorted.begin(), sorted.end());
    return std::all_of(labels.begin(), labels.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
           std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  };
  if (!std::all_of(equation.operands.begin(), equation.operands.end(), is_plain) || !is_plain(equation.out)) {
    refuse(call, fmt::format("equation \"{}\" (labels must be a to z, each at most once in a term)", text));
  }
  if (equation.operands.size() != call.in.size()) {
    refuse(call,
           fmt::format("equation \"{}\" has {} terms (must be one for each operand)", text, equation.operands.size()));
  }
  return equation;
}

/// Extent of each label.  \throws engine::ModelError where a term does not fit its operand
std::map<char, std::int64_t> extents_of(const Call& call, const Equation& equation) {
  std::map<char, std::int64_t> extents;
  for (std::size_t i = 0; i < call.in.size(); ++i) {
    const std::string& labels = equation.operands[i];
    if (labels.size() != call.in[i].size()) {
      refuse(call, fmt::format("term {} has {} labels (must be {})", labels, labels.size(), call.in[i].size()));
    }
    for (std::size_t d = 0; d < labels.size(); ++d) {
      const auto [place, is_new] = extents.emplace(labels[d], call.in[i][d]);
      if (!is_new && place->second != call.in[i][d]) {
        refuse(call, fmt::format("label {} is {} and {} (must be equal)", labels[d], place->second, call.in[i][d]));
      }
    }
  }
  for (const char label : equation.out) {
    if (!extents.contains(label)) refuse(call, fmt::format("label {} of the output is in no term", label));
  }
  return extents;
}

Shape shape_of_einsum(const Call& call) {
  const Equation equation = equation_of(call);
  const auto extents = extents_of(call, equation);
  Shape shape;
  for (const char label : equation.out) shape.push_back(extents.at(label));
  return shape;
}

Flow back_of_einsum(const Call& call, int dim) {
  const Equation equation = equation_of(call);
  std::vector<Setting> settings;
  for (const std::string& labels : equation.operands) {
    const std::size_t place = labels.find(equation.out[at(dim)]);
    settings.push_back(place == std::string::npos ? std::nullopt : Setting{static_cast<int>(place)});
  }
  return settings;
}

/// A product and a sum for every combination of labels.
std::int64_t flops_of_einsum(const Call& call) {
  Shape all{2};
  for (const auto& [label, extent] : extents_of(call, equation_of(call))) all.push_back(extent);
  return elements_of(all);
}

/// Two operands, every label either in both and the output, in one and the output, or in both: batch, m or n, k.
std::optional<Gemm> gemm_of_einsum(const Call& call) {
  const Equation equation = equation_of(call);
  if (equation.operands.size() != 2) return {};
  Gemm gemm;
  gemm.parts.resize(equation.out.size());
  for (const auto& [label, extent] : extents_of(call, equation)) {
    const bool in_a = equation.operands[0].find(label) != std::string::npos;
    const bool in_b = equation.operands[1].find(label) != std::string::npos;
    const std::size_t place = equation.out.find(label);
    if (place == std::string::npos) {
      if (!in_a || !in_b) return {};
      gemm.k *= extent;
      continue;
    }
    const Gemm::Part part = in_a && in_b ? Gemm::Part::kBatch : in_a ? Gemm::Part::kM : Gemm::Part::kN;
    gemm.parts[place] = part;
    (part == Gemm::Part::kBatch ? gemm.batch : part == Gemm::Part::kM ? gemm.m : gemm.n) *= extent;
  }
  return gemm;
}

Tensor evaluate_einsum(const Evaluation& e) {
  std::vector<Shape> shapes;
  for (const Tensor* operand : e.in) shapes.push_back(operand->shape);
  const Call call{.op = e.op, .in = shapes};
  const Equation equation = equation_of(call);
  const auto extents = extents_of(call, equation);
  std::string labels;
  Shape counts;
  for (const auto& [label, extent] : extents) {
    labels.push_back(label);
    counts.push_back(extent);
  }
  /// By label, how far one step of it goes in a tensor.
  const auto steps_in = [&](const std::string& own, const Shape& shape) {
    Shape steps(labels.size(), 0);
    const Shape strides = strides_of(shape);
    for (std::size_t d = 0; d < own.size(); ++d) steps[labels.find(own[d])] = strides[d];
    return steps;
  };
  std::vector<Shape> steps;
  for (std::size_t i = 0; i < e.in.size(); ++i) steps.push_back(steps_in(equation.operands[i], shapes[i]));
  const Shape out_steps = steps_in(equation.out, e.shape);
  Tensor out = filled(e.shape, 0);
  Shape index(labels.size(), 0);
  const auto place = [&index](const Shape& by_label) {
    std::int64_t sum = 0;
    for (std::size_t l = 0; l < index.size(); ++l) sum += index[l] * by_label[l];
    return static_cast<std::size_t>(sum);
  };
  for (std::int64_t left = elements_of(counts); left > 0; --left) {
    double product = 1;
    for (std::size_t i = 0; i < e.in.size(); ++i) product *= e.in[i]->values[place(steps[i])];
    out.values[place(out_steps)] += product;
    for (std::size_t l = labels.size(); l-- > 0 && ++index[l] == counts[l];) index[l] = 0;
  }
  return out;
}

}  // namespace

std::vector<Rule> einsum_rules() {
  return {{.kind = "einsum",
           .most_operands = 26,
           .attributes = {{"equation", AttributeType::kText}},
           .shape = shape_of_einsum,
           .back = back_of_einsum,
           .flops = flops_of_einsum,
           .gemm = gemm_of_einsum,
           .evaluate = evaluate_einsum}};
}

}  // namespace octosim::models::tensor
