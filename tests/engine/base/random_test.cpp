#include "engine/base/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace octosim::engine {
namespace {

constexpr std::uint64_t kAllOnes = std::numeric_limits<std::uint64_t>::max();

struct Known {
  DrawKey key;
  std::uint64_t nth;
  std::uint64_t word;
};

/// The first is Random123's known answer for philox4x64-10 (kat_vectors: counter 0, key 0); the others come from a
/// second implementation, written from the description in Salmon et al., SC 2011.
TEST(DrawWord, IsThePhiloxOfItsKey) {
  const std::array known{
      Known{{0, 0, 0}, 0, 0x16554d9eca36314cU},
      Known{{1, 2, 3}, 4, 0xfaaf554d58da71d3U},
      Known{{kAllOnes, kAllOnes, kAllOnes}, kAllOnes, 0x070814df3247b8d4U},
      Known{{42, 7, 0}, 0, 0xd97b87792327f6f1U},
      Known{{42, 7, 0}, 1, 0x310c6e03df6e047bU},
  };
  for (const auto& [key, nth, word] : known) {
    EXPECT_EQ(draw_word(key, nth), word) << key.seed << ' ' << key.identity << ' ' << key.purpose << ' ' << nth;
  }
}

TEST(DrawWord, IsTheFirstWhenNoNumberIsGiven) { EXPECT_EQ(draw_word({42, 7, 0}), draw_word({42, 7, 0}, 0)); }

/// The first block is Random123's known answer for philox4x64-10 (kat_vectors: counter 0, key 0).
TEST(DrawWords, AreTheFourWordsOfOneBlock) {
  const std::array<std::uint64_t, 4> known{0x16554d9eca36314cU, 0xdb20fe9d672d0fdcU, 0xd7e772cee186176bU,
                                           0x7e68b68aec7ba23bU};
  EXPECT_EQ(draw_words({0, 0, 0}, 0), known);
  for (std::uint64_t nth = 0; nth < 10; ++nth) EXPECT_EQ(draw_words({7, 8, 9}, nth)[0], draw_word({7, 8, 9}, nth));
}

TEST(DrawWord, NeverRepeatsWhenAnyPartOfTheKeyDiffers) {
  std::vector<std::uint64_t> words;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    for (std::uint64_t identity = 0; identity < 6; ++identity) {
      for (std::uint64_t purpose = 0; purpose < 6; ++purpose) {
        for (std::uint64_t nth = 0; nth < 6; ++nth) words.push_back(draw_word({seed, identity, purpose}, nth));
      }
    }
  }
  std::sort(words.begin(), words.end());
  EXPECT_EQ(std::adjacent_find(words.begin(), words.end()), words.end());
}

TEST(DrawUniform, IsTheTopBitsOfTheWordAndInsideTheOpenInterval) {
  for (std::uint64_t nth = 0; nth < 1000; ++nth) {
    const double u = draw_uniform({1, 2, 3}, nth);
    EXPECT_GT(u, 0);
    EXPECT_LT(u, 1);
    EXPECT_EQ(static_cast<std::uint64_t>(u * 0x1p52), draw_word({1, 2, 3}, nth) >> 12U);
  }
  // What the extreme words give: neither end is reached.
  EXPECT_GT((0 + 0.5) * 0x1p-52, 0.0);
  EXPECT_LT((static_cast<double>(kAllOnes >> 12U) + 0.5) * 0x1p-52, 1.0);
}

/// 20 bins of 20,000 draws: chi-square with 19 degrees of freedom is below 43.8 with probability 0.999.
TEST(DrawUniform, FillsTheIntervalEvenly) {
  constexpr int kDraws = 20'000;
  std::array<int, 20> bins{};
  for (std::uint64_t nth = 0; nth < kDraws; ++nth) ++bins[static_cast<std::size_t>(draw_uniform({5, 6, 7}, nth) * 20)];
  double chi2 = 0;
  for (const int bin : bins) chi2 += (bin - kDraws / 20.0) * (bin - kDraws / 20.0) / (kDraws / 20.0);
  EXPECT_LT(chi2, 43.8);
  EXPECT_GT(chi2, 5.4);  // as rarely too even
}

/// Correlation of two streams of `draws` normals.
double correlation(const DrawKey& a, const DrawKey& b, std::uint64_t lag) {
  constexpr std::uint64_t kDraws = 10'000;
  double sum = 0;
  for (std::uint64_t nth = 0; nth < kDraws; ++nth) sum += draw_normal(a, nth) * draw_normal(b, nth + lag);
  return sum / static_cast<double>(kDraws);
}

/// Standard deviation of each correlation is 0.01: 0.045 is passed by chance once in 100,000 times.
TEST(DrawNormal, IsIndependentAcrossPurposeIdentitySeedAndDraw) {
  const DrawKey key{1, 2, 3};
  EXPECT_NEAR(correlation(key, {1, 2, 4}, 0), 0, 0.045);
  EXPECT_NEAR(correlation(key, {1, 3, 3}, 0), 0, 0.045);
  EXPECT_NEAR(correlation(key, {2, 2, 3}, 0), 0, 0.045);
  EXPECT_NEAR(correlation(key, {1, 3, 2}, 0), 0, 0.045);
  EXPECT_NEAR(correlation(key, key, 1), 0, 0.045);
  EXPECT_NEAR(correlation(key, key, 0), 1, 0.07);
}

TEST(DrawNormal, IsTheQuantileOfTheUniformDraw) {
  for (std::uint64_t nth = 0; nth < 100; ++nth) {
    EXPECT_EQ(draw_normal({9, 9, 9}, nth), normal_quantile(draw_uniform({9, 9, 9}, nth)));
  }
}

TEST(NormalQuantile, GivesTheKnownQuantiles) {
  struct Quantile {
    double p, z;
  };
  const std::array known{
      Quantile{0.975, 1.959963984540054}, Quantile{0.025, -1.959963984540054}, Quantile{0.001, -3.090232306167813},
      Quantile{0.999, 3.090232306167813}, Quantile{1e-10, -6.361340902404056}, Quantile{0.02425, -1.972961051311885},
      Quantile{0.8413447460685429, 1.0},  Quantile{0.0227501319481792, -2.0},  Quantile{0.6, 0.2533471031357997},
  };
  for (const auto& [p, z] : known) EXPECT_NEAR(normal_quantile(p), z, 1.5e-9 * std::abs(z)) << p;
  EXPECT_NEAR(normal_quantile(0.5), 0, 1e-15);
}

TEST(NormalQuantile, RisesAndIsFiniteFromTheLeastDrawToTheGreatest) {
  double before = normal_quantile(0x1p-53);
  EXPECT_TRUE(std::isfinite(before));
  for (int k = 1; k < 2000; ++k) {
    const double z = normal_quantile(k / 2000.0);
    EXPECT_GT(z, before) << k;
    before = z;
  }
  const double last = normal_quantile(1 - 0x1p-53);
  EXPECT_TRUE(std::isfinite(last));
  EXPECT_GT(last, before);
}

TEST(NormalCdf, IsTheInverseOfTheQuantile) {
  EXPECT_NEAR(normal_cdf(0), 0.5, 1e-16);
  EXPECT_NEAR(normal_cdf(1.959963984540054), 0.975, 1e-12);
  EXPECT_NEAR(normal_cdf(-8), 6.220960574271784e-16, 1e-24);
  for (const double p : {1e-6, 0.01, 0.3, 0.5, 0.9, 0.9999}) EXPECT_NEAR(normal_cdf(normal_quantile(p)), p, 4e-8 * p);
}

}  // namespace
}  // namespace octosim::engine
