#include "io/trace/verify.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/meta.hpp"
#include "io/trace/record_group.hpp"
#include "io/trace/rules.hpp"

namespace octosim::io::trace {
namespace {

using Violations = std::vector<std::string>;

/// Counts how often one thing is wrong in a group, and keeps the words of the first time.
class Finding {
 public:
  template <class Words>
  void add(Words&& words) {
    if (count_++ == 0) first_ = words();
  }
  void report(Violations& violations) const {
    if (count_ == 1) violations.push_back(first_);
    if (count_ > 1) violations.push_back(fmt::format("{} (and {} more such rows)", first_, count_ - 1));
  }

 private:
  std::uint64_t count_ = 0;
  std::string first_;
};

/// One row rule with the columns it needs, found.
struct BoundRule {
  const RowRule* rule = nullptr;
  std::vector<std::size_t> columns;
  Finding finding;
};

/// Position of the column, or nothing.
std::optional<std::size_t> find_column(const RecordShape& shape, std::string_view name) {
  const auto column = std::find_if(shape.columns.begin(), shape.columns.end(),
                                   [&](const ColumnShape& one) { return one.name == name; });
  if (column == shape.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(column - shape.columns.begin());
}

/// One sum rule with what it is compared with, and the sum so far.
struct Sum {
  const SumRule* rule = nullptr;
  std::uint64_t expected = 0;
  std::vector<std::size_t> columns;
  std::uint64_t sum = 0;

  void add(const Block& block, std::size_t i) {
    std::uint64_t product = 1;
    for (const std::size_t column : columns) product *= block[column][i];
    sum += product;
  }
};

class GroupCheck {
 public:
  GroupCheck(const RecordShape& shape, const Summary& summary, engine::Level level, Violations& violations)
      : shape_{shape}, violations_{violations} {
    if (std::uint64_t value = 0; find_number(summary, "drained_cycles", value)) makespan_ = value;
    for (const RowRule& rule : row_rules()) {
      if (rule.group == shape.path) bind(rule);
    }
    for (const SumRule& rule : sum_rules()) {
      if (rule.group == shape.path && shape.level <= level) bind(rule, summary);
    }
  }

  void check(const Block& block, std::uint64_t first_row) {
    for (std::size_t i = 0; i < block[0].size(); ++i) {
      const std::uint64_t row = first_row + i;
      check_order(block, i, row);
      if (makespan_ && block[0][i] > *makespan_) {
        late_.add([&] {
          return fmt::format("{} row {}: time {} is after the end of the run, {}", shape_.path, row, block[0][i],
                             *makespan_);
        });
      }
      for (BoundRule& bound : rules_) check_rule(bound, block, i, row);
      for (Sum& sum : sums_) sum.add(block, i);
    }
  }

  void report() const {
    order_.report(violations_);
    late_.report(violations_);
    for (const BoundRule& bound : rules_) bound.finding.report(violations_);
    for (const Sum& sum : sums_) {
      if (sum.sum == sum.expected) continue;
      const std::string what =
          sum.rule->columns.empty() ? "rows" : fmt::format("the sum of {}", fmt::join(sum.rule->columns, " x "));
      violations_.push_back(fmt::format("{}: {} = {}, but /summary has {} = {}", shape_.path, what, sum.sum,
                                        sum.rule->name, sum.expected));
    }
  }

 private:
  void bind(const RowRule& rule) {
    BoundRule bound{&rule, {}, {}};
    for (const std::string_view name : rule.columns) {
      const auto column = find_column(shape_, name);
      if (!column) return lacks(name, rule.text);
      bound.columns.push_back(*column);
    }
    rules_.push_back(std::move(bound));
  }

  void bind(const SumRule& rule, const Summary& summary) {
    Sum sum{&rule, 0, {}, 0};
    if (!find_number(summary, rule.name, sum.expected)) return;
    std::uint64_t done = 0, streams = 0;
    const bool known = find_number(summary, "streams_done", done) && find_number(summary, "streams", streams);
    if (rule.only_if_done && (!known || done != streams)) return;
    for (const std::string_view name : rule.columns) {
      const auto column = find_column(shape_, name);
      if (!column) return lacks(name, rule.name);
      sum.columns.push_back(*column);
    }
    sums_.push_back(std::move(sum));
  }

  void lacks(std::string_view column, std::string_view rule) {
    violations_.push_back(fmt::format("{}: has no column {}, so '{}' cannot be checked", shape_.path, column, rule));
  }

  void check_order(const Block& block, std::size_t i, std::uint64_t row) {
    const std::array<std::uint64_t, kKeyColumns> key{block[0][i], block[1][i], block[2][i]};
    if (row > 0 && key <= previous_) {
      order_.add([&] {
        return fmt::format("{} row {}: (time, component, nth) = ({}) does not come after ({})", shape_.path, row,
                           fmt::join(key, ", "), fmt::join(previous_, ", "));
      });
    }
    previous_ = key;
  }

  void check_rule(BoundRule& bound, const Block& block, std::size_t i, std::uint64_t row) {
    values_.clear();
    for (const std::size_t column : bound.columns) values_.push_back(block[column][i]);
    if (bound.rule->holds(values_)) return;
    bound.finding.add([&] {
      std::string text = fmt::format("{} row {}, time {}: not {}:", shape_.path, row, block[0][i], bound.rule->text);
      for (std::size_t c = 0; c < values_.size(); ++c)
        text += fmt::format(" {} = {}", bound.rule->columns[c], values_[c]);
      return text;
    });
  }

  const RecordShape& shape_;
  std::optional<std::uint64_t> makespan_;
  Violations& violations_;
  std::vector<BoundRule> rules_;
  std::vector<Sum> sums_;
  std::array<std::uint64_t, kKeyColumns> previous_{};
  std::vector<std::uint64_t> values_;
  Finding order_, late_;
};

/// Checks one group and adds it to `digest`.
void check_group(hid_t file, const std::string& name, const RecordShape& shape, const Summary& summary,
                 engine::Level level, std::uint64_t& digest, Violations& violations) {
  const GroupReader group{file, shape, name};
  if (!group.equal_lengths()) {
    std::string text = shape.path + ": columns differ in length:";
    for (std::size_t c = 0; c < shape.columns.size(); ++c) {
      text += fmt::format(" {} = {}", shape.columns[c].name, group.columns()[c].rows());
    }
    violations.push_back(text);
  }
  GroupCheck check{shape, summary, level, violations};
  GroupDigest part{shape};
  Block block;
  for (std::uint64_t row = 0; row < group.rows(); row += kDigestRows) {
    group.read(row, kDigestRows, block);
    part.add(block);
    check.check(block, row);
  }
  check.report();
  digest = part.folded_into(digest, shape);
}

void check_summary(const Summary& summary, Violations& violations) {
  for (const SummaryRule& rule : summary_rules()) {
    std::vector<std::uint64_t> values;
    std::string shown;
    bool applies = true;
    const auto take = [&](std::string_view name) {
      std::uint64_t value = 0;
      const bool found = find_number(summary, name, value);
      values.push_back(value);
      shown += fmt::format(" {} = {}", name, value);
      return found;
    };
    for (const std::string_view name : rule.names) applies = take(name) && applies;
    for (const std::string_view name : rule.optional) take(name);
    if (applies && !rule.holds(values)) violations.push_back(fmt::format("/summary: not {}:{}", rule.text, shown));
  }
}

}  // namespace

std::vector<std::string> verify(const std::filesystem::path& path) {
  h5::quiet();
  const std::string& name = path.native();
  const h5::File file = h5::open(path);
  const Meta meta = read_meta(file.id(), name);
  if (meta.rank) throw engine::ModelError{fmt::format("{}: is a rank file; merge or recover its directory", name)};
  Violations violations;
  for (const char* group : {"/engine", "/summary"}) {
    if (!h5::has_object(file.id(), group)) violations.push_back(fmt::format("{}: is missing", group));
  }
  const Summary summary = read_summary_group(file.id(), name);
  check_summary(summary, violations);
  std::uint64_t digest = digest_start(meta);
  try {
    for (const RecordShape& shape : read_shapes(file.id(), name)) {
      check_group(file.id(), name, shape, summary, meta.level, digest, violations);
    }
  } catch (const engine::SystemError& error) {  // damage is what we look for; what is behind it cannot be judged
    violations.emplace_back(error.what());
    return violations;
  }
  if (!meta.digest) {
    violations.emplace_back("/meta: has no digest");
  } else if (*meta.digest != digest) {
    violations.push_back(fmt::format("/meta@digest = {}, but the records give {}", hex(*meta.digest), hex(digest)));
  }
  return violations;
}

}  // namespace octosim::io::trace
