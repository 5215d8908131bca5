/// \file envelope.hpp  What stands before the HDF5 of a plan: its name, version, size and checksum, as text.
///
/// HDF5 calls it a user block, and skips it.  It is checked before HDF5 sees a byte.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace octosim::io::plan {

/// Of the format.  Another one is refused.
inline constexpr std::uint64_t kVersion = 1;
inline constexpr std::size_t kEnvelopeBytes = 512;  ///< the least that HDF5 allows

/// The bytes of a file: the envelope, then `image`.
std::string seal(std::string_view image);

/// Whether a file that begins so calls itself a plan.
bool is_sealed(std::string_view bytes);

/// The image in the bytes of a file called `name`; they must outlive it.
/// \throws ModelError if it is no plan, of another version, cut short, or not as it was written
std::string_view unseal(std::string_view bytes, const std::string& name);

}  // namespace octosim::io::plan
