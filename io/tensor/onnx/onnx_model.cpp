#include "io/tensor/onnx/onnx_model.hpp"

#include <array>

namespace octosim::io::tensor::onnx {

std::int64_t bytes_of(ElementType type) {
  // undefined, float, uint8, int8, uint16, int16, int32, int64, text, bool, float16, double, uint32, uint64, complex64,
  // complex128, bfloat16, four types of float8.  Source: onnx.proto, TensorProto.DataType
  static constexpr std::array<std::int64_t, 21> kBytes{0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 8, 16, 2, 1, 1, 1, 1};
  const auto number = static_cast<std::size_t>(type);
  return number < kBytes.size() ? kBytes[number] : 0;
}

bool is_integer(ElementType type) {
  const auto number = static_cast<std::int32_t>(type);
  return (number >= 2 && number <= 7) || number == 9 || number == 12 || number == 13;
}

}  // namespace octosim::io::tensor::onnx
