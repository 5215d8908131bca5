#include "io/plan/envelope.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"

namespace octosim::io::plan {
namespace {

using testing::HasSubstr;

std::string refusal_of_envelope(const std::string& bytes) {
  try {
    unseal(bytes, "file.plan");
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("file.plan: "));
    return error.what();
  }
  return "accepted";
}

TEST(EnvelopeTest, HoldsWhatWasSealed) {
  const std::string bytes = seal("image");
  EXPECT_EQ(bytes.size(), kEnvelopeBytes + 5);
  EXPECT_TRUE(is_sealed(bytes));
  EXPECT_EQ(unseal(bytes, "x"), "image");
}

TEST(EnvelopeTest, EveryByteIsCovered) {
  const std::string bytes = seal("the image of a plan");
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_NE(refusal_of_envelope(changed), "accepted") << "byte " << at;
    EXPECT_NE(refusal_of_envelope(bytes.substr(0, at)), "accepted") << "cut at " << at;
  }
  EXPECT_THAT(refusal_of_envelope(bytes + "x"), HasSubstr("checksum"));
}

TEST(EnvelopeTest, SaysWhatIsWrong) {
  std::string other = seal("image");
  other.replace(other.find("version 1"), 9, "version 2");
  EXPECT_THAT(refusal_of_envelope(other), HasSubstr("is a plan of version 2 (this octosim reads version 1"));
  EXPECT_THAT(refusal_of_envelope(""), HasSubstr("is empty"));
  EXPECT_THAT(refusal_of_envelope("[workload]\n"), HasSubstr("is not a plan"));
  EXPECT_THAT(refusal_of_envelope("\x89HDF\r\n\x1a\n and more"), HasSubstr("is it a trace?"));
  EXPECT_THAT(refusal_of_envelope(seal("image").substr(0, 100)), HasSubstr("cut short"));
  EXPECT_FALSE(is_sealed("octosim"));
}

}  // namespace
}  // namespace octosim::io::plan
