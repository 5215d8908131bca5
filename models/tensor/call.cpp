#include "models/tensor/call.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::models::tensor {
namespace {

const Attribute* find_attribute(const Operator& op, const char* name) {
  const auto found = op.attributes.find(name);
  return found == op.attributes.end() ? nullptr : &found->second;
}

template <class Value>
const Value& required_attribute(const Operator& op, const char* name) {
  const Attribute* attribute = find_attribute(op, name);
  OCTOSIM_EXPECT(attribute != nullptr);
  return std::get<Value>(*attribute);
}

}  // namespace

void refuse(const Call& call, const std::string& message) {
  std::string operands;
  for (const Shape& shape : call.in) operands += (operands.empty() ? " of " : ", ") + text_of(shape);
  throw engine::ModelError{fmt::format("node \"{}\" ({}{}): {}", call.op.name, call.op.kind, operands, message)};
}

std::int64_t integer_of(const Operator& op, const char* name) { return required_attribute<std::int64_t>(op, name); }

std::int64_t integer_of(const Operator& op, const char* name, std::int64_t absent) {
  const Attribute* attribute = find_attribute(op, name);
  return attribute == nullptr ? absent : std::get<std::int64_t>(*attribute);
}

double number_of(const Operator& op, const char* name, double absent) {
  const Attribute* attribute = find_attribute(op, name);
  if (attribute == nullptr) return absent;
  const auto* whole = std::get_if<std::int64_t>(attribute);
  return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(*attribute);
}

const std::string& text_of(const Operator& op, const char* name) { return required_attribute<std::string>(op, name); }

const std::vector<std::int64_t>& integers_of(const Operator& op, const char* name) {
  return required_attribute<std::vector<std::int64_t>>(op, name);
}

int normal_dimension(const Call& call, const char* name, std::int64_t value, std::size_t rank) {
  const auto dimensions = static_cast<std::int64_t>(rank);
  if (value < -dimensions || value >= dimensions) {
    refuse(call, fmt::format("{} = {} (must be from {} to {})", name, value, -dimensions, dimensions - 1));
  }
  return static_cast<int>(value < 0 ? value + dimensions : value);
}

int dimension_of(const Call& call, const char* name, std::size_t rank) {
  return normal_dimension(call, name, integer_of(call.op, name), rank);
}

int dimension_of(const Call& call, const char* name, std::size_t rank, std::int64_t absent) {
  return normal_dimension(call, name, integer_of(call.op, name, absent), rank);
}

std::function<std::int64_t(const Call&)> per_element(std::int64_t each) {
  return [each](const Call& call) { return elements_of({each, elements_of(call.op.shape)}); };
}

}  // namespace octosim::models::tensor
