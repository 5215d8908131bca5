#include "io/trace/diff.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/meta.hpp"
#include "io/trace/record_group.hpp"

namespace octosim::io::trace {
namespace {

struct Trace {
  explicit Trace(const std::filesystem::path& path)
      : name{path.native()}, file{h5::open(path)}, meta{read_meta(file.id(), name)} {
    if (meta.rank) throw engine::ModelError{fmt::format("{}: is a rank file; only merged traces are compared", name)};
    for (RecordShape& shape : read_shapes(file.id(), name)) shapes.emplace(shape.path, std::move(shape));
  }
  std::string name;
  h5::File file;
  Meta meta;
  std::map<std::string, RecordShape> shapes;
};

/// The earliest of the differences found so far, and how many datasets have one.
struct Differences {
  std::tuple<std::uint64_t, std::string, std::uint64_t> earliest;  // time, path of the group, row
  std::string words;
  std::uint64_t datasets = 0;
};

std::optional<std::string> different_experiment(const Trace& a, const Trace& b) {
  const auto words = [&](std::string_view what, const auto& here, const auto& there) {
    return fmt::format("the traces are of different experiments: {} is {} in {}, {} in {}", what, here, a.name, there,
                       b.name);
  };
  if (a.meta.info.experiment_hash != b.meta.info.experiment_hash) {
    return words("the experiment hash", hex(a.meta.info.experiment_hash), hex(b.meta.info.experiment_hash));
  }
  if (a.meta.info.seed != b.meta.info.seed) return words("the seed", a.meta.info.seed, b.meta.info.seed);
  if (a.meta.level != b.meta.level) return words("the level", name_of(a.meta.level), name_of(b.meta.level));
  return std::nullopt;
}

std::optional<std::string> different_shapes(const Trace& a, const Trace& b) {
  for (const auto* pair : {&a, &b}) {
    const Trace& other = pair == &a ? b : a;
    for (const auto& [path, shape] : pair->shapes) {
      const auto there = other.shapes.find(path);
      if (there == other.shapes.end()) return fmt::format("{} is in {}, but not in {}", path, pair->name, other.name);
      if (declared_columns(shape) != declared_columns(there->second)) {
        return fmt::format("{} has the columns {} in {}, {} in {}", path, declared_columns(shape), pair->name,
                           declared_columns(there->second), other.name);
      }
    }
  }
  return std::nullopt;
}

void compare_group(const Trace& a, const Trace& b, const RecordShape& shape, Differences& found) {
  const GroupReader left{a.file.id(), shape, a.name};
  const GroupReader right{b.file.id(), shape, b.name};
  const std::uint64_t common = std::min(left.rows(), right.rows());
  const auto note = [&](std::uint64_t time, std::uint64_t row, auto&& words) {
    const std::tuple here{time, shape.path, row};
    if (found.words.empty() || here < found.earliest) {
      found.earliest = here;
      found.words = words();
    }
  };
  std::vector<bool> differs(shape.columns.size(), left.rows() != right.rows());
  Block here, there;
  for (std::uint64_t first = 0; first < common; first += kDigestRows) {
    const std::uint64_t count = std::min(kDigestRows, common - first);
    left.read(first, count, here);
    right.read(first, count, there);
    for (std::size_t c = 0; c < shape.columns.size(); ++c) {
      const auto at = std::mismatch(here[c].begin(), here[c].end(), there[c].begin());
      if (at.first == here[c].end()) continue;
      differs[c] = true;
      const auto i = static_cast<std::size_t>(at.first - here[c].begin());
      note(std::min(here[0][i], there[0][i]), first + i, [&] {
        return fmt::format("{}/{} row {}, time {}: {} in {}, {} in {}", shape.path, shape.columns[c].name, first + i,
                           std::min(here[0][i], there[0][i]), here[c][i], a.name, there[c][i], b.name);
      });
    }
  }
  if (left.rows() != right.rows()) {
    const GroupReader& longer = left.rows() > right.rows() ? left : right;
    longer.read(common, 1, here);
    note(here[0][0], common, [&] {
      return fmt::format("{} has {} rows in {}, {} in {}; the first that only one has is row {}, time {}", shape.path,
                         left.rows(), a.name, right.rows(), b.name, common, here[0][0]);
    });
  }
  found.datasets += static_cast<std::uint64_t>(std::count(differs.begin(), differs.end(), true));
}

std::map<std::string, SummaryValue> canonical_summary(const Trace& trace) {
  std::map<std::string, SummaryValue> values;
  for (auto& [name, value] : read_summary_group(trace.file.id(), trace.name)) {
    if (!is_host_value(name)) values.emplace(name, value);
  }
  return values;
}

std::optional<std::string> different_summary(const Trace& a, const Trace& b) {
  const auto left = canonical_summary(a);
  const auto right = canonical_summary(b);
  for (const auto& [name, value] : left) {
    const auto there = right.find(name);
    if (there == right.end()) return fmt::format("/summary@{} is in {}, but not in {}", name, a.name, b.name);
    if (value != there->second) {
      return fmt::format("/summary@{} is {} in {}, {} in {}; all records are equal", name, to_text(value), a.name,
                         to_text(there->second), b.name);
    }
  }
  for (const auto& [name, value] : right) {
    if (!left.contains(name)) return fmt::format("/summary@{} is in {}, but not in {}", name, b.name, a.name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> diff(const std::filesystem::path& path_a, const std::filesystem::path& path_b) {
  h5::quiet();
  const Trace a{path_a};
  const Trace b{path_b};
  if (auto words = different_experiment(a, b)) return words;
  if (auto words = different_shapes(a, b)) return words;
  Differences found;
  for (const auto& [path, shape] : a.shapes) compare_group(a, b, shape, found);
  if (found.datasets > 0) {
    return fmt::format("{}; {} {}", found.words, found.datasets,
                       found.datasets == 1 ? "dataset differs" : "datasets differ");
  }
  return different_summary(a, b);
}

}  // namespace octosim::io::trace
