/// \file costs.hpp  The work of flow units, which a ModelBox graph does not state.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace octosim::io::modelbox {

/// What one unit does to one item.  An empty member is not known.
struct UnitCost {
  std::optional<std::uint64_t> macs = {};
  std::optional<std::uint64_t> operations = {};
  std::optional<std::uint64_t> parameter_bytes = {};
  std::optional<std::uint64_t> activation_bytes = {};
  std::optional<std::uint64_t> bytes = {};         ///< of one item at one out-port, that travel
  std::optional<std::uint64_t> tensor_bytes = {};  ///< the same, that stay in DRAM
  std::optional<double> sparsity = {};             ///< mean fraction of non-zero MACs
  std::optional<double> sparsity_deviation = {};
  std::optional<double> fan_out = {};  ///< an expand: mean items it makes of one; lognormal if it has a deviation
  std::optional<double> fan_out_deviation = {};
  std::optional<double> fan_out_least = {};
  std::optional<double> fan_out_most = {};
  std::vector<double> weights = {};              ///< a condition: of its out-ports, in the order of the descriptor
  std::optional<std::uint64_t> iterations = {};  ///< a loop: turns
  std::string label = {};
  std::string source = {};

  bool has_work() const { return macs.value_or(0) > 0 || operations.value_or(0) > 0; }
  /// Members that `other` knows replace mine.
  void take(const UnitCost& other);
};

/// Costs by unit, and by node where nodes of one unit differ.
class CostTable {
 public:
  /// The units of ModelBox's demos, with the source of each number.
  static CostTable builtin();

  /// Entries `[units.NAME]` and `[nodes.NAME]` of a TOML file; they win over what is there, key by key.
  /// \throws engine::ModelError naming file, line, key, value and what is allowed.
  void add_file(const std::filesystem::path& file);

  /// A node's entry over its unit's; empty members if there is neither.
  UnitCost of(const std::string& unit, const std::string& node) const;

  /// Entries of the files added that match no name in `units` or `nodes`, as `units.NAME`.
  std::vector<std::string> unused(const std::vector<std::string>& units, const std::vector<std::string>& nodes) const;

 private:
  std::map<std::string, UnitCost> units_, nodes_;
  std::vector<std::string> added_units_, added_nodes_;
};

}  // namespace octosim::io::modelbox
