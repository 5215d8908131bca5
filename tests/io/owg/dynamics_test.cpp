// What the shipped workflows draw, against the figures they were made after.
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/hash.hpp"
#include "io/owg/read_owg.hpp"

namespace octosim::io::owg {
namespace {

using models::workload::Owg;
using models::workload::Property;
using models::workload::TokenName;

class Drawn {
 public:
  Drawn(const std::string& file, const std::string& property) : purpose_{engine::hash_text(property)} {
    const Owg owg = read_owg(std::filesystem::path{OCTOSIM_SOURCE_DIR} / "jobs/workloads" / (file + ".toml"));
    property_ = owg.properties.at(owg.find_property(property));
  }

  double value(std::uint64_t video, std::uint64_t frame) const {
    constexpr std::uint64_t kSeed = 11;
    const TokenName token{.id = engine::mix(video, frame), .parent = engine::mix(7, video), .position = frame};
    return draw_property(property_, purpose_, kSeed, token);
  }
  /// What it wanders about.
  double level(std::uint64_t video) const {
    Drawn still = *this;
    still.property_.along.deviation = 0;
    return still.value(video, 0);
  }
  double count(std::uint64_t video, std::uint64_t frame) const { return std::round(value(video, frame)); }

 private:
  Property property_;
  std::uint64_t purpose_;
};

struct Moments {
  double mean = 0, deviation = 0;
};
Moments moments_of(const std::vector<double>& values) {
  Moments made;
  for (const double value : values) made.mean += value / static_cast<double>(values.size());
  for (const double value : values) made.deviation += (value - made.mean) * (value - made.mean);
  made.deviation = std::sqrt(made.deviation / static_cast<double>(values.size()));
  return made;
}

/// Published or measured of still images.  Along a video the mean stays; where there is one object, none is seen in 3 %
/// of the frames, since 0.5 is 1.85 deviations below 1.
struct FanOutFigures {
  std::string file, property;
  double mean, none;
  double deviation;  ///< over images; of videos it is larger by the part that a count wanders
};
class DynamicsTest : public testing::TestWithParam<FanOutFigures> {};

/// Over one frame of each of many videos.  Tolerances: 4 standard errors of the mean; 3 points of P(0), for the
/// objects that are lost.
TEST_P(DynamicsTest, VideosDifferAsStillImagesDo) {
  constexpr std::uint64_t kVideos = 20'000;
  const Drawn drawn{GetParam().file, GetParam().property};
  std::vector<double> counts;
  double none = 0;
  for (std::uint64_t video = 0; video < kVideos; ++video) {
    counts.push_back(drawn.count(video, 1000));
    none += counts.back() == 0 ? 1.0 / kVideos : 0;
  }
  const Moments made = moments_of(counts);
  const double error = made.deviation / std::sqrt(static_cast<double>(kVideos));
  EXPECT_NEAR(made.mean, GetParam().mean, 4 * error);
  EXPECT_NEAR(none, GetParam().none, 0.03);
  const double wandered = 0.27 * std::hypot(GetParam().deviation, GetParam().mean);
  EXPECT_NEAR(made.deviation, std::hypot(GetParam().deviation, wandered), 0.12 * GetParam().deviation);
}

double autocorrelation(const std::vector<double>& values, std::size_t lag) {
  const Moments all = moments_of(values);
  double sum = 0;
  for (std::size_t t = 0; t + lag < values.size(); ++t) sum += (values[t] - all.mean) * (values[t + lag] - all.mean);
  return sum / static_cast<double>(values.size() - lag) / (all.deviation * all.deviation);
}

/// Eleven clips of MOT15 have, in the median, a coefficient of variation of 0.271 and autocorrelations of 0.818, 0.505
/// and 0.278 at lags 1, 10 and 30.  Before rounding to whole objects, over 40 videos of 1,000 frames, each against its
/// own level; tolerances are 2 standard errors or more.
TEST_P(DynamicsTest, CountsWanderAsInClips) {
  constexpr std::uint64_t kFrames = 1000, kVideos = 40;
  const Drawn drawn{GetParam().file, GetParam().property};
  std::vector<double> all;
  for (std::uint64_t video = 0; all.size() < kFrames * kVideos; ++video) {
    const double level = drawn.level(video);
    if (level == 0) continue;
    for (std::uint64_t frame = 0; frame < kFrames; ++frame) all.push_back(drawn.value(video, frame) / level);
  }
  EXPECT_NEAR(moments_of(all).deviation, 0.271, 0.02);
  EXPECT_NEAR(autocorrelation(all, 1), 0.818, 0.03);
  EXPECT_NEAR(autocorrelation(all, 10), 0.505, 0.06);
  EXPECT_NEAR(autocorrelation(all, 30), 0.278, 0.08);
}

// Sources as in table2_test.cpp.  Deviations: WIDER FACE 6.286 (32 px and more) and 39.816, CityPersons 7.936; of
// occupants that of the histogram, 1.18.
INSTANTIATE_TEST_SUITE_P(, DynamicsTest,
                         testing::Values(FanOutFigures{"er", "faces", 3.925, 0.0735, 6.286},
                                         FanOutFigures{"dpsr", "occupants", 2.375 * 0.9, 0.1, 1.18},
                                         FanOutFigures{"sfr", "objects", 6.314, 0.204, 7.936},
                                         FanOutFigures{"cmr", "faces", 12.309, 0, 39.816}),
                         [](const auto& test) { return test.param.file; });

/// Images are unlike their neighbours: 1,800 of them, over streams of any length.
TEST(StillImagesTest, AreDrawnOneByOne) {
  for (const auto& [file, property, mean, deviation] :
       {std::tuple{"osvos", "objects", 2.51, 1.79}, std::tuple{"ocr", "words", 10.46, 9.144}}) {
    const Drawn drawn{file, property};
    std::vector<double> counts;
    for (std::uint64_t image = 0; image < 18'000; ++image) counts.push_back(drawn.count(image / 1800, image % 1800));
    const Moments made = moments_of(counts);
    EXPECT_NEAR(made.mean, mean, 4 * deviation / std::sqrt(18'000.0)) << file;
    EXPECT_NEAR(made.deviation, deviation, 0.06 * deviation) << file;
    for (const std::size_t lag : {1U, 10U, 30U}) EXPECT_NEAR(autocorrelation(counts, lag), 0, 0.03) << file;
  }
}

/// Costs and densities of video: the mean and spread that the source gives, within its range, half of it along a video.
TEST(ContentTest, KeepsItsMeanItsSpreadAndItsRange) {
  struct Cost {
    const char *file, *property;
    double least, most, mean, deviation;
  };
  const double root = std::sqrt(12.0);
  for (const Cost& row : {Cost{"er", "decode_cost", 41. / 66, 96. / 66, 68.5 / 66, 55 / 66. / root},
                          Cost{"er", "encode_cost", 86. / 116, 196. / 116, 141. / 116, 110 / 116. / root},
                          Cost{"cmr", "encode_cost", 89. / 119, 199. / 119, 144. / 119, 110 / 119. / root},
                          Cost{"er", "face_detect_density", 0.6358, 0.7116, 0.6682, 0.014},
                          Cost{"dpsr", "detect_density", 0.44, 0.68, 0.56, 0.03}}) {
    const Drawn drawn{row.file, row.property};
    constexpr std::uint64_t kVideos = 4000;
    std::vector<double> values;
    double within = 0;  // variance of two far frames of one video
    for (std::uint64_t video = 0; video < kVideos; ++video) {
      const double one = drawn.value(video, 0), other = drawn.value(video, 5000);
      values.push_back(one);
      within += (one - other) * (one - other) / 2 / kVideos;
      EXPECT_GE(std::min(one, other), row.least - 1e-6) << row.property;
      EXPECT_LE(std::max(one, other), row.most + 1e-6) << row.property;
    }
    const Moments made = moments_of(values);
    EXPECT_NEAR(made.mean, row.mean, 0.01 * row.mean) << row.property;
    EXPECT_NEAR(made.deviation, row.deviation, 0.1 * row.deviation) << row.property;
    EXPECT_NEAR(within, made.deviation * made.deviation / 2, 0.15 * made.deviation * made.deviation) << row.property;
  }
}

}  // namespace
}  // namespace octosim::io::owg
