#include "io/trace/row_merger.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::trace {
namespace {

constexpr std::uint64_t kRowsInMemory = 1U << 20U;  // of all files; chosen: 8 MiB a column

}  // namespace

RowMerger::RowMerger(std::span<const GroupReader> groups, std::span<const std::string> names, std::uint64_t block_rows,
                     Sink sink)
    : groups_{groups},
      names_{names},
      block_rows_{block_rows},
      read_rows_{std::clamp<std::uint64_t>(kRowsInMemory / std::max<std::size_t>(groups.size(), 1), 1024, 16384)},
      sink_{std::move(sink)},
      cursors_(groups.size()) {
  if (!groups.empty()) width_ = groups[0].columns().size();
  output_.resize(width_);
}

bool RowMerger::load(std::size_t file) {
  Cursor& cursor = cursors_[file];
  if (!cursor.block.empty() && cursor.at < cursor.block[0].size()) return true;
  if (cursor.next_block > 0 && cursor.next_block == groups_[file].rows()) return false;
  const std::uint64_t last = cursor.next_block == 0 ? 0 : cursor.block[0].back();
  groups_[file].read(cursor.next_block, read_rows_, cursor.block);
  const std::vector<std::uint64_t>& times = cursor.block[0];
  if (times.empty()) return false;
  const auto back = std::is_sorted_until(times.begin(), times.end());
  if (times.front() < last || back != times.end()) {
    throw engine::SystemError{fmt::format("{} {}: the time goes back near row {}: the file is damaged", names_[file],
                                          groups_[file].columns()[0].name(),
                                          cursor.next_block + static_cast<std::uint64_t>(back - times.begin()))};
  }
  cursor.next_block += times.size();
  cursor.at = 0;
  return true;
}

void RowMerger::take_rows_of(std::uint64_t time, std::size_t file) {
  Cursor& cursor = cursors_[file];
  for (; load(file) && cursor.block[0][cursor.at] == time; ++cursor.at) {
    for (const std::vector<std::uint64_t>& column : cursor.block) rows_.push_back(column[cursor.at]);
  }
}

void RowMerger::pass_on() {
  order_.resize(rows_.size() / width_);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  const auto row = [&](std::size_t i) { return std::span{rows_}.subspan(i * width_, width_); };
  std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return std::lexicographical_compare(row(a).begin(), row(a).end(), row(b).begin(), row(b).end());
  });
  for (const std::size_t i : order_) {
    for (std::size_t c = 0; c < width_; ++c) output_[c].push_back(rows_[i * width_ + c]);
    if (output_[0].size() == block_rows_) emit();
  }
  rows_.clear();
}

void RowMerger::emit() {
  if (output_[0].empty()) return;
  sink_(output_);
  passed_on_ += output_[0].size();
  for (std::vector<std::uint64_t>& column : output_) column.clear();
}

std::uint64_t RowMerger::run() {
  using Next = std::pair<std::uint64_t, std::size_t>;  // time, file
  std::priority_queue<Next, std::vector<Next>, std::greater<>> next;
  for (std::size_t file = 0; file < groups_.size(); ++file) {
    if (load(file)) next.emplace(cursors_[file].block[0][cursors_[file].at], file);
  }
  while (!next.empty()) {
    const std::uint64_t time = next.top().first;
    while (!next.empty() && next.top().first == time) {
      const std::size_t file = next.top().second;
      next.pop();
      take_rows_of(time, file);
      if (load(file)) next.emplace(cursors_[file].block[0][cursors_[file].at], file);
    }
    pass_on();
  }
  if (width_ > 0) emit();
  return passed_on_;
}

}  // namespace octosim::io::trace
