#include "jobs/cli/chunk_options.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::cli {
namespace {

using partition::chunk::Method;
using testing::HasSubstr;

ChunkAsked asked(const std::function<void(ChunkOptions&)>& set) {
  ChunkOptions options{.graph = "g.toml"};
  set(options);
  return read_options(options);
}

std::string refused_options(const std::function<void(ChunkOptions&)>& set) {
  try {
    asked(set);
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return {};
}

TEST(ChunkOptionsTest, TheLimitSaysWhatIsMeant) {
  EXPECT_EQ(asked([](auto& o) { o.budget = "80%"; }).request.method, Method::kGreedy);
  EXPECT_EQ(asked([](auto& o) { o.budget = "80%"; }).percent, 80.0);
  EXPECT_EQ(asked([](auto& o) { o.budget = "2.5KiB"; }).request.budget, 2560);
  EXPECT_EQ(asked([](auto& o) { o.budget = "100"; }).request.budget, 100);
  EXPECT_EQ(asked([](auto& o) { o.sram = "0.8MiB"; }).request.method, Method::kTbu);
  EXPECT_EQ(asked([](auto& o) { o.sram = "0.8MiB"; }).request.tbu.sram_bytes, 838860) << "rounded down";
  EXPECT_EQ(asked([](auto& o) { o.select = "memory"; }).request.method, Method::kMemory);
  for (const char* name : {"released", "greedy", "cost"}) {
    const auto method = asked([&](auto& o) { o.select = name, o.budget = "1MiB"; }).request.method;
    EXPECT_STREQ(name_of(method), name);
  }
}

TEST(ChunkOptionsTest, RatesAndWeights) {
  const auto a = asked([](auto& o) { o.budget = "9", o.select = "cost", o.alpha = 2, o.lambda = 0, o.width = 5; });
  EXPECT_EQ(a.request.beam.weights.alpha, 2);
  EXPECT_EQ(a.request.beam.weights.beta, 1);
  EXPECT_EQ(a.request.beam.weights.lambda, 0);
  EXPECT_EQ(a.request.beam.cheapest, 3U);
  EXPECT_EQ(a.request.beam.most_reduced, 2U);
  const auto b = asked([](auto& o) { o.sram = "1MiB", o.cbu = "2MiB", o.rows = 16, o.bandwidth = 8, o.memory = {}; });
  EXPECT_EQ(b.request.tbu.cbu_bytes, 2 << 20);
  EXPECT_EQ(b.request.tbu.rows, 16);
  EXPECT_EQ(b.request.tbu.fill_cycles, 16 + 32 - 2) << "follows from the PEs";
  EXPECT_EQ(b.request.tbu.bytes_per_cycle, 8);
  EXPECT_EQ(asked([](auto& o) { o.budget = "9", o.fill_cycles = 7; }).request.tbu.fill_cycles, 7);
}

TEST(ChunkOptionsTest, DefaultsAreThoseOfATbu) {
  const partition::chunk::Tbu tbu = asked([](auto&o) { o.sram = "4MiB"; }).request.tbu, usual;
  EXPECT_EQ(tbu.sram_bytes, usual.sram_bytes);
  EXPECT_EQ(tbu.fill_cycles, usual.fill_cycles);
}

TEST(ChunkOptionsTest, WhatTheLongestSequenceMay) {
  const auto a = asked([](auto& o) { o.budget = "1", o.memory = "2KiB", o.most_loss = "12.5%"; });
  EXPECT_EQ(a.memory, 2048);
  EXPECT_EQ(a.most_loss, 0.125);
  for (const char* text : {"0%", "10", "%", "-1%"}) {
    EXPECT_THAT(refused_options([&](auto& o) { o.budget = "1", o.most_loss = text; }),
                HasSubstr("--most-loss " + std::string{text} + " (must be above 0%"));
  }
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.no_longest = true, o.memory = "1"; }),
              HasSubstr("--memory means nothing with --no-longest"));
}

TEST(ChunkOptionsTest, FaultsAreNamed) {
  EXPECT_THAT(refused_options([](auto&) {}), HasSubstr("a limit is missing"));
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.sram = "1"; }), HasSubstr("--budget and --sram"));
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.select = "tbu"; }), HasSubstr("must be --sram"));
  EXPECT_THAT(refused_options([](auto& o) { o.sram = "1", o.select = "cost"; }), HasSubstr("must be --budget"));
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.select = "memory"; }), HasSubstr("has no limit"));
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.select = "best"; }), HasSubstr("--select best"));
  for (const char* text : {"0%", "-3%", "x%", "%", "1 2%", "nan%", "1001%"}) {
    EXPECT_THAT(refused_options([&](auto& o) { o.budget = text; }), HasSubstr("--budget " + std::string{text})) << text;
  }
  for (const char* text : {"", "0", "-1", "4 ns", "4 parsecs", "1e30", "nan", "0.5"}) {
    EXPECT_THAT(refused_options([&](auto& o) { o.sram = text; }), HasSubstr("--sram " + std::string{text})) << text;
  }
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.rows = 0; }), HasSubstr("--rows 0 (must be from 1"));
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.width = 0, o.select = "cost"; }), HasSubstr("--width 0"));
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.beta = -1, o.select = "cost"; }), HasSubstr("--beta -1"));
  EXPECT_THAT(refused_options([](auto& o) { o.graph = "", o.budget = "1"; }), HasSubstr("GRAPH is missing"));
  EXPECT_THAT(refused_options([](auto& o) { o.model = "gpt", o.budget = "1"; }), HasSubstr("GRAPH and --model"));
}

TEST(ChunkOptionsTest, WhatWouldDoNothingIsRefused) {
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.cbu = "1MiB"; }), HasSubstr("--cbu means nothing"));
  EXPECT_THAT(refused_options([](auto& o) { o.budget = "1", o.alpha = 1; }), HasSubstr("it is for --select cost"));
  EXPECT_THAT(refused_options([](auto& o) { o.sram = "1MiB", o.memory = "1"; }), HasSubstr("--memory means nothing"));
  EXPECT_THAT(refused_options([](auto& o) { o.model = "gpt", o.graph = "", o.budget = "1", o.onnx.barrier = true; }),
              HasSubstr("--barrier"));
}

}  // namespace
}  // namespace octosim::jobs::cli
