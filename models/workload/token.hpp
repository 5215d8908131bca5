/// \file token.hpp  What flows through the workflow, and the identities and digests it carries.
#pragma once
#include <cstdint>

#include "engine/base/hash.hpp"
#include "models/workload/distribution.hpp"

namespace octosim::models::workload {

/// An item of a stream: a frame, a crop, a word.  Its properties are functions of its name.
struct Token {
  std::uint64_t id = 0;
  std::uint64_t parent = 0;        ///< token of the enclosing Expand; the stream at top level
  std::uint64_t digest = 0;        ///< what the blocks so far made of it
  std::uint32_t position = 0;      ///< within `parent`
  std::uint16_t home = 0;          ///< cluster where the enclosing scope is joined
  std::uint32_t frame = kNoFrame;  ///< that it comes from, or whole stream (Program::frame_token, stream_token)

  TokenName name() const { return {id, parent, position, frame}; }
  /// `Archive`: engine::Archive.
  template <class Archive>
  void archive(Archive& archive) {
    archive(id, parent, digest, position, home, frame);
  }
};

/// The functional model: how each block transforms digests.  Sums make a join independent of the order of arrival;
/// positions inside the terms make it sensitive to the order within the stream.  The untimed interpreter and the
/// machine both use these and nothing else.
namespace functional {
using engine::mix;

inline constexpr std::uint64_t kStreamSalt = 0x53545245414D0001ULL;

constexpr std::uint64_t stream_id(std::uint64_t stream) { return mix(kStreamSalt, stream); }
/// The stream with that identity; for any other word a number that is no stream, but for one word in 2^64.
constexpr std::uint64_t stream_of(std::uint64_t id) { return engine::unmix(kStreamSalt, id); }
constexpr std::uint64_t block_salt(std::uint32_t block) { return mix(0x424C4F434B000001ULL, block); }
constexpr std::uint64_t child_id(std::uint64_t parent, std::uint32_t block, std::uint64_t position) {
  return mix(mix(parent, block_salt(block)), position);
}

/// A packet of a Task Block: fold the digests of its inputs into this, in the order of its flows.
constexpr std::uint64_t packet_seed(std::uint32_t block, std::uint32_t packet) {
  return mix(block_salt(block), packet);
}
/// What a TBU makes of the folded inputs.
constexpr std::uint64_t executed(std::uint64_t folded) { return mix(folded, 0x45584543ULL); }
/// The folded inputs of a packet that also has what those before it made and handed to nobody else; `silent`: the sum
/// of their digests, for they come in any order.
constexpr std::uint64_t after_silent(std::uint64_t folded, std::uint64_t silent) { return mix(folded, silent); }
/// An item of a Task Block: fold the digests of its packets into this, in their order.
constexpr std::uint64_t item_seed(std::uint32_t block) { return block_salt(block) ^ 0x4954454DULL; }

constexpr std::uint64_t routed(std::uint32_t block, std::uint64_t digest, std::uint64_t branch) {
  return mix(mix(block_salt(block), digest), branch);
}
constexpr std::uint64_t expanded(std::uint32_t block, std::uint64_t digest, std::uint64_t position) {
  return mix(mix(block_salt(block), digest), position);
}
/// One term of a Merge, Collapse or sink; terms are added.
constexpr std::uint64_t arrived(std::uint32_t flow, std::uint64_t digest, std::uint64_t position) {
  return mix(mix(flow, digest), position);
}
constexpr std::uint64_t joined(std::uint32_t block, std::uint64_t sum, std::uint64_t terms) {
  return mix(mix(block_salt(block), sum), terms);
}
}  // namespace functional

}  // namespace octosim::models::workload
