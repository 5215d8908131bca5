#include "io/tensor/onnx/import_onnx.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/tensor/onnx/building.hpp"
#include "io/tensor/onnx/folding.hpp"
#include "io/tensor/onnx/read_onnx.hpp"
#include "io/tensor/read_graph.hpp"

namespace octosim::io::tensor::onnx {
namespace {

using engine::ModelError;
using models::tensor::Graph;

constexpr std::int64_t kLeastOpset = 9;  // older ones have other forms of Slice, Reshape and Resize

const std::map<std::string, Import, std::less<>>& all_imports() {
  static const auto imports = [] {
    std::map<std::string, Import, std::less<>> table;
    for (const auto family :
         {elementwise_imports, product_imports, normalisation_imports, layout_imports, selection_imports}) {
      for (const auto& [name, import] : family()) table.emplace(name, import);
    }
    return table;
  }();
  return imports;
}

/// Folded only, of constants or of shapes.
constexpr const char* kFolded[] = {"Constant", "ConstantOfShape", "Range", "Shape", "Size", "Trilu"};

/// A shape of ours that is not the file's.
struct WrongShape : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Importer {
 public:
  Importer(const OnnxModel& model, const std::string& file, const ImportOptions& options)
      : model_{&model}, file_{&file}, options_{&options}, graph_{model.name.empty() ? "onnx" : model.name} {
    for (const auto* infos : {&model.values, &model.outputs}) {
      for (const ValueInfo& info : *infos) infos_.emplace(info.name, &info);
    }
  }

