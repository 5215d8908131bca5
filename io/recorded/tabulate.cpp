#include "io/recorded/tabulate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/text/did_you_mean.hpp"

namespace octosim::io::recorded {
namespace {

using models::workload::kNone, models::workload::Owg, models::workload::Recorded, models::workload::RecordedSeries;

constexpr double kMostNumber = 4294967294.0;  // of a video, frame or item: 32 bits
constexpr double kMostValue = 1e15;           // as of values that are drawn (io/owg)
constexpr std::array kNames{kVideo, kFrame, kItem};

class Tabulate {
 public:
  Tabulate(const Table& table, const Owg& owg) : table_{table}, owg_{owg} {}

  Recorded run() {
    find_columns();
    if (table_.rows() == 0) fail("has no rows (must have one for each frame)");
    for (const Column* column : {video_, frame_, item_}) {
      if (column != nullptr) check_numbers(*column);
    }
    sort_rows();
    name_frames();
    for (const auto& [property, column] : properties_) add_series(property, *column);
    return std::move(recorded_);
  }

 private:
  struct Name {
    std::uint64_t video = 0, frame = 0;
    std::int64_t item = -1;  ///< -1: the frame itself
    auto operator<=>(const Name&) const = default;
  };

  [[noreturn]] void fail(const std::string& what) const {
    throw engine::ModelError{fmt::format("{}: {}", table_.file, what)};
  }
  [[noreturn]] void refuse(std::size_t row, std::string_view column, const std::string& what) const {
    throw engine::ModelError{fmt::format("{} = {}", table_.where(row, column), what)};
  }

  void find_columns() {
    std::vector<std::string_view> known{kNames.begin(), kNames.end()};
    for (const auto& property : owg_.properties) known.emplace_back(property.name);
    for (const Column& column : table_.columns) {
      const std::uint32_t property = owg_.find_property(column.name);
      if (column.name == kVideo) {
        video_ = &column;
      } else if (column.name == kFrame) {
        frame_ = &column;
      } else if (column.name == kItem) {
        item_ = &column;
      } else if (property != kNone) {
        properties_.emplace_back(property, &column);
      } else {
        fail(fmt::format("column {}: is no property of workflow {}{} (must be one of {})", column.name, owg_.name,
                         text::did_you_mean(column.name, known), text::listed(known)));
      }
    }
    if (video_ == nullptr) fail("has no column video (must have video and frame)");
    if (frame_ == nullptr) fail("has no column frame (must have video and frame)");
    if (properties_.empty()) fail("has no column of a property (must have at least one)");
    std::ranges::sort(properties_);
  }

  void check_numbers(const Column& column) const {
    for (std::size_t row = 0; row < column.values.size(); ++row) {
      const double value = column.values[row];
      if (std::isnan(value) && &column == item_) continue;
      if (std::isnan(value)) refuse(row, column.name, "nothing (must be a whole number from 0)");
      if (value < 0 || value > kMostNumber || value != std::floor(value)) {
        refuse(row, column.name,
               fmt::format("{} (must be a whole number from 0 to {})", value, static_cast<std::uint64_t>(kMostNumber)));
      }
    }
  }

  Name name_of(std::size_t row) const {
    const bool is_frame = item_ == nullptr || std::isnan(item_->values[row]);
    return {.video = static_cast<std::uint64_t>(video_->values[row]),
            .frame = static_cast<std::uint64_t>(frame_->values[row]),
            .item = is_frame ? -1 : static_cast<std::int64_t>(item_->values[row])};
  }
  std::size_t row_at(std::size_t place) const { return order_.empty() ? place : order_[place]; }

  /// Fills `order_`, unless the rows are in order.
  void sort_rows() {
    std::size_t sorted = 1;
    while (sorted < table_.rows() && name_of(sorted - 1) <= name_of(sorted)) ++sorted;
    if (sorted == table_.rows()) return;
    order_.resize(table_.rows());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, {}, [this](std::size_t row) { return name_of(row); });
  }

