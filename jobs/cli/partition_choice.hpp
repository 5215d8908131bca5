/// \file partition_choice.hpp  What a user says of the partition: a method, or a file that `octosim partition` saved.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "models/plan/plan.hpp"

namespace octosim::jobs::cli {

/// For the help of the option `--partition`.
std::string partition_help();

/// What rank 0 decides, on every rank: a library, or the files of another machine, could decide otherwise.
/// `decide` is called on rank 0 only.  Collective.  \throws ModelError, SystemError: the same on every rank
std::vector<std::int32_t> from_first_rank(engine::Communicator& comm,
                                          const std::function<std::vector<std::int32_t>()>& decide);

/// By cluster, its rank.  `choice`: the name of a method, else of a file; "./metis" is a file.
/// \pre 1 <= ranks <= clusters
/// \throws ModelError if `choice` is neither, or the file is not good or does not fit
std::vector<std::int32_t> ranks_of_clusters(const models::plan::Plan& plan, std::int32_t ranks,
                                            const std::string& choice);

}  // namespace octosim::jobs::cli
