#include "io/tensor/onnx/onnx_model.hpp"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

namespace octosim::io::tensor::onnx {
namespace {

TEST(OnnxModelTest, TypesHaveBytes) {
  EXPECT_EQ(bytes_of(ElementType::kFloat), 4);
  EXPECT_EQ(bytes_of(ElementType::kInt64), 8);
  EXPECT_EQ(bytes_of(static_cast<ElementType>(::onnx::TensorProto::FLOAT16)), 2);
  EXPECT_EQ(bytes_of(static_cast<ElementType>(::onnx::TensorProto::BFLOAT16)), 2);
  EXPECT_EQ(bytes_of(static_cast<ElementType>(::onnx::TensorProto::STRING)), 0);
  EXPECT_EQ(bytes_of(static_cast<ElementType>(-1)), 0);
  EXPECT_EQ(bytes_of(static_cast<ElementType>(99)), 0);
  EXPECT_TRUE(is_integer(ElementType::kBool));
  EXPECT_FALSE(is_integer(ElementType::kFloat));
}

}  // namespace
}  // namespace octosim::io::tensor::onnx
