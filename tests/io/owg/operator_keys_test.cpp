#include "io/owg/operator_keys.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace octosim::io::owg {
namespace {

TEST(OperatorKeysTest, NoKindHasAKeyOrAMemberTwice) {
  for (const auto& [word, kind] : kOperatorKinds) {
    std::set<std::string_view> keys{"kind", "indexed", "label", "source"};
    models::workload::Operator op;
    for (const auto& all : {operator_keys(kind), common_operator_keys()}) {
      ASSERT_FALSE(all.empty());
      for (const OperatorKey& key : all) {
        EXPECT_TRUE(keys.insert(key.key).second) << word << " " << key.key;
        EXPECT_NE(op.*key.member, 77U) << word << " " << key.key << ": its member is that of another key";
        op.*key.member = 77;
      }
    }
  }
}

TEST(OperatorKeysTest, WhatIsAbsentFromAFileIsWrittenAsAbsent) {
  // kernel_width, cycles and parallel are 0 when absent, and at least 1 when there.
  for (const auto& [word, kind] : kOperatorKinds) {
    for (const OperatorKey& key : operator_keys(kind)) {
      EXPECT_LE(key.least, key.most) << key.key;
      if (key.fallback == OperatorKey::kRequired || key.fallback == 0) continue;
      EXPECT_GE(key.fallback, key.least) << word << " " << key.key;
      EXPECT_LE(key.fallback, key.most) << word << " " << key.key;
    }
  }
}

TEST(OperatorKeysTest, TheFormatDescribesEveryKeyAndKind) {
  std::ifstream file{OCTOSIM_SOURCE_DIR "/io/owg/FORMAT.md"};
  std::ostringstream text;
  text << file.rdbuf();
  for (const auto& [word, kind] : kOperatorKinds) {
    EXPECT_NE(text.str().find("`\"" + std::string{word} + "\"`"), std::string::npos) << word;
    for (const auto& all : {operator_keys(kind), common_operator_keys()}) {
      for (const OperatorKey& key : all) {
        EXPECT_NE(text.str().find("`" + std::string{key.key} + "`"), std::string::npos) << key.key;
      }
    }
  }
}

}  // namespace
}  // namespace octosim::io::owg
