#include "engine/kernel/hash_event.hpp"

#include <array>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace octosim::engine {
namespace {

/// An event as the queue holds it, in memory that was full of ones before.
struct Stored {
  alignas(8) std::array<std::byte, sizeof(EventRecord) + kMessageBytes> bytes;

  Stored(const EventRecord& head, const void* message) {
    bytes.fill(std::byte{0xFF});
    put_event(bytes.data(), head, message);
  }
  const EventRecord& event() const { return *reinterpret_cast<const EventRecord*>(bytes.data()); }
};

struct Parts {
  std::uint64_t time = 5, before = 7;
  EventRecord head{.target = 1, .port = 2, .bytes = 12, .nth = 3};
  std::array<std::uint8_t, kMessageBytes> message{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  std::uint64_t hash() const { return hash_event(time, Stored{head, message.data()}.event(), before); }
};

TEST(HashEvent, IsAFunctionOfItsArguments) { EXPECT_EQ(Parts{}.hash(), Parts{}.hash()); }

/// Each change of one bit of what the model names gives another hash.
TEST(HashEvent, EveryBitOfTheModelMatters) {
  const auto expect_other = [](const Parts& parts, const char* what, unsigned bit) {
    EXPECT_NE(parts.hash(), Parts{}.hash()) << what << " bit " << bit;
  };
  for (unsigned bit = 0; bit < 64; ++bit) {
    Parts parts;
    parts.time ^= 1ULL << bit;
    expect_other(parts, "time", bit);
    parts = {};
    parts.before ^= 1ULL << bit;
    expect_other(parts, "before", bit);
    parts = {};
    parts.head.nth ^= 1ULL << bit;
    expect_other(parts, "nth", bit);
  }
  for (unsigned bit = 0; bit < 16; ++bit) {
    Parts parts;
    parts.head.port = static_cast<std::uint16_t>(parts.head.port ^ (1U << bit));
    expect_other(parts, "port", bit);
  }
  for (unsigned bit = 0; bit < 12 * 8; ++bit) {
    Parts parts;
    parts.message.at(bit / 8) = static_cast<std::uint8_t>(parts.message.at(bit / 8) ^ (1U << bit % 8));
    expect_other(parts, "message", bit);
  }
}

/// Zeros at the end of a message are part of it, though the padding is zeros too.
TEST(HashEvent, TheLengthMatters) {
  std::set<std::uint64_t> seen;
  for (std::uint16_t bytes = 1; bytes <= kMessageBytes; ++bytes) {
    Parts parts;
    parts.message = {1};
    parts.head.bytes = bytes;
    EXPECT_TRUE(seen.insert(parts.hash()).second) << bytes;
  }
}

/// Where a component lies on its rank is no part of the model; nor is what lay in memory before the event.
TEST(HashEvent, PlaceAndWhatLiesBehindTheMessageDoNotMatter) {
  Parts parts;
  parts.head.target = 99;
  EXPECT_EQ(parts.hash(), Parts{}.hash());
  parts.message[12] = 77;
  EXPECT_EQ(parts.hash(), Parts{}.hash());
}

TEST(PutEvent, FillsUpWithZerosToAMultipleOfEight) {
  const std::array<std::uint8_t, kMessageBytes> message{9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
  for (std::uint16_t bytes = 1; bytes <= 16; ++bytes) {
    const Stored stored{EventRecord{.target = 1, .port = 2, .bytes = bytes, .nth = 3}, message.data()};
    const std::size_t size = sizeof(EventRecord) + (bytes + 7U) / 8 * 8;
    EXPECT_EQ(stored.event().size(), size);
    for (std::size_t at = sizeof(EventRecord); at < stored.bytes.size(); ++at) {
      const auto wanted = at < sizeof(EventRecord) + bytes ? 9 : at < size ? 0 : 0xFF;
      EXPECT_EQ(std::to_integer<int>(stored.bytes.at(at)), wanted) << bytes << " bytes, at " << at;
    }
  }
}

}  // namespace
}  // namespace octosim::engine
