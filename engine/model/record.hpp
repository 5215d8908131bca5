/// \file record.hpp  Probes: typed records that components publish and a sink stores.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/ids.hpp"
#include "engine/base/time.hpp"

namespace octosim::engine {

/// One column of a record: an unsigned 64-bit integer.
struct Column {
  std::string_view name;
  std::string_view unit;  ///< "cycles", "bytes", "count", "id", "hash"; never empty
  std::string_view help;
};

/// How much is recorded.  Each level contains the ones before it.
enum class Level : std::uint8_t { kSummary, kInterval, kEvent };

/// The shape of one kind of record; `path` is its group in the trace, e.g. "/balance/moves".
struct RecordType {
  std::string_view path;
  std::string_view help;
  Level level = Level::kInterval;
  std::span<const Column> columns;
};

/// Takes the records of one rank, in the order the rank handles events.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  /// `type`: index into the model's Blueprint::record_types(); `values`: one per column.
  /// (time, component, nth) orders the records of a run the same way on every partition.
  virtual void write(std::uint32_t type, SimTime time, ComponentId component, std::uint64_t nth,
                     std::span<const std::uint64_t> values) = 0;
};

}  // namespace octosim::engine
