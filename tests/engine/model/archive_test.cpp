#include "engine/model/archive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::engine {
namespace {

using testing::ElementsAre;

template <class... T>
std::vector<std::byte> saved(T&... values) {
  std::vector<std::byte> bytes;
  auto archive = Archive::saving(bytes);
  EXPECT_FALSE(archive.is_loading());
  archive(values...);
  return bytes;
}

/// Loads what was saved of `value` over `into`, and saves that again.
template <class T>
T round_trip(T value, T into = {}) {
  const auto bytes = saved(value);
  auto archive = Archive::loading(bytes);
  EXPECT_TRUE(archive.is_loading());
  archive(into);
  EXPECT_EQ(archive.left(), 0U);
  EXPECT_EQ(saved(into), bytes);
  return into;
}

enum class Colour : std::uint8_t { kRed, kBlue };
struct Plain {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  friend bool operator==(const Plain&, const Plain&) = default;
};
struct Inner {
  std::vector<std::uint64_t> words;
  const int* elsewhere = nullptr;  // not saved
  void archive(Archive& archive) { archive(words); }
  friend bool operator==(const Inner& a, const Inner& b) { return a.words == b.words; }
};
struct Outer {
  Colour colour = Colour::kRed;
  Inner inner;
  std::array<Inner, 2> pair;
  void archive(Archive& archive) { archive(colour, inner, pair); }
  friend bool operator==(const Outer&, const Outer&) = default;
};
struct Padded {
  std::uint32_t a = 0;
  std::uint8_t b = 0;
};
/// Trivially copyable, but with something of its own to say.
struct Half {
  std::uint32_t kept = 0, forgotten = 0;
  void archive(Archive& archive) { archive(kept); }
};

static_assert(ArchivedAsBytes<std::uint64_t> && ArchivedAsBytes<double> && ArchivedAsBytes<Plain>);
static_assert(ArchivedAsBytes<std::array<Plain, 3>> && ArchivedAsBytes<int[4]>);
static_assert(!ArchivedAsBytes<int*> && !ArchivedAsBytes<std::array<int*, 2>> && !ArchivedAsBytes<int Plain::*>);
static_assert(!ArchivedAsBytes<std::span<int>> && !ArchivedAsBytes<std::string_view>);
static_assert(!ArchivedAsBytes<std::reference_wrapper<int>> && !ArchivedAsBytes<std::optional<int>>);
static_assert(!ArchivedAsBytes<Padded> && !ArchivedAsBytes<std::array<Padded, 2>> && !ArchivedAsBytes<long double>);
static_assert(!ArchivedAsBytes<Half> && !ArchivedAsBytes<std::array<Half, 2>>);

TEST(ArchiveTest, PlainValues) {
  EXPECT_EQ(round_trip(std::uint64_t{0xDEAD'BEEF'0123'4567}), 0xDEAD'BEEF'0123'4567U);
  EXPECT_EQ(round_trip(std::int8_t{-3}), -3);
  EXPECT_EQ(round_trip(true), true);
  EXPECT_EQ(round_trip(0.1), 0.1);
  EXPECT_EQ(round_trip(Colour::kBlue), Colour::kBlue);
  EXPECT_EQ(round_trip(Plain{7, 8}), (Plain{7, 8}));
  EXPECT_EQ(round_trip(std::array<Plain, 2>{Plain{1, 2}, Plain{3, 4}})[1], (Plain{3, 4}));
}

TEST(ArchiveTest, SeveralValuesOneBehindAnother) {
  std::uint16_t a = 5;
  std::string b = "b";
  const auto bytes = saved(a, b);
  EXPECT_EQ(bytes.size(), 2U + 8 + 1);
  auto archive = Archive::loading(bytes);
  a = 0;
  archive(a);
  EXPECT_EQ(a, 5);
  EXPECT_EQ(archive.left(), 9U);
  b = "something longer";
  archive(b);
  EXPECT_EQ(b, "b");
  EXPECT_EQ(archive.left(), 0U);
}

TEST(ArchiveTest, ContainersReplaceWhatWasThere) {
  EXPECT_THAT(round_trip(std::vector<std::uint32_t>{1, 2, 3}, {9, 9, 9, 9}), ElementsAre(1, 2, 3));
  EXPECT_THAT(round_trip(std::vector<std::string>{"a", "", "c"}, {"z"}), ElementsAre("a", "", "c"));
  EXPECT_THAT(round_trip(std::deque<std::uint32_t>{1, 2, 3}, {9}), ElementsAre(1, 2, 3));
  EXPECT_THAT(round_trip(std::deque<std::string>{"a", "b"}, {"x", "y", "z"}), ElementsAre("a", "b"));
  using Map = std::map<std::pair<std::uint64_t, std::uint32_t>, std::string>;
  EXPECT_EQ(round_trip(Map{{{1, 2}, "a"}, {{1, 3}, "b"}}, Map{{{7, 7}, "c"}}), (Map{{{1, 2}, "a"}, {{1, 3}, "b"}}));
  EXPECT_THAT(round_trip(std::set<std::uint32_t>{3, 1, 2}, {7}), ElementsAre(1, 2, 3));
  EXPECT_THAT(round_trip(std::set<std::string>{"b", "a"}), ElementsAre("a", "b"));
  EXPECT_EQ(round_trip(std::string{"text"}, std::string{"longer text"}), "text");
}

TEST(ArchiveTest, EmptyContainersReplaceTheFull) {
  EXPECT_THAT(round_trip(std::vector<std::uint32_t>{}, {9}), ElementsAre());
  EXPECT_THAT(round_trip(std::deque<std::uint32_t>{}, {9}), ElementsAre());
  EXPECT_TRUE((round_trip(std::map<int, int>{}, {{1, 1}}).empty()));
  EXPECT_THAT(round_trip(std::set<std::uint32_t>{}, {9}), ElementsAre());
  EXPECT_EQ(round_trip(std::string{}, std::string{"x"}), "");
  EXPECT_EQ(round_trip(std::optional<int>{}, std::optional<int>{3}), std::nullopt);
}

TEST(ArchiveTest, Optionals) {
  EXPECT_EQ(round_trip(std::optional<int>{3}), 3);
  EXPECT_EQ(round_trip(std::optional<std::string>{"x"}, std::optional<std::string>{"yy"}), "x");
  EXPECT_EQ(round_trip(std::optional<Inner>{Inner{{1, 2}}}), (Inner{{1, 2}}));
}

TEST(ArchiveTest, RingsInTheirOrderWhereverTheyBegin) {
  Ring<std::uint32_t> ring;
  for (std::uint32_t k = 0; k < 7; ++k) ring.push_back(k);
  for (int k = 0; k < 5; ++k) ring.pop_front();
  ring.push_back(7);
  ring.push_back(8);
  Ring<std::uint32_t> into;
  into.push_back(99);
  const auto bytes = saved(ring);
  EXPECT_EQ(bytes.size(), 8U + 4 * 4);
  auto archive = Archive::loading(bytes);
  archive(into);
  ASSERT_EQ(into.size(), 4U);
  for (std::uint32_t k = 0; k < 4; ++k) EXPECT_EQ(into[k], 5 + k);
  EXPECT_EQ(round_trip(Ring<Inner>{},
                       [] {
                         Ring<Inner> full;
                         full.push_back(Inner{{1}});
                         return full;
                       }())
                .size(),
            0U);
}

TEST(ArchiveTest, NestedDescriptions) {
  const Outer outer{Colour::kBlue, {{1, 2, 3}}, {Inner{{4}}, Inner{{}}}};
  EXPECT_EQ(round_trip(outer), outer);
  EXPECT_EQ(round_trip(std::vector<Outer>{outer, Outer{}, outer}), (std::vector<Outer>{outer, Outer{}, outer}));
  EXPECT_EQ((round_trip(std::map<int, std::vector<Inner>>{{1, {Inner{{5}}}}})).at(1).at(0), (Inner{{5}}));
}

TEST(ArchiveTest, AnOwnDescriptionGoesBeforeTheBytes) {
  EXPECT_EQ(round_trip(Half{1, 2}, Half{3, 4}).kept, 1U);
  EXPECT_EQ(round_trip(Half{1, 2}, Half{3, 4}).forgotten, 4U);
  EXPECT_EQ(round_trip(std::vector<Half>{{1, 2}})[0].forgotten, 0U);
}

TEST(ArchiveTest, EachKeepsTheLengthAndWhatIsNotSaved) {
  std::vector<Half> halves{{1, 2}, {3, 4}};
  std::vector<std::byte> bytes;
  auto saving = Archive::saving(bytes);
  saving.each(halves);
  EXPECT_EQ(bytes.size(), 8U);
  std::vector<Half> into{{5, 6}, {7, 8}};
  auto loading = Archive::loading(bytes);
  loading.each(into);
  EXPECT_EQ(into[0].kept, 1U);
  EXPECT_EQ(into[1].kept, 3U);
  EXPECT_EQ(into[1].forgotten, 8U);
}

TEST(ArchiveTest, AppendsToWhatIsThere) {
  std::vector<std::byte> bytes(3);
  std::uint32_t value = 1;
  auto archive = Archive::saving(bytes);
  archive(value);
  EXPECT_EQ(bytes.size(), 7U);
}

/// Every beginning of what was saved, but the whole, is refused.
template <class T>
void expect_refused_when_cut(T value) {
  const auto bytes = saved(value);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    T into{};
    auto archive = Archive::loading(std::span{bytes}.first(size));
    EXPECT_THROW(archive(into), SystemError) << size << " of " << bytes.size();
  }
}

TEST(ArchiveTest, RefusesWhatEndsEarly) {
  expect_refused_when_cut(std::uint64_t{1});
  expect_refused_when_cut(Plain{});
  expect_refused_when_cut(std::string{"text"});
  expect_refused_when_cut(std::vector<std::uint32_t>{1, 2, 3});
  expect_refused_when_cut(std::vector<std::string>{"a", "b"});
  expect_refused_when_cut(std::deque<std::uint32_t>{1, 2, 3});
  expect_refused_when_cut(std::map<std::uint32_t, std::string>{{1, "a"}, {2, "b"}});
  expect_refused_when_cut(std::set<std::uint32_t>{1, 2});
  expect_refused_when_cut(std::optional<std::uint32_t>{3});
  expect_refused_when_cut(Outer{Colour::kBlue, {{1, 2, 3}}, {Inner{{4}}, Inner{{}}}});
  Ring<Inner> ring;
  ring.push_back(Inner{{1, 2}});
  ring.push_back(Inner{{3}});
  expect_refused_when_cut(ring);
}

/// A length of which not even the least elements could follow.
template <class T>
void expect_length_refused(std::uint64_t length) {
  std::vector<std::byte> bytes = saved(length);
  bytes.resize(bytes.size() + 100);
  T into{};
  auto archive = Archive::loading(bytes);
  EXPECT_THROW(archive(into), SystemError) << length;
}

TEST(ArchiveTest, RefusesADamagedLengthBeforeItTakesMemory) {
  for (const std::uint64_t length : {std::uint64_t{101}, std::uint64_t{1} << 40U, ~std::uint64_t{0}}) {
    expect_length_refused<std::string>(length);
    expect_length_refused<std::vector<std::uint8_t>>(length);
    expect_length_refused<std::vector<std::string>>(length);
    expect_length_refused<std::deque<std::string>>(length);
    expect_length_refused<Ring<std::string>>(length);
    expect_length_refused<std::map<std::string, int>>(length);
    expect_length_refused<std::set<std::string>>(length);
  }
  for (const std::uint64_t length : {std::uint64_t{13}, (std::uint64_t{1} << 61U) + 1}) {
    expect_length_refused<std::vector<std::uint64_t>>(length);
    expect_length_refused<std::deque<std::uint64_t>>(length);
    expect_length_refused<Ring<std::uint64_t>>(length);
    expect_length_refused<std::map<std::uint64_t, int>>(length);
    expect_length_refused<std::set<std::uint64_t>>(length);
  }
}

}  // namespace
}  // namespace octosim::engine
