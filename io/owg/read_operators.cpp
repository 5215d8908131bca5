#include "io/owg/read_operators.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "io/owg/operator_keys.hpp"

namespace octosim::io::owg {
namespace {

using models::workload::Dependence, models::workload::Operator, models::workload::OperatorKind;
using models::workload::Work;

constexpr std::array<std::string_view, 4> kWords{"kind", "indexed", "label", "source"};

std::vector<std::string_view> keys_of(OperatorKind kind) {
  std::vector<std::string_view> keys{kWords.begin(), kWords.end()};
  for (const OperatorKey& key : operator_keys(kind)) keys.push_back(key.key);
  for (const OperatorKey& key : common_operator_keys()) keys.push_back(key.key);
  return keys;
}

std::vector<std::string_view> all_keys() {
  std::set<std::string_view> keys;
  for (const auto& [word, kind] : kOperatorKinds) {
    for (const std::string_view key : keys_of(kind)) keys.insert(key);
  }
  return {keys.begin(), keys.end()};
}

void read_table_row(const CheckedTable& table, const Operator& op) {
  if (op.macs == 0 && op.operations == 0 && op.cycles == 0 && !op.indexed) {
    table.refuse("needs macs, operations or cycles above 0");
  }
  if (op.cycles == 0) return;
  for (const std::string_view key : {"parallel", "percent"}) {
    if (table.has(key)) table.refuse(key, "has no effect with cycles; leave it out");
  }
  if (op.macs > 0 && op.operations > 0) {
    table.refuse("cycles", "goes with macs or operations, not both: sparsity must know which of them it scales");
  }
}

Operator read_operator(const CheckedTable& table) {
  Operator op;
  op.kind = table.one_of("kind", kOperatorKinds);
  static const std::vector<std::string_view> all = all_keys();
  table.allow_only(keys_of(op.kind), all, fmt::format("an operator of kind \"{}\"", word_for(kOperatorKinds, op.kind)));
  const auto read = [&](const OperatorKey& key) {
    const std::uint64_t fallback = key.fallback == OperatorKey::kRequired ? 0 : key.fallback;
    if (key.fallback == OperatorKey::kRequired && !table.has(key.key)) {
      table.refuse(fmt::format("key \"{}\" is missing", key.key));
    }
    op.*key.member = table.whole_or(key.key, fallback, key.least, key.most);
  };
  for (const OperatorKey& key : operator_keys(op.kind)) read(key);
  for (const OperatorKey& key : common_operator_keys()) read(key);
  op.indexed = table.flag_or("indexed", false);
  op.label = table.text_or("label", "");
  op.source = table.text_or("source", "");
  if (op.kind == OperatorKind::kConv && (op.in % op.groups != 0 || op.out % op.groups != 0)) {
    table.refuse("groups", fmt::format("must divide in = {} and out = {}", op.in, op.out));
  }
  if (op.kind == OperatorKind::kTable) read_table_row(table, op);
  if (op.indexed) {
    if (macs_of(op) > 0 || (op.kind == OperatorKind::kTable && op.cycles > 0)) {
      table.refuse("indexed", "goes with an operator of scalar operations");
    }
    if (op.repeat > 1) table.refuse("repeat", "an indexed operator is one; must be 1");
  }
  if (operations_of(op) == 0 && macs_of(op) == 0 && op.cycles == 0 && !op.indexed) {
    table.refuse("has no work; needs tests or elements above 0 (1 for a sort is none), or indexed = true");
  }
  return op;
}

/// `given` is what the block says, `rows` what its operators come to.
void check_sum(const CheckedTable& block, std::string_view key, std::uint64_t given, std::uint64_t rows) {
  if (rows > kMostWhole)
    block.refuse(fmt::format("the operators have {} {} or more (at most {})", rows, key, kMostWhole));
  if (!block.has(key)) return;
  const std::uint64_t off = given > rows ? given - rows : rows - given;
  if (off * 100 > given * kTolerance) {
    block.refuse(key, fmt::format("its operators have {}; must agree within {} %", rows, kTolerance));
  }
}

}  // namespace

std::vector<Operator> read_operators(const CheckedTable& block) {
  std::vector<Operator> operators;
  for (CheckedTable& table : block.tables("operator")) {
    table.call_it(fmt::format("{}: operator {}", block.what(), operators.size() + 1));
    operators.push_back(read_operator(table));
  }
  return operators;
}

void check_operators(const CheckedTable& block, const Work& work) {
  if (work.operators.empty()) return;
  std::uint64_t macs = 0, operations = 0;
  for (const Operator& op : work.operators) {
    macs = models::workload::plus(macs, macs_of(op));
    operations = models::workload::plus(operations, operations_of(op));
  }
  check_sum(block, "macs", work.macs, macs);
  check_sum(block, "operations", work.operations, operations);
  const auto indexed = std::ranges::count_if(work.operators, &Operator::indexed);
  if (work.dependence == Dependence::kIndex && indexed != 1) {
    block.refuse("depends", fmt::format("{} of its operators are indexed; exactly one must be", indexed));
  }
  if (work.dependence != Dependence::kIndex && indexed != 0) {
    block.refuse("one of its operators is indexed, which needs depends = \"index\"");
  }
  if (work.dependence == Dependence::kSparsity && macs == 0) {
    block.refuse("depends", "none of its operators has MACs for \"sparsity\" to scale");
  }
}

}  // namespace octosim::io::owg
