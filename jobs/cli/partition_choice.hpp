/// \file partition_choice.hpp  What a user says of the partition: a method, or a file that `octosim partition` saved.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/plan/plan.hpp"

namespace octosim::jobs::cli {

/// For the help of the option `--partition`.
std::string partition_help();

/// By cluster, its rank.  `choice`: the name of a method, else of a file; "./metis" is a file.
/// \pre 1 <= ranks <= clusters
/// \throws ModelError if `choice` is neither, or the file is not good or does not fit
std::vector<std::int32_t> ranks_of_clusters(const models::plan::Plan& plan, std::int32_t ranks,
                                            const std::string& choice);

}  // namespace octosim::jobs::cli
