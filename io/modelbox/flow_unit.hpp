/// \file flow_unit.hpp  What ModelBox knows of a flow unit: its ports and its kind.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace octosim::io::modelbox {

/// What a unit does to the nesting of its data.
enum class UnitKind : std::uint8_t { kPlain, kCondition, kExpand, kCollapse, kLoop };

struct FlowUnit {
  std::string name;
  std::string device;  ///< empty: any
  std::vector<std::string> inputs, outputs;
  UnitKind kind = UnitKind::kPlain;
  bool is_stream = false;   ///< STREAM: sees one stream in order; else NORMAL
  bool keeps_count = true;  ///< STREAM only: as many buffers out as in
  std::string description;
  std::string origin;  ///< the descriptor's file, or where the built-in facts are from
};

/// The flags of a descriptor before ModelBox settles their clashes.
struct UnitFlags {
  bool stream = false, condition = false, expand = false, collapse = false, loop = false;
};

/// expand wins over collapse, either over condition and loop, condition over loop; condition and loop are NORMAL.
/// Source: ModelBox node.cc UpdatePropConstrain and virtualdriver_python.cc FillFlowUnitType (faa1e931).
void settle(const UnitFlags& flags, FlowUnit& unit);

/// Reads a descriptor.  Empty if the file holds no `[base]` table, e.g. a graph or a model's configuration.
/// `stream` defaults to true for Python units; inference and yolo_postprocess units are NORMAL and never control.
/// Key `loop` is not ModelBox's (C++ units only); it is read so that such units can be described.
/// \throws engine::ModelError naming file and line or key: bad TOML, no name, a wrong type, ports not numbered 1..n.
std::optional<FlowUnit> read_flow_unit(const std::filesystem::path& file);

/// The units compiled into ModelBox, which have no descriptor.
const std::vector<FlowUnit>& builtin_flow_units();

}  // namespace octosim::io::modelbox
