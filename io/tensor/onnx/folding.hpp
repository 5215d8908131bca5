/// \file folding.hpp  Values of an ONNX graph that follow from constants and static shapes.  Private to io/tensor/onnx.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "io/tensor/onnx/building.hpp"

namespace octosim::io::tensor::onnx {

/// The outputs of `node` if they are constants: it tells a shape, or all its inputs are constants.  Their values are
/// there if those of the inputs are and they are few.  Empty if they depend on the inputs of the graph.
/// `import`: how the operator is taken over; null if it is not known.
/// \throws Unsupported
std::optional<std::vector<Value>> fold(const StoredNode& node, std::int64_t opset, const std::vector<Value*>& in,
                                       Import import);

/// Takes the operator over into a graph that is thrown away.  \throws Unsupported, engine::ModelError if it cannot be
void attempt(const StoredNode& node, std::int64_t opset, const std::vector<Value*>& in, Import import);

}  // namespace octosim::io::tensor::onnx
