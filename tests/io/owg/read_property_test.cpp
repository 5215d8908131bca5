#include "io/owg/read_property.hpp"

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::io::owg {
namespace {

models::workload::Property property(const std::string& distribution) {
  const toml::table document = toml::parse("name = \"p\"\ndistribution = { " + distribution + " }");
  CheckedTable table{document, "f.toml", "[[property]] 1"};
  return read_property(table);
}

TEST(ReadPropertyTest, KnowsTheLargestValueOfEachKind) {
  for (const auto& [text, largest] :
       {std::pair{"kind = \"constant\", value = 4", 4.0}, std::pair{"kind = \"uniform\", least = 1, most = 5", 5.0},
        std::pair{"kind = \"normal\", mean = 2, deviation = 9, least = 1, most = 6", 6.0},
        std::pair{"kind = \"lognormal\", mean = 2, deviation = 9, least = 1, most = 7", 7.0},
        std::pair{"kind = \"histogram\", values = [1, 8], counts = [9, 1]", 8.0},
        std::pair{"kind = \"series\", values = [1, 9, 2]", 9.0}}) {
    EXPECT_EQ(largest_value(property(text)), largest) << text;
  }
  models::workload::Property wandering = property("kind = \"constant\", value = 4");
  wandering.along.parts.push_back({});
  EXPECT_EQ(largest_value(wandering), std::numeric_limits<double>::infinity());
  wandering.along.most = 5;
  EXPECT_EQ(largest_value(wandering), 5);
}

TEST(ReadPropertyTest, EveryKeyOfAKindIsRequired) {
  for (const auto& [text, missing] :
       {std::pair{"kind = \"constant\"", "value"}, std::pair{"kind = \"uniform\", least = 1", "most"},
        std::pair{"kind = \"uniform\", most = 1", "least"},
        std::pair{"kind = \"normal\", deviation = 9, least = 1, most = 6", "mean"},
        std::pair{"kind = \"lognormal\", mean = 9, least = 1, most = 6", "deviation"},
        std::pair{"kind = \"histogram\", values = [1, 8]", "counts"},
        std::pair{"kind = \"histogram\", counts = [1, 8]", "values"}, std::pair{"kind = \"series\"", "values"},
        std::pair{"value = 1", "kind"}}) {
    EXPECT_THAT([&text = text] { property(text); },
                testing::ThrowsMessage<engine::ModelError>(
                    testing::AllOf(testing::StartsWith("f.toml:2: [[property]] \"p\": distribution: "),
                                   testing::HasSubstr("key \"" + std::string{missing} + "\" is missing"))));
  }
}

}  // namespace
}  // namespace octosim::io::owg
