/// \file onnx_model.hpp  What an import needs of an ONNX file.  Plain data, without its library.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/tensor/shape.hpp"

namespace octosim::io::tensor::onnx {

using models::tensor::Shape;

/// Type of an element, by ONNX's number (TensorProto.DataType).
enum class ElementType : std::int32_t {
  kUndefined = 0,
  kFloat = 1,
  kInt32 = 6,
  kInt64 = 7,
  kBool = 9,
};

/// 0 for texts, types of less than a byte, and numbers that are no type.
std::int64_t bytes_of(ElementType type);
bool is_integer(ElementType type);

struct Dimension {
  std::optional<std::int64_t> extent{};
  std::string symbol{};  ///< its name, if the extent is not in the file; may be empty
};

/// What the file says of a value that it does not hold.
struct ValueInfo {
  std::string name{};
  ElementType type = ElementType::kUndefined;
  bool has_shape = false;
  std::vector<Dimension> dimensions{};
};

/// A tensor in the file.  Values are there if they are numbers, few, and in the file itself.
struct StoredTensor {
  std::string name{};
  ElementType type = ElementType::kUndefined;
  Shape shape{};  ///< an extent may be 0
  std::optional<std::vector<double>> values{};
};

using StoredAttribute =
    std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>, StoredTensor>;

struct StoredNode {
  std::string name{};                            ///< may be empty
  std::string op_type{};                         ///< with its domain in front, unless that is ONNX's own
  std::vector<std::string> inputs{}, outputs{};  ///< an empty name is an optional one left out
  std::map<std::string, StoredAttribute> attributes{};
};

struct OnnxModel {
  std::string name{};
  std::int64_t opset = 0;
  std::vector<ValueInfo> inputs{}, outputs{}, values{};
  std::vector<StoredTensor> initializers{};
  std::vector<StoredNode> nodes{};
};

}  // namespace octosim::io::tensor::onnx
