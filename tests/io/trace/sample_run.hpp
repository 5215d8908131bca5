/// \file sample_run.hpp  A small model run, written by as many ranks as a test wants.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/model/record.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/merge.hpp"
#include "io/trace/rank_writer.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::trace::test {

using octosim::test::Directory;

inline constexpr std::array kMoveColumns{engine::Column{"from", "id", "sending cluster"},
                                         engine::Column{"bytes", "bytes", "moved"}};
inline constexpr std::array kSampleColumns{
    engine::Column{"busy", "cycles", ""},    engine::Column{"configuring", "cycles", ""},
    engine::Column{"loading", "cycles", ""}, engine::Column{"starved", "cycles", ""},
    engine::Column{"blocked", "cycles", ""}, engine::Column{"port", "cycles", ""},
    engine::Column{"open", "cycles", ""}};
inline constexpr std::array kDoneColumns{engine::Column{"functional_ok", "count", "1: as expected"}};
inline constexpr std::array kTypes{
    engine::RecordType{"/balance/moves", "one move of load", engine::Level::kInterval, kMoveColumns},
    engine::RecordType{"/tbus/samples", "cycles by state so far", engine::Level::kInterval, kSampleColumns},
    engine::RecordType{"/streams/done", "a stream has left", engine::Level::kSummary, kDoneColumns},
    engine::RecordType{"/network/flits", "one flit", engine::Level::kEvent, {}}};
inline constexpr std::uint32_t kMoves = 0, kSamples = 1, kDone = 2, kFlits = 3;

inline RunInfo sample_info(std::int32_t ranks) {
  return {.experiment_text = "workload: pair\nseed: 7\n",
          .experiment_name = "sample",
          .owg_text = "owg of the sample",
          .plan_text = std::string(100'000, 'p'),  // longer than an attribute may be
          .experiment_hash = 0xFEDC'BA98'7654'3210,
          .seed = 7,
          .plan_digest = 0x0123'4567'89AB'CDEF,
          .recording_digest = 0x1123'4567'89AB'CDEF,
          .version = "0.1.0",
          .compiler = "g++ 12.2",
          .ranks = ranks};
}

inline Summary sample_summary(std::int32_t ranks) {
  return {{"drained_cycles", std::uint64_t{500}},
          {"utilization", 0.75},
          {"functional_ok", true},
          {"packets_made", std::uint64_t{10}},
          {"packets_delivered", std::uint64_t{7}},
          {"packets_in_flight", std::uint64_t{3}},
          {"policy", std::string{"diffusive"}},
          {"host_ranks", static_cast<std::uint64_t>(ranks)}};
}

inline EngineData sample_engine(std::int32_t ranks) {
  std::vector<EngineRow> rows;
  for (std::int32_t rank = 0; rank < ranks; ++rank) {
    rows.push_back({{{"events", 100 + static_cast<std::uint64_t>(rank)}, {"wait_ns", 5}, {"sent_bytes", 64}}});
  }
  return {.ranks = rows, .classes = {}, .cluster_events = {}};
}

/// Writes the records of components 0..8 with component % ranks == rank, at times 0, 10, .. 490.  Components of one
/// time write in falling order of component: files are in order of time only.  Only times in [from, to).
inline void write_records(RankWriter& writer, std::int32_t rank, std::int32_t ranks, std::uint64_t from = 0,
                          std::uint64_t to = 500) {
  for (std::uint64_t time = from; time < to; time += 10) {
    for (std::int32_t component = 8; component >= 0; --component) {
      if (component % ranks != rank) continue;
      const auto id = static_cast<engine::ComponentId>(component);
      const auto word = static_cast<std::uint64_t>(component);
      for (std::uint64_t nth = 0; nth < 2; ++nth) {
        writer.write(kMoves, {time}, id, nth, std::array{word, time * 3 + nth});
      }
      const std::uint64_t busy = time * word / 9;
      writer.write(kSamples, {time}, id, 2, std::array<std::uint64_t, 7>{busy, 0, 0, time - busy, 0, 0, 0});
      if (time == 490) writer.write(kDone, {time}, id, 3, std::array<std::uint64_t, 1>{1});
      writer.write(kFlits, {time}, id, 4, {});
    }
  }
}

inline RankWriter make_writer(const std::filesystem::path& directory, std::int32_t rank, std::int32_t ranks) {
  return {directory, rank, sample_info(ranks), kTypes, engine::Level::kInterval};
}

/// The RunInfo of part `number` that began at `since`.
inline RunInfo part_info(std::int32_t ranks, std::int32_t number, std::uint64_t since) {
  RunInfo info = sample_info(ranks);
  info.part = number;
  info.since = since;
  return info;
}

/// Writes part `number` of the sample run, which began at `since`, was saved at `cut` and died at `end`.
inline Part write_part(const std::filesystem::path& directory, std::int32_t number, std::int32_t ranks,
                       std::uint64_t since, std::uint64_t cut, std::uint64_t end) {
  prepare_directory(directory, number);
  Part part{.ranks = ranks, .experiment_hash = sample_info(ranks).experiment_hash, .since = since, .rows = {}};
  for (std::int32_t rank = 0; rank < ranks; ++rank) {
    RankWriter writer{part_folder(directory, number), rank, part_info(ranks, number, since), kTypes,
                      engine::Level::kInterval};
    write_records(writer, rank, ranks, since, cut);
    writer.flush({cut}, Wait::kYes);
    part.rows.push_back(writer.rows());
    write_records(writer, rank, ranks, cut, end);
  }
  return part;
}

/// Writes the last part of the sample run to its end.
inline void write_last_part(const std::filesystem::path& directory, std::int32_t number, std::int32_t ranks,
                            std::uint64_t since) {
  prepare_directory(directory, number);
  for (std::int32_t rank = 0; rank < ranks; ++rank) {
    RankWriter writer{part_folder(directory, number), rank, part_info(ranks, number, since), kTypes,
                      engine::Level::kInterval};
    write_records(writer, rank, ranks, since);
    writer.close();
  }
}

inline void write_rank_files(const std::filesystem::path& directory, std::int32_t ranks) {
  prepare_directory(directory);
  for (std::int32_t rank = 0; rank < ranks; ++rank) {
    RankWriter writer = make_writer(directory, rank, ranks);
    write_records(writer, rank, ranks);
    writer.close();
  }
}

/// Runs the sample on `ranks` ranks and merges it.  Returns the digest; the trace is directory/trace.h5.
inline std::uint64_t run_sample(const std::filesystem::path& directory, std::int32_t ranks) {
  write_rank_files(directory, ranks);
  return merge(directory, sample_info(ranks), sample_summary(ranks), sample_engine(ranks), RankFiles::kRemove);
}

/// What `call` throws as `Error`, in words; a failure of the test if it throws nothing.
template <class Error, class Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

/// What `work` throws as SystemError in a process whose files cannot grow over `bytes`: the nearest a test comes to a
/// full disk.  The process ends by exit(), as a program does; how it ended is appended if that is not exit status 0.
std::string message_on_full_disk(std::uint64_t bytes, const std::function<void()>& work);

/// One group's rows of a file, by column.
std::vector<std::vector<std::uint64_t>> read_group(const std::filesystem::path& file, const std::string& path);

/// Overwrites row `row` of a dataset of a trace, or changes its length to `row` if `value` is null.
void tamper(const std::filesystem::path& file, const std::string& dataset, std::uint64_t row,
            const std::uint64_t* value);

}  // namespace octosim::io::trace::test