  Graph graph() {
    if (model_->opset < kLeastOpset) {
      refuse(fmt::format("operator set {} (must be at least {})", model_->opset, kLeastOpset));
    }
    add_initializers();
    add_inputs();
    const std::set<std::string> needed = needed_values();
    for (const StoredNode& node : model_->nodes) {
      if (std::any_of(node.outputs.begin(), node.outputs.end(), [&](const auto& o) { return needed.contains(o); })) {
        add_node(node);
      }
    }
    for (const ValueInfo& output : model_->outputs) mark(output);
    return std::move(graph_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw ModelError{fmt::format("{}: {}", *file_, what)}; }

  static std::string what_of(const StoredNode& node) {
    const std::string& name = !node.name.empty() || node.outputs.empty() ? node.name : node.outputs[0];
    return fmt::format("node \"{}\" ({})", name, node.op_type);
  }

  std::string unique(const std::string& name) const {
    if (!graph_.find(name) && !name.empty()) return name;
    for (std::size_t i = 1;; ++i) {
      std::string next = fmt::format("{}.{}", name, i);
      if (!graph_.find(next)) return next;
    }
  }

  void add_initializers() {
    for (const StoredTensor& tensor : model_->initializers) {
      values_.insert_or_assign(tensor.name, Value{.name = tensor.name,
                                                  .shape = tensor.shape,
                                                  .type = tensor.type,
                                                  .constant = true,
                                                  .known = tensor.values});
    }
  }

  void add_inputs() {
    for (const ValueInfo& input : model_->inputs) {
      if (values_.contains(input.name)) continue;  // older files list weights here too
      if (!input.has_shape) refuse(fmt::format("input \"{}\": it is no tensor, or has no shape", input.name));
      if (bytes_of(input.type) == 0) {
        refuse(fmt::format("input \"{}\": element type {} (must be a number of whole bytes)", input.name,
                           static_cast<int>(input.type)));
      }
      Shape shape;
      for (std::size_t d = 0; d < input.dimensions.size(); ++d) shape.push_back(extent_of(input, d));
      try {
        const Node v = graph_.add_input(unique(input.name), shape, bytes_of(input.type));
        values_.emplace(input.name, Value{.name = input.name, .shape = shape, .type = input.type, .node = v});
      } catch (const ModelError& error) {
        refuse(error.what());
      }
    }
  }

  std::int64_t extent_of(const ValueInfo& input, std::size_t d) const {
    const Dimension& dimension = input.dimensions[d];
    if (dimension.extent) return *dimension.extent;
    const auto given = options_->dimensions.find(dimension.symbol);
    if (given != options_->dimensions.end()) return given->second;
    if (dimension.symbol.empty()) {
      refuse(
          fmt::format("input \"{}\": dimension {} has neither extent nor name; the file must say one", input.name, d));
    }
    refuse(fmt::format("input \"{}\": dimension {} is \"{}\", which has no extent (give it one: --dim {}=N)",
                       input.name, d, dimension.symbol, dimension.symbol));
  }

  /// Names that lead to an output.  \pre nodes are in topological order, as ONNX demands
  std::set<std::string> needed_values() const {
    std::set<std::string> needed;
    for (const ValueInfo& output : model_->outputs) needed.insert(output.name);
    for (auto node = model_->nodes.rbegin(); node != model_->nodes.rend(); ++node) {
      const auto& outputs = node->outputs;
      if (std::none_of(outputs.begin(), outputs.end(), [&](const auto& o) { return needed.contains(o); })) continue;
      needed.insert(node->inputs.begin(), node->inputs.end());
    }
    needed.erase("");
    return needed;
  }

  std::vector<Value*> inputs_of(const StoredNode& node) {
    std::vector<Value*> in;
    for (const std::string& name : node.inputs) {
      const auto found = values_.find(name);
      if (found == values_.end() && !name.empty()) {
        refuse(fmt::format("{}: no node above it makes its input \"{}\"", what_of(node), name));
      }
      in.push_back(name.empty() ? nullptr : &found->second);
    }
    return in;
  }

  /// With barriers the operator is tried elsewhere first, so that a failure leaves nothing behind.
  std::vector<Value> take_over(const StoredNode& node, const std::vector<Value*>& in) {
    const auto found = all_imports().find(node.op_type);
    const Import import = found == all_imports().end() ? nullptr : found->second;
    if (auto folded = fold(node, model_->opset, in, import)) return *std::move(folded);
    if (import == nullptr) {
      throw Unsupported{
          fmt::format("this type is not supported (must be one of {})", fmt::join(supported_operators(), ", "))};
    }
    if (options_->barrier) attempt(node, model_->opset, in, import);
    Building building{graph_, node, model_->opset, in, [this](const std::string& name) { return unique(name); }};
    import(building);
    return building.take();
  }

  void add_node(const StoredNode& node) {
    const std::vector<Value*> in = inputs_of(node);
    std::string why;
    try {
      keep(node, take_over(node, in));
      return;
    } catch (const Unsupported& error) {
      why = error.what();
    } catch (const WrongShape& error) {
      refuse(fmt::format("{}: {}", what_of(node), error.what()));
    } catch (const ModelError& error) {
      why = error.what();
    }
    if (!options_->barrier) refuse(fmt::format("{}: {}", what_of(node), why));
    keep(node, barriers(node, in, why));
  }

  std::vector<Value> barriers(const StoredNode& node, const std::vector<Value*>& in, const std::string& why) {
    std::vector<Node> operands;
    for (Value* value : in) {
      if (value == nullptr || value->constant) continue;
      operands.push_back(*value->node);
    }
    std::vector<Value> out;
    for (const std::string& name : node.outputs) {
      const auto info = infos_.find(name);
      const auto shape = info == infos_.end() ? std::nullopt : stated_shape(*info->second);
      if (name.empty()) {
        out.emplace_back();
        continue;
      }
      if (!shape) {
        refuse(fmt::format("{}: {}; it cannot become a barrier, since the file does not state the shape of \"{}\"",
                           what_of(node), why, name));
      }
      const ElementType type = info->second->type;
      if (bytes_of(type) == 0) refuse(fmt::format("{}: {}; \"{}\" has no element type", what_of(node), why, name));
      const Node v = graph_.add({.name = unique(name),
                                 .kind = "unknown",
                                 .attributes = {{"shape", *shape}, {"original", node.op_type}},
                                 .element_bytes = bytes_of(type)},
                                operands);
      out.push_back({.shape = *shape, .type = type, .node = v});
    }
    return out;
  }

  /// Empty if an extent is neither in the file nor among the options.
  std::optional<Shape> stated_shape(const ValueInfo& info) const {
    if (!info.has_shape) return {};
    Shape shape;
    for (const Dimension& dimension : info.dimensions) {
      const auto given = options_->dimensions.find(dimension.symbol);
      if (!dimension.extent && given == options_->dimensions.end()) return {};
      shape.push_back(dimension.extent ? *dimension.extent : given->second);
    }
    return shape;
  }

  void keep(const StoredNode& node, std::vector<Value> out) {
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      const std::string& name = node.outputs[i];
      const bool made = i < out.size() && (out[i].node || out[i].constant);
      if (name.empty() || !made) continue;
      if (const auto info = infos_.find(name); info != infos_.end()) {
        const auto stated = stated_shape(*info->second);
        if (stated && *stated != out[i].shape) {
          throw WrongShape{fmt::format("\"{}\" is {} (by the file {})", name, models::tensor::text_of(out[i].shape),
                                       models::tensor::text_of(*stated))};
        }
      }
      out[i].name = name;
      values_.insert_or_assign(name, std::move(out[i]));
    }
  }

  void mark(const ValueInfo& output) {
    const auto found = values_.find(output.name);
    if (found == values_.end()) refuse(fmt::format("output \"{}\": no node makes it", output.name));
    if (!found->second.node) {
      found->second.node = graph_.add_constant(unique(output.name), found->second.shape, bytes_of(found->second.type));
    }
    graph_.mark_output(*found->second.node);
  }

  const OnnxModel* model_;
  const std::string* file_;
  const ImportOptions* options_;
  Graph graph_;
  std::map<std::string, Value> values_;
  std::map<std::string, const ValueInfo*> infos_;
};

}  // namespace

std::vector<std::string> supported_operators() {
  std::vector<std::string> names{std::begin(kFolded), std::end(kFolded)};
  for (const auto& [name, import] : all_imports()) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

Graph import_model(const OnnxModel& model, const std::string& name_for_errors, const ImportOptions& options) {
  try {
    return Importer{model, name_for_errors, options}.graph();
  } catch (const ModelError& error) {
    const std::string what = error.what();
    if (what.starts_with(name_for_errors)) throw;
    throw ModelError{fmt::format("{}: {}", name_for_errors, what)};
  }
}

Graph import_onnx(const std::filesystem::path& path, const ImportOptions& options) {
  return import_model(read_onnx(bytes_of_file(path, "ONNX file"), path.string()), path.string(), options);
}

}  // namespace octosim::io::tensor::onnx
