/// \file onnx_builder.hpp  Writes the bytes of small ONNX models.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <onnx/onnx_pb.h>

namespace octosim::tests {

/// An extent, or the name of one.
using OnnxExtent = std::variant<std::int64_t, std::string>;

class OnnxBuilder {
 public:
  explicit OnnxBuilder(std::int64_t opset = 17) {
    model_.set_ir_version(8);
    model_.add_opset_import()->set_version(opset);
    model_.mutable_graph()->set_name("test");
  }

  OnnxBuilder& input(const std::string& name, const std::vector<OnnxExtent>& shape,
                     int type = ::onnx::TensorProto::FLOAT) {
    describe(*model_.mutable_graph()->add_input(), name, shape, type);
    return *this;
  }
  OnnxBuilder& output(const std::string& name, const std::vector<OnnxExtent>& shape = {}, bool shaped = false) {
    auto& info = *model_.mutable_graph()->add_output();
    info.set_name(name);
    if (shaped) describe(info, name, shape, ::onnx::TensorProto::FLOAT);
    return *this;
  }
  OnnxBuilder& info(const std::string& name, const std::vector<OnnxExtent>& shape) {
    describe(*model_.mutable_graph()->add_value_info(), name, shape, ::onnx::TensorProto::FLOAT);
    return *this;
  }
  /// Weights that lie in another file, which is not there.
  OnnxBuilder& weights(const std::string& name, const std::vector<std::int64_t>& shape) {
    ::onnx::TensorProto& tensor = stored(name, shape, ::onnx::TensorProto::FLOAT);
    tensor.set_data_location(::onnx::TensorProto::EXTERNAL);
    auto& entry = *tensor.add_external_data();
    entry.set_key("location");
    entry.set_value("gone.bin");
    return *this;
  }
  /// Whole numbers, as raw bytes or as a list.
  OnnxBuilder& whole(const std::string& name, const std::vector<std::int64_t>& values, bool raw = true,
                     bool scalar = false) {
    std::vector<std::int64_t> shape;
    if (!scalar) shape.push_back(static_cast<std::int64_t>(values.size()));
    ::onnx::TensorProto& tensor = stored(name, shape, ::onnx::TensorProto::INT64);
    if (raw) {
      tensor.set_raw_data(values.data(), values.size() * sizeof(std::int64_t));
    } else {
      for (const std::int64_t value : values) tensor.add_int64_data(value);
    }
    return *this;
  }
  OnnxBuilder& real(const std::string& name, float value) {
    ::onnx::TensorProto& tensor = stored(name, {}, ::onnx::TensorProto::FLOAT);
    tensor.set_raw_data(&value, sizeof value);
    return *this;
  }
  OnnxBuilder& reals(const std::string& name, const std::vector<float>& values) {
    ::onnx::TensorProto& tensor = stored(name, {static_cast<std::int64_t>(values.size())}, ::onnx::TensorProto::FLOAT);
    for (const float value : values) tensor.add_float_data(value);
    return *this;
  }
  /// Attributes of the node: `with(...)` behind it.
  OnnxBuilder& node(const std::string& op_type, const std::vector<std::string>& inputs,
                    const std::vector<std::string>& outputs, const std::string& domain = "") {
    last_ = model_.mutable_graph()->add_node();
    last_->set_op_type(op_type);
    last_->set_name(named_ ? "node_" + outputs[0] : "");
    last_->set_domain(domain);
    for (const std::string& name : inputs) last_->add_input(name);
    for (const std::string& name : outputs) last_->add_output(name);
    return *this;
  }
  OnnxBuilder& with(const std::string& name, std::int64_t value) {
    ::onnx::AttributeProto& attribute = added(name, ::onnx::AttributeProto::INT);
    attribute.set_i(value);
    return *this;
  }
  OnnxBuilder& with(const std::string& name, float value) {
    added(name, ::onnx::AttributeProto::FLOAT).set_f(value);
    return *this;
  }
  OnnxBuilder& with(const std::string& name, const std::string& value) {
    added(name, ::onnx::AttributeProto::STRING).set_s(value);
    return *this;
  }
  OnnxBuilder& with(const std::string& name, const std::vector<std::int64_t>& values) {
    ::onnx::AttributeProto& attribute = added(name, ::onnx::AttributeProto::INTS);
    for (const std::int64_t value : values) attribute.add_ints(value);
    return *this;
  }
  /// An attribute that is a tensor of whole numbers.
  OnnxBuilder& with_tensor(const std::string& name, const std::vector<std::int64_t>& values) {
    ::onnx::TensorProto& tensor = *added(name, ::onnx::AttributeProto::TENSOR).mutable_t();
    tensor.set_data_type(::onnx::TensorProto::INT64);
    tensor.add_dims(static_cast<std::int64_t>(values.size()));
    for (const std::int64_t value : values) tensor.add_int64_data(value);
    return *this;
  }
  OnnxBuilder& nameless() {
    named_ = false;
    return *this;
  }

  ::onnx::ModelProto& proto() { return model_; }
  std::string bytes() const { return model_.SerializeAsString(); }

 private:
  static void describe(::onnx::ValueInfoProto& info, const std::string& name, const std::vector<OnnxExtent>& shape,
                       int type) {
    info.set_name(name);
    auto& tensor = *info.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    tensor.mutable_shape();
    for (const OnnxExtent& extent : shape) {
      auto& dimension = *tensor.mutable_shape()->add_dim();
      if (const auto* value = std::get_if<std::int64_t>(&extent)) {
        dimension.set_dim_value(*value);
      } else if (!std::get<std::string>(extent).empty()) {
        dimension.set_dim_param(std::get<std::string>(extent));
      }
    }
  }
  ::onnx::TensorProto& stored(const std::string& name, const std::vector<std::int64_t>& shape, int type) {
    ::onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    for (const std::int64_t extent : shape) tensor.add_dims(extent);
    return tensor;
  }
  ::onnx::AttributeProto& added(const std::string& name, ::onnx::AttributeProto::AttributeType type) {
    ::onnx::AttributeProto& attribute = *last_->add_attribute();
    attribute.set_name(name);
    attribute.set_type(type);
    return attribute;
  }

  ::onnx::ModelProto model_;
  ::onnx::NodeProto* last_ = nullptr;
  bool named_ = true;
};

}  // namespace octosim::tests
