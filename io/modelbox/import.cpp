#include "io/modelbox/import.hpp"

#include <utility>

#include "io/modelbox/check.hpp"
#include "io/modelbox/costs.hpp"
#include "io/modelbox/graph.hpp"
#include "io/modelbox/map.hpp"
#include "io/modelbox/streams.hpp"

namespace octosim::io::modelbox {

ImportResult import_modelbox(const std::filesystem::path& graph, const ImportOptions& options) {
  const Graph read = read_graph(graph, options.flowunit_dirs);
  const Nesting nesting = check(read);
  CostTable costs = CostTable::builtin();
  if (!options.costs.empty()) costs.add_file(options.costs);
  Mapping mapping = map_to_owg(read, nesting, costs);
  if (options.expand_streams) expand_streams(read, mapping);

  ImportResult result{std::move(mapping.owg), read.notes};
  for (auto& note : mapping.notes) result.notes.push_back(std::move(note));
  std::vector<std::string> units, nodes;
  for (const Node& node : read.nodes) {
    units.push_back(node.unit.name);
    nodes.push_back(node.name);
  }
  for (const auto& name : costs.unused(units, nodes)) {
    result.notes.push_back("costs: " + name + " is not in this graph");
  }
  return result;
}

}  // namespace octosim::io::modelbox
