#include "io/tensor/onnx/read_onnx.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "engine/base/error.hpp"

namespace octosim::io::tensor::onnx {
namespace {

namespace proto = ::onnx;

using engine::ModelError;

/// A half-precision number.  Source: IEEE 754 binary16.
double half_of(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31;
  const double fraction = bits & 1023;
  const double sign = (bits >> 15) != 0 ? -1 : 1;
  if (exponent == 31) {
    return fraction == 0 ? sign * std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25));
}

/// The numbers in `raw`, little endian as ONNX has them.  \pre raw has whole elements
template <class Stored, class Convert>
std::vector<double> raw_values(const std::string& raw, Convert convert) {
  static_assert(std::endian::native == std::endian::little);
  std::vector<double> values(raw.size() / sizeof(Stored));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Stored stored{};
    std::memcpy(&stored, raw.data() + i * sizeof(Stored), sizeof(Stored));
    values[i] = static_cast<double>(convert(stored));
  }
  return values;
}

template <class Stored>
std::vector<double> raw_values(const std::string& raw) {
  return raw_values<Stored>(raw, [](Stored value) { return value; });
}

/// Nothing for types whose values no shape can depend on.
std::optional<std::vector<double>> values_of_raw(const proto::TensorProto& tensor) {
  const std::string& raw = tensor.raw_data();
  switch (tensor.data_type()) {
    case proto::TensorProto::FLOAT:
      return raw_values<float>(raw);
    case proto::TensorProto::DOUBLE:
      return raw_values<double>(raw);
    case proto::TensorProto::FLOAT16:
      return raw_values<std::uint16_t>(raw, half_of);
    case proto::TensorProto::INT64:
      return raw_values<std::int64_t>(raw);
    case proto::TensorProto::INT32:
      return raw_values<std::int32_t>(raw);
    case proto::TensorProto::UINT8:
    case proto::TensorProto::BOOL:
      return raw_values<std::uint8_t>(raw);
    case proto::TensorProto::INT8:
      return raw_values<std::int8_t>(raw);
    default:
      return {};
  }
}

template <class List>
std::vector<double> listed_values(const List& list) {
  return {list.begin(), list.end()};
}

std::optional<std::vector<double>> values_of_lists(const proto::TensorProto& tensor) {
  switch (tensor.data_type()) {
    case proto::TensorProto::FLOAT:
      return listed_values(tensor.float_data());
    case proto::TensorProto::DOUBLE:
      return listed_values(tensor.double_data());
    case proto::TensorProto::INT64:
      return listed_values(tensor.int64_data());
    case proto::TensorProto::INT32:
    case proto::TensorProto::UINT8:
    case proto::TensorProto::INT8:
    case proto::TensorProto::BOOL:
      return listed_values(tensor.int32_data());
    case proto::TensorProto::FLOAT16: {
      std::vector<double> values;
      for (const std::int32_t bits : tensor.int32_data()) values.push_back(half_of(static_cast<std::uint16_t>(bits)));
      return values;
    }
    default:
      return {};
  }
}

StoredTensor tensor_of(const proto::TensorProto& tensor, const std::string& name) {
  StoredTensor stored{.name = name, .type = static_cast<ElementType>(tensor.data_type())};
  for (const std::int64_t extent : tensor.dims()) {
    if (extent < 0) throw ModelError{fmt::format("tensor \"{}\": extent {} (must be at least 0)", name, extent)};
    stored.shape.push_back(extent);
  }
  const std::int64_t elements = models::tensor::elements_of(stored.shape);
  if (elements > kMostValues || tensor.data_location() == proto::TensorProto::EXTERNAL) return stored;
  const bool raw = tensor.has_raw_data();
  stored.values = raw ? values_of_raw(tensor) : values_of_lists(tensor);
  if (stored.values && stored.values->size() != static_cast<std::size_t>(elements)) {
    throw ModelError{fmt::format("tensor \"{}\": {} values (must be {}, its shape is {})", name, stored.values->size(),
                                 elements, models::tensor::text_of(stored.shape))};
  }
  return stored;
}

