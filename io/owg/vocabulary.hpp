/// \file vocabulary.hpp  The words of the workflow format for the enumerations of models/workload.
/// Read and written from the same tables, so that the two cannot drift apart.
#pragma once
#include <array>
#include <string_view>
#include <utility>

#include "models/workload/owg.hpp"

namespace octosim::io::owg {

template <class T, std::size_t N>
using Words = std::array<std::pair<std::string_view, T>, N>;

inline constexpr Words<models::workload::BlockKind, 7> kBlockKinds{{
    {"source", models::workload::BlockKind::kSource},
    {"sink", models::workload::BlockKind::kSink},
    {"task", models::workload::BlockKind::kTask},
    {"route", models::workload::BlockKind::kRoute},
    {"merge", models::workload::BlockKind::kMerge},
    {"expand", models::workload::BlockKind::kExpand},
    {"collapse", models::workload::BlockKind::kCollapse},
}};

inline constexpr Words<models::workload::Dependence, 4> kDependences{{
    {"fixed", models::workload::Dependence::kFixed},
    {"sparsity", models::workload::Dependence::kSparsity},
    {"index", models::workload::Dependence::kIndex},
    {"size", models::workload::Dependence::kSize},
}};

inline constexpr Words<models::workload::OperatorKind, 10> kOperatorKinds{{
    {"conv", models::workload::OperatorKind::kConv},
    {"depthwise", models::workload::OperatorKind::kDepthwise},
    {"gemm", models::workload::OperatorKind::kGemm},
    {"elementwise", models::workload::OperatorKind::kElementwise},
    {"pooling", models::workload::OperatorKind::kPooling},
    {"resize", models::workload::OperatorKind::kResize},
    {"sort", models::workload::OperatorKind::kSort},
    {"nms", models::workload::OperatorKind::kNms},
    {"codec", models::workload::OperatorKind::kCodec},
    {"table", models::workload::OperatorKind::kTable},
}};

inline constexpr Words<models::workload::DistributionKind, 6> kDistributionKinds{{
    {"constant", models::workload::DistributionKind::kConstant},
    {"uniform", models::workload::DistributionKind::kUniform},
    {"normal", models::workload::DistributionKind::kNormal},
    {"lognormal", models::workload::DistributionKind::kLognormal},
    {"histogram", models::workload::DistributionKind::kHistogram},
    {"series", models::workload::DistributionKind::kSeries},
}};

/// What has a value of its own: Property::per_stream.
inline constexpr Words<bool, 2> kPers{{{"token", false}, {"stream", true}}};

/// \pre `value` is in `words`.
template <class T, std::size_t N>
constexpr std::string_view word_for(const Words<T, N>& words, T value) {
  for (const auto& [word, meaning] : words) {
    if (meaning == value) return word;
  }
  return {};
}

/// The version of the format that this library reads and writes; see FORMAT.md.
inline constexpr std::uint64_t kFormat = 1;

/// Largest count of anything in a workflow file (MACs, operations, bytes): 2^53, exact as a double too.
inline constexpr std::uint64_t kMostWhole = 1ULL << 53U;

}  // namespace octosim::io::owg
