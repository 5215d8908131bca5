/// \file rank_writer.hpp  Stores the records of one rank in DIR/rank-NNNN.h5, from a thread of its own.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/model/record.hpp"
#include "io/trace/run_info.hpp"
#include "io/trace/worker_thread.hpp"

namespace octosim::io::trace {

class RankFile;

enum class Wait : std::uint8_t { kNo, kYes };

/// Records are gathered in memory and handed to the thread by batches; compression and disk are its work.  An error of
/// that thread is thrown by the next call here, as SystemError, and by every call after it.
/// All calls come from one thread.  Memory: up to 2 MiB a column of each record type in use.
class RankWriter final : public engine::RecordSink {
 public:
  /// Creates the file, ready to be read.  Records of a level above `level` are dropped by `write`.
  /// `compression`: deflate level, 0 (none) to 9.  What `types` views must remain live in this call only.
  /// \throws ModelError for a bad record type or compression, SystemError if the file cannot be made.
  RankWriter(const std::filesystem::path& directory, std::int32_t rank, const RunInfo& info,
             std::span<const engine::RecordType> types, engine::Level level, unsigned compression = 1);
  /// Without `close`, as when a run fails: keeps what was written, but the file stays marked as incomplete.
  ~RankWriter() override;
  RankWriter(const RankWriter&) = delete;
  RankWriter& operator=(const RankWriter&) = delete;

  /// \pre `time` is not before that of an earlier record.  About 10 ns; blocks if the thread is 8 batches behind.
  void write(std::uint32_t type, engine::SimTime time, engine::ComponentId component, std::uint64_t nth,
             std::span<const std::uint64_t> values) override;
  /// Everything written before will survive the death of this process, once the thread is there; Wait::kYes: at return.
  /// `reached`: no record of an earlier time will come; the time of the last record if that is later.
  /// Each flush compresses a piece of every column again that grew: call it every few seconds, not every window.
  void flush(engine::SimTime reached = {}, Wait wait = Wait::kNo);
  /// How many rows of each record type were written so far, in the byte order of their paths.
  std::vector<std::uint64_t> rows() const;
  /// Writes everything, marks the file as complete and closes it.  The second call does nothing.
  void close();

 private:
  struct Buffer {
    std::uint32_t width = 0;  // columns with the key columns
    bool recorded = true;
    std::uint64_t written = 0;  // rows, of the whole file
    std::string path;
    std::vector<std::uint64_t> rows;  // one after the other
  };
  void hand_over(std::uint32_t type);

  std::uint64_t last_time_ = 0;  // no record of an earlier time will come
  bool closed_ = false;
  std::vector<Buffer> buffers_;  // by type
  std::unique_ptr<RankFile> file_;
  WorkerThread thread_;  // last: its jobs use file_
};

}  // namespace octosim::io::trace
