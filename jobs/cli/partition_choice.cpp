#include "jobs/cli/partition_choice.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/partition/saved_partition.hpp"
#include "partition/methods/method.hpp"
#include "partition/wafer/wafer_graph.hpp"

namespace octosim::jobs::cli {

std::string partition_help() {
  return fmt::format("how clusters are dealt out: {}, or a file of octosim partition --save; default: {}",
                     partition::methods::all_names(), partition::methods::name_of(partition::methods::kDefaultMethod));
}

std::vector<std::int32_t> ranks_of_clusters(const models::plan::Plan& plan, std::int32_t ranks,
                                            const std::string& choice) {
  const auto graph = partition::wafer::graph_wafer(plan);
  if (const auto method = partition::methods::method_named(choice)) {
    return partition::methods::deal_out(graph, ranks, *method);
  }
  std::error_code error;
  if (!std::filesystem::exists(choice, error)) {
    throw engine::ModelError{
        fmt::format("--partition {}: is neither a method ({}) nor a file", choice, partition::methods::all_names())};
  }
  auto saved = io::partition::read_partition(choice);
  io::partition::expect_fits(saved, choice, partition::graph::identity(graph), graph.count(), ranks);
  return std::move(saved.rank_of_cluster);
}

}  // namespace octosim::jobs::cli
