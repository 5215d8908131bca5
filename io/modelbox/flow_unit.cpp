#include "io/modelbox/flow_unit.hpp"

#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "engine/base/error.hpp"

namespace octosim::io::modelbox {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
  throw engine::ModelError{fmt::format("{}: {}", file.string(), what)};
}

toml::table parse(const std::filesystem::path& file) {
  try {
    return toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw engine::ModelError{fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description())};
  }
}

std::string text(const std::filesystem::path& file, const toml::table& base, const char* key, bool required) {
  const toml::node* node = base.get(key);
  if (node == nullptr && !required) return {};
  const auto value = node == nullptr ? std::nullopt : node->value_exact<std::string>();
  if (!value || (required && value->empty())) {
    refuse(file, fmt::format("base.{} must be a {}string", key, required ? "non-empty " : ""));
  }
  return *value;
}

/// ModelBox's own descriptors write flags as true, "true" or 1.
bool flag(const std::filesystem::path& file, const toml::table& base, const char* key, bool fallback) {
  const toml::node* node = base.get(key);
  if (node == nullptr) return fallback;
  if (const auto value = node->value_exact<bool>()) return *value;
  if (const auto value = node->value_exact<std::int64_t>(); value && (*value == 0 || *value == 1)) return *value == 1;
  if (const auto value = node->value_exact<std::string>(); value && (*value == "true" || *value == "false")) {
    return *value == "true";
  }
  refuse(file, fmt::format("base.{} must be true or false", key));
}

/// The names of `[side.side1]`, `[side.side2]`, ... in that order.
std::vector<std::string> ports(const std::filesystem::path& file, const toml::table& document,
                               const std::string& side) {
  std::vector<std::string> names;
  const toml::node* node = document.get(side);
  if (node == nullptr) return names;
  if (!node->is_table()) refuse(file, fmt::format("{} must be a table", side));
  const toml::table& table = *node->as_table();
  std::set<std::string> seen;
  for (std::size_t i = 1; i <= table.size(); ++i) {
    const std::string key = fmt::format("{}{}", side, i);
    const toml::table* port = table[key].as_table();
    if (port == nullptr) {
      refuse(file, fmt::format("the {} ports must be tables {}.{}1 to {}.{}{} without gaps: {}.{} is missing", side,
                               side, side, side, side, table.size(), side, key));
    }
    const auto name = (*port)["name"].value_exact<std::string>();
    if (!name || name->empty()) refuse(file, fmt::format("{}.{}.name must be a non-empty string", side, key));
    if (!seen.insert(*name).second) refuse(file, fmt::format("{}.{}.name = \"{}\": used twice", side, key, *name));
    names.push_back(*name);
  }
  return names;
}

}  // namespace

void settle(const UnitFlags& flags, FlowUnit& unit) {
  unit.is_stream = flags.stream;
  unit.kind = flags.expand      ? UnitKind::kExpand
              : flags.collapse  ? UnitKind::kCollapse
              : flags.condition ? UnitKind::kCondition
              : flags.loop      ? UnitKind::kLoop
                                : UnitKind::kPlain;
  if (unit.kind == UnitKind::kCondition || unit.kind == UnitKind::kLoop) unit.is_stream = false;
}

std::optional<FlowUnit> read_flow_unit(const std::filesystem::path& file) {
  const toml::table document = parse(file);
  const toml::table* base = document["base"].as_table();
  if (base == nullptr) return std::nullopt;
  FlowUnit unit;
  unit.origin = file.string();
  unit.name = text(file, *base, "name", true);
  unit.device = text(file, *base, "device", false);
  unit.description = text(file, *base, "description", false);
  const std::string type = text(file, *base, "type", false);
  UnitFlags flags;
  if (type != "inference" && type != "yolo_postprocess") {
    flags = {.stream = flag(file, *base, "stream", type == "python"),
             .condition = flag(file, *base, "condition", false),
             .expand = flag(file, *base, "expand", false),
             .collapse = flag(file, *base, "collapse", false),
             .loop = flag(file, *base, "loop", false)};
  }
  settle(flags, unit);
  unit.keeps_count = flag(file, *base, "stream_same_count", true);
  unit.inputs = ports(file, document, "input");
  unit.outputs = ports(file, document, "output");
  return unit;
}

}  // namespace octosim::io::modelbox
