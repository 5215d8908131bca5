#include <cctype>
#include <string>

#include "jobs/executor/contraction.hpp"
#include "jobs/executor/copy.hpp"
#include "jobs/executor/kernels.hpp"
#include "models/tensor/call.hpp"

namespace octosim::jobs::executor {
namespace {

using Role = Axis::Role;

View view_of(const std::vector<float>& values, const Shape& shape) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): views of weights are only read
  return {.data = const_cast<float*>(values.data()), .shape = shape, .strides = models::tensor::strides_of(shape)};
}

void write_linear(const Call& call, const View& out) {
  const View& x = call.in[0];
  const std::int64_t features = out.shape.back();
  const bool adds = !call.weights.terms.empty();
  if (adds) copy(broadcasted(view_of(call.weights.terms, {features}), out.shape), out);
  std::vector<Axis> axes;
  for (std::size_t d = 0; d + 1 < out.shape.size(); ++d) {
    axes.push_back({.role = Role::kM, .extent = out.shape[d], .a = x.strides[d], .c = out.strides[d]});
  }
  axes.push_back({.role = Role::kN, .extent = features, .b = 1, .c = out.strides.back()});
  axes.push_back({.role = Role::kK, .extent = x.shape.back(), .a = x.strides.back(), .b = features});
  contract(std::move(axes), x.data, call.weights.factors.data(), out.data, adds, call.memory);
}

/// The last two operands; what is in `out` is added.
void multiply_last(const Call& call, const View& out, bool adds) {
  const View& a = call.in[call.in.size() - 2];
  const View& b = call.in[call.in.size() - 1];
  const std::size_t rank = out.shape.size();
  const auto batch = [](const View& factor) {
    Shape shape(factor.shape.begin(), factor.shape.end() - 2);
    View only{.data = factor.data, .shape = shape, .strides = Shape(factor.strides.begin(), factor.strides.end() - 2)};
    return only;
  };
  const Shape batches(out.shape.begin(), out.shape.end() - 2);
  const View in_a = broadcasted(batch(a), batches), in_b = broadcasted(batch(b), batches);
  std::vector<Axis> axes;
  for (std::size_t d = 0; d + 2 < rank; ++d) {
    axes.push_back({Role::kBatch, out.shape[d], in_a.strides[d], in_b.strides[d], out.strides[d]});
  }
  const std::int64_t a_row = a.strides[a.strides.size() - 2], b_row = b.strides[b.strides.size() - 2];
  axes.push_back({.role = Role::kM, .extent = out.shape[rank - 2], .a = a_row, .c = out.strides[rank - 2]});
  axes.push_back({.role = Role::kN, .extent = out.shape[rank - 1], .b = b.strides.back(), .c = out.strides[rank - 1]});
  axes.push_back({.role = Role::kK, .extent = a.shape.back(), .a = a.strides.back(), .b = b_row});
  contract(std::move(axes), a.data, b.data, out.data, adds, call.memory);
}

void write_matmul(const Call& call, const View& out) { multiply_last(call, out, false); }

void write_addmm(const Call& call, const View& out) {
  copy(broadcasted(call.in[0], out.shape), out);
  multiply_last(call, out, true);
}

/// "ikc,jkc->ijc" has terms 0 and 1, and the output's.  \pre the rule of models/tensor accepted it
struct Terms {
  std::vector<std::string> of;
  std::string out;
  explicit Terms(const std::string& equation) : of(1) {
    for (const char c : equation.substr(0, equation.find('-'))) {
      if (c == ',') {
        of.emplace_back();
      } else {
        of.back().push_back(c);
      }
    }
    out = equation.substr(equation.find('>') + 1);
  }
};

std::int64_t step_of(const std::string& labels, const Shape& strides, char label) {
  const std::size_t place = labels.find(label);
  return place == std::string::npos ? 0 : strides[place];
}

/// Two factors, as `left` and `right` name their dimensions, into `out`.
void contract_pair(const View& a, const std::string& left, const View& b, const std::string& right, const View& out,
                   const std::string& named, Memory& memory) {
  std::vector<Axis> axes;
  std::string seen;
  const auto add = [&](char label, std::int64_t extent) {
    if (seen.find(label) != std::string::npos) return;
    seen.push_back(label);
    const bool in_a = left.find(label) != std::string::npos, in_b = right.find(label) != std::string::npos;
    const bool kept = named.find(label) != std::string::npos;
    const Role role = !kept ? Role::kK : in_a && in_b ? Role::kBatch : in_a ? Role::kM : Role::kN;
    axes.push_back({role, extent, step_of(left, a.strides, label), step_of(right, b.strides, label),
                    step_of(named, out.strides, label)});
  };
  for (std::size_t d = 0; d < named.size(); ++d) add(named[d], out.shape[d]);
  for (std::size_t d = 0; d < left.size(); ++d) add(left[d], a.shape[d]);
  for (std::size_t d = 0; d < right.size(); ++d) add(right[d], b.shape[d]);
  contract(std::move(axes), a.data, b.data, out.data, false, memory);
}

/// Labels of `one` or `two` that the output or a later term has, in the order they come.
std::string needed_later(const std::string& one, const std::string& two, const Terms& terms, std::size_t later) {
  std::string found;
  for (const char label : one + two) {
    bool needed = terms.out.find(label) != std::string::npos;
    for (std::size_t t = later; t < terms.of.size(); ++t)
      needed = needed || terms.of[t].find(label) != std::string::npos;
    if (needed && found.find(label) == std::string::npos) found.push_back(label);
  }
  return found;
}

/// From the left, two at a time; the intermediate product of all but the last counts as memory.
void write_einsum(const Call& call, const View& out) {
  const Terms terms{models::tensor::text_of(call.op, "equation")};
  const float one = 1;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): only read
  const View unit{.data = const_cast<float*>(&one)};
  View left = call.in[0];
  std::string labels = terms.of[0];
  if (terms.of.size() == 1) return contract_pair(left, labels, unit, {}, out, terms.out, call.memory);
  for (std::size_t t = 1; t < terms.of.size(); ++t) {
    if (t + 1 == terms.of.size()) {
      contract_pair(left, labels, call.in[t], terms.of[t], out, terms.out, call.memory);
      return;
    }
    const std::string kept = needed_later(labels, terms.of[t], terms, t + 1);
    Shape shape;
    for (const char label : kept) {
      const std::size_t place = labels.find(label);
      shape.push_back(place != std::string::npos ? left.shape[place] : call.in[t].shape[terms.of[t].find(label)]);
    }
    const View made = allocated(call.memory, shape);
    contract_pair(left, labels, call.in[t], terms.of[t], made, kept, call.memory);
    left = made;
    labels = kept;
  }
}

}  // namespace

void add_products(Kernels& kernels) {
  kernels["linear"] = {.write = write_linear};
  kernels["matmul"] = kernels["bmm"] = {.write = write_matmul};
  kernels["addmm"] = kernels["baddbmm"] = {.write = write_addmm};
  kernels["einsum"] = {.write = write_einsum};
}

}  // namespace octosim::jobs::executor