/// Nothing for graphs, sparse tensors and the like: an operator that needs one is not supported.
std::optional<StoredAttribute> attribute_of(const proto::AttributeProto& attribute) {
  switch (attribute.type()) {
    case proto::AttributeProto::INT:
      return attribute.i();
    case proto::AttributeProto::FLOAT:
      return static_cast<double>(attribute.f());
    case proto::AttributeProto::STRING:
      return attribute.s();
    case proto::AttributeProto::INTS:
      return std::vector<std::int64_t>{attribute.ints().begin(), attribute.ints().end()};
    case proto::AttributeProto::FLOATS:
      return std::vector<double>{attribute.floats().begin(), attribute.floats().end()};
    case proto::AttributeProto::TENSOR:
      return tensor_of(attribute.t(), attribute.name());
    default:
      return {};
  }
}

StoredNode node_of(const proto::NodeProto& node) {
  const bool own = node.domain().empty() || node.domain() == "ai.onnx";
  StoredNode stored{.name = node.name(),
                    .op_type = own ? node.op_type() : node.domain() + "." + node.op_type(),
                    .inputs = {node.input().begin(), node.input().end()},
                    .outputs = {node.output().begin(), node.output().end()}};
  for (const auto& attribute : node.attribute()) {
    if (auto value = attribute_of(attribute)) stored.attributes.emplace(attribute.name(), std::move(*value));
  }
  return stored;
}

std::vector<ValueInfo> infos_of(const google::protobuf::RepeatedPtrField<proto::ValueInfoProto>& infos) {
  std::vector<ValueInfo> stored;
  for (const auto& info : infos) {
    const auto& type = info.type().tensor_type();
    ValueInfo& value = stored.emplace_back(ValueInfo{
        .name = info.name(), .type = static_cast<ElementType>(type.elem_type()), .has_shape = type.has_shape()});
    for (const auto& dimension : type.shape().dim()) {
      Dimension& stored_dimension = value.dimensions.emplace_back();
      if (dimension.has_dim_value()) stored_dimension.extent = dimension.dim_value();
      stored_dimension.symbol = dimension.dim_param();
    }
  }
  return stored;
}

}  // namespace

OnnxModel read_onnx(const std::string& bytes, const std::string& name_for_errors) {
  constexpr std::size_t kMostBytes = std::numeric_limits<int>::max();  // of one message; a limit of protobuf
  if (bytes.size() > kMostBytes) {
    throw ModelError{fmt::format("{}: {} bytes (must be at most {}; weights may lie in other files)", name_for_errors,
                                 bytes.size(), kMostBytes)};
  }
  proto::ModelProto file;
  if (!file.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw ModelError{fmt::format("{}: is no ONNX file, or is cut short", name_for_errors)};
  }
  if (!file.has_graph() || file.graph().node().empty() || file.ir_version() < 1) {
    throw ModelError{fmt::format("{}: is no ONNX file: it has no graph with nodes", name_for_errors)};
  }
  OnnxModel model{.name = file.graph().name()};
  for (const auto& set : file.opset_import()) {
    if (set.domain().empty() || set.domain() == "ai.onnx") model.opset = set.version();
  }
  try {
    for (const auto& node : file.graph().node()) model.nodes.push_back(node_of(node));
    for (const auto& tensor : file.graph().initializer()) {
      model.initializers.push_back(tensor_of(tensor, tensor.name()));
    }
  } catch (const ModelError& error) {
    throw ModelError{fmt::format("{}: {}", name_for_errors, error.what())};
  }
  model.inputs = infos_of(file.graph().input());
  model.outputs = infos_of(file.graph().output());
  model.values = infos_of(file.graph().value_info());
  return model;
}

}  // namespace octosim::io::tensor::onnx
