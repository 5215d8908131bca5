#include "engine/base/settings.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace octosim::engine {
namespace {

enum class Colour : std::uint8_t { kRed, kBlue };

struct Paint {
  std::uint64_t coats = 2;
  double gloss = 0.5;
  std::string maker = "acme";
  bool dry = false;
  Colour colour = Colour::kRed;

  static constexpr auto settings() {
    return std::tuple{
        Setting{"coats", &Paint::coats, Unit::kCount, 1, 9, Effect::kResults, "Layers.  Source: chosen."},
        Setting{"gloss", &Paint::gloss, Unit::kCount, 0, 1, Effect::kResults, "Share of light.  Source: chosen."},
        Setting{"maker", &Paint::maker, Unit::kText, 0, 0, Effect::kSpeed, "Who sells it.  Source: chosen."},
        Setting{"dry", &Paint::dry, Unit::kSwitch, 0, 0, Effect::kSpeed, "Whether it is dry.  Source: chosen."},
        Choice{"colour", &Paint::colour,
               std::array{std::pair<std::string_view, Colour>{"red", Colour::kRed},
                          std::pair<std::string_view, Colour>{"blue", Colour::kBlue}},
               Effect::kResults, "Source: chosen."}};
  }
};

template <class Row>
constexpr bool kIsChoice = IsChoice<std::remove_cvref_t<Row>>::value;

TEST(ForEachSetting, VisitsEveryRowInOrder) {
  std::vector<std::string> keys;
  for_each_setting<Paint>([&](const auto& row) { keys.emplace_back(row.key); });
  EXPECT_THAT(keys, testing::ElementsAre("coats", "gloss", "maker", "dry", "colour"));
}

TEST(ForEachSetting, GivesWhatReadsAndWritesTheMember) {
  Paint paint;
  for_each_setting<Paint>([&](const auto& row) {
    using Value = std::remove_cvref_t<decltype(paint.*row.member)>;
    if constexpr (kIsChoice<decltype(row)>) {
      paint.*row.member = row.names[1].second;
    } else if constexpr (std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>) {
      paint.*row.member = static_cast<Value>(row.most);
    } else if constexpr (std::is_same_v<Value, bool>) {
      paint.*row.member = true;
    } else {
      paint.*row.member = "nobody";
    }
  });
  EXPECT_EQ(paint.coats, 9U);
  EXPECT_EQ(paint.gloss, 1);
  EXPECT_EQ(paint.maker, "nobody");
  EXPECT_TRUE(paint.dry);
  EXPECT_EQ(paint.colour, Colour::kBlue);
}

TEST(ForEachSetting, TellsChoicesFromSettings) {
  std::vector<bool> choices;
  for_each_setting<Paint>([&](const auto& row) { choices.push_back(kIsChoice<decltype(row)>); });
  EXPECT_THAT(choices, testing::ElementsAre(false, false, false, false, true));
}

}  // namespace
}  // namespace octosim::engine
