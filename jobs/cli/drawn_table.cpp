#include "jobs/cli/drawn_table.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/plan/interpreter.hpp"
#include "partition/workflow/recordable.hpp"

namespace octosim::jobs::cli {
namespace {

namespace workload = models::workload;
using io::recorded::kEmpty, workload::kNone;

class Drawing {
 public:
  explicit Drawing(const models::plan::Program& program) : program_{program} {
    const auto& owg = program.owg();
    const auto can = partition::workflow::recordable(owg, partition::workflow::validate(owg));
    for (std::uint32_t p = 0; p < can.size(); ++p) {
      const std::string& name = owg.properties[p].name;
      if (!can[p].problem.empty()) {
        drawn_.left_out.push_back(fmt::format("{}: {}", name, can[p].problem));
      } else if (can[p].of_frames || can[p].expand != kNone) {
        columns_.push_back({.property = p, .of_frames = can[p].of_frames, .expand = can[p].expand, .values = {}});
        drawn_.properties.push_back(name);
        if (can[p].expand != kNone) items_[can[p].expand] = 0;
      }
    }
    if (columns_.empty()) {
      throw engine::ModelError{fmt::format(
          "workflow {}: no block looks at a property that can be recorded (see io/recorded/FORMAT.md)", owg.name)};
    }
  }

  DrawnTable run() {
    for (std::uint64_t stream = 0; stream < program_.input().count(); ++stream) {
      for (std::uint64_t f = 0; f < program_.input().frames(stream); ++f)
        add_frame(stream, static_cast<std::uint32_t>(f));
    }
    add(io::recorded::kVideo, std::move(video_));
    add(io::recorded::kFrame, std::move(frame_));
    if (!items_.empty()) add(io::recorded::kItem, std::move(item_));
    for (auto& column : columns_) {
      add(program_.owg().properties[column.property].name, std::move(column.values));
    }
    return std::move(drawn_);
  }

 private:
  struct Drawn {
    std::uint32_t property = 0;
    bool of_frames = false;
    std::uint32_t expand = kNone;
    std::vector<double> values;
  };

  void add(std::string_view name, std::vector<double> values) {
    drawn_.table.columns.push_back({.name = std::string{name}, .values = std::move(values)});
  }
  void add_name(std::uint64_t stream, std::uint64_t frame, double item) {
    video_.push_back(static_cast<double>(stream));
    frame_.push_back(static_cast<double>(frame));
    if (!items_.empty()) item_.push_back(item);
  }

  void add_frame(std::uint64_t stream, std::uint32_t position) {
    const workload::Token frame = program_.frame_token(stream, position, 0);
    add_name(stream, position, kEmpty);
    for (Drawn& column : columns_) {
      column.values.push_back(column.of_frames ? program_.value_of(column.property, frame.name()) : kEmpty);
    }
    if (items_.empty()) return;
    const std::vector<std::uint32_t> taken = models::plan::frame_items(program_, stream, position);
    std::uint64_t most = 0;
    for (auto& [expand, count] : items_) {
      count = taken[expand] == 0 ? 0 : program_.fan_out(expand, frame.name());
      most = std::max(most, count);
    }
    for (std::uint64_t item = 0; item < most; ++item) add_item(stream, frame, item);
  }

  void add_item(std::uint64_t stream, const workload::Token& frame, std::uint64_t item) {
    add_name(stream, frame.position, static_cast<double>(item));
    for (Drawn& column : columns_) {
      const bool has = column.expand != kNone && item < items_[column.expand];
      const workload::TokenName name{.id = has ? workload::functional::child_id(frame.id, column.expand, item) : 0,
                                     .parent = frame.id,
                                     .position = item,
                                     .frame = frame.frame};
      column.values.push_back(has ? program_.value_of(column.property, name) : kEmpty);
    }
  }

  const models::plan::Program& program_;
  DrawnTable drawn_;
  std::vector<Drawn> columns_;
  std::map<std::uint32_t, std::uint64_t> items_;  ///< by Expand: items of the frame
  std::vector<double> video_, frame_, item_;
};

}  // namespace

DrawnTable drawn_table(const models::plan::Program& program) { return Drawing{program}.run(); }

}  // namespace octosim::jobs::cli
