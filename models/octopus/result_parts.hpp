/// \file result_parts.hpp  What a result consists of, as it is written to a TF-Queue.
#pragma once
#include <algorithm>
#include <cstdint>
#include <numeric>

#include <boost/container/small_vector.hpp>

#include "models/memory/banked_sram.hpp"
#include "models/network/sender.hpp"

namespace octosim::models::octopus {

/// They come over the port of a TBU one after another, in the order they are added.  A part without bytes is none.
class ResultParts {
 public:
  void add(std::uint64_t flow, std::uint64_t bytes) {
    if (bytes > 0) parts_.push_back({flow, bytes});
  }
  std::uint64_t bytes() const {
    return std::accumulate(parts_.begin(), parts_.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Part& part) { return sum + part.bytes; });
  }
  /// The last byte has come at `now`, over a port of `port` B/cycle; the cycle from which all can be read.
  std::uint64_t write(memory::BankedSram& sram, std::uint64_t port, std::uint64_t now) const {
    std::uint64_t rest = 0;
    for (const Part& part : parts_) rest += network::serialisation(part.bytes, port);
    std::uint64_t at = now;
    for (const Part& part : parts_) {
      const std::uint64_t link = network::serialisation(part.bytes, port);
      rest -= link;
      at = std::max(at, sram.write(part.flow, part.bytes, now - std::min(now, rest), link));
    }
    return at;
  }

 private:
  struct Part {
    std::uint64_t flow = 0, bytes = 0;
  };
  boost::container::small_vector<Part, 6> parts_;  // chosen: above the Task Flows out of most Task Blocks
};

}  // namespace octosim::models::octopus