  static std::string text_of(const Name& name) {
    std::string text = fmt::format("video {}, frame {}", name.video, name.frame);
    return name.item < 0 ? text : fmt::format("{}, item {}", text, name.item);
  }

  /// One row follows another: the next item of the frame, the next frame, or the first of the next video.
  void name_frames() {
    const auto expect = [&](std::size_t place, const Name& is, const Name& next) {
      if (is == next) return;
      const std::size_t row = row_at(place);
      throw engine::ModelError{
          fmt::format("{}: {} follows: {} is missing", table_.where(row, kFrame), text_of(is), text_of(next))};
    };
    for (std::size_t place = 0; place < table_.rows(); ++place) {
      const Name is = name_of(row_at(place)), last = place == 0 ? Name{} : name_of(row_at(place - 1));
      if (place > 0 && is == last) {
        const std::size_t row = row_at(place);
        throw engine::ModelError{
            fmt::format("{}: {} is there twice (must be there once)", table_.where(row, kFrame), text_of(is))};
      }
      if (place == 0) {
        expect(place, is, {});
      } else if (is.item >= 0 && is.video == last.video && is.frame == last.frame) {
        expect(place, is, {last.video, last.frame, last.item + 1});
      } else if (is.video == last.video) {
        expect(place, is, {last.video, last.frame + 1, -1});
      } else {
        expect(place, is, {last.video + 1, 0, -1});
      }
      if (is.item >= 0) continue;
      if (is.frame == 0) recorded_.videos.push_back(frames_.size());
      frames_.push_back(place);
    }
    recorded_.videos.push_back(frames_.size());
    frames_.push_back(table_.rows());
  }

  double value_at(const Column& column, std::size_t place) const {
    const double value = column.values[row_at(place)];
    if (value < 0 || value > kMostValue) {
      refuse(row_at(place), column.name, fmt::format("{} (must be from 0 to {:g})", value, kMostValue));
    }
    return value;
  }

  void add_series(std::uint32_t property, const Column& column) {
    RecordedSeries frames{.property = property, .first = {}, .values = {}}, items = frames;
    const bool has_frames = !std::isnan(column.values[row_at(0)]);
    std::vector<std::uint64_t> start;
    for (std::size_t frame = 0; frame + 1 < frames_.size(); ++frame) {
      const std::size_t first = frames_[frame];
      const double of_frame = value_at(column, first);
      if (std::isnan(of_frame) == has_frames) {
        refuse(row_at(has_frames ? first : frames_[0]), column.name,
               fmt::format("nothing, and {} has a value (must have one in the row of every frame, or in none)",
                           text_of(name_of(row_at(has_frames ? frames_[0] : first)))));
      }
      if (has_frames) frames.values.push_back(of_frame);
      start.push_back(items.values.size());
      for (std::size_t place = first + 1; place < frames_[frame + 1]; ++place) {
        const double value = value_at(column, place);
        if (std::isnan(value)) continue;
        if (items.values.size() - start.back() != place - first - 1) {
          refuse(row_at(place - 1), column.name, "nothing, and the item after it has a value (must have one)");
        }
        items.values.push_back(value);
      }
    }
    start.push_back(items.values.size());
    if (!has_frames && items.values.empty()) fail(fmt::format("column {}: has no value", column.name));
    if (has_frames) recorded_.series.push_back(std::move(frames));
    if (items.values.empty()) return;
    items.first = std::move(start);
    recorded_.series.push_back(std::move(items));
  }

  const Table& table_;
  const Owg& owg_;
  const Column *video_ = nullptr, *frame_ = nullptr, *item_ = nullptr;
  std::vector<std::pair<std::uint32_t, const Column*>> properties_;
  std::vector<std::size_t> order_;   ///< rows by name; empty: as they are
  std::vector<std::size_t> frames_;  ///< by recorded frame, where its row is in that order, and the end
  Recorded recorded_;
};

}  // namespace

Recorded tabulate(const Table& table, const Owg& owg) { return Tabulate{table, owg}.run(); }

}  // namespace octosim::io::recorded
