/// \file tbu_window.hpp  Some TBUs of a cluster, as one message names them.
#pragma once
#include <array>
#include <bit>
#include <cstdint>

#include "engine/model/archive.hpp"
#include "models/network/packet.hpp"

namespace octosim::models::octopus {

/// A set of places in a cluster, all within a window of 192: a bit each in fields a, b and c of a message, and the
/// first place of the window, a multiple of 192, in field d.
class TbuWindow {
 public:
  static constexpr std::uint32_t kPlaces = 192;

  TbuWindow() = default;
  /// Just this one.
  explicit TbuWindow(std::uint32_t tbu) : first_{tbu / kPlaces * kPlaces} { insert(tbu); }

  bool empty() const { return bits_[0] == 0 && bits_[1] == 0 && bits_[2] == 0; }
  /// Whether it could be in here.
  bool spans(std::uint32_t tbu) const { return tbu / kPlaces * kPlaces == first_; }
  bool contains(std::uint32_t tbu) const { return spans(tbu) && (word(tbu) & bit(tbu)) != 0; }
  /// \pre spans(tbu)
  void insert(std::uint32_t tbu) { word(tbu) |= bit(tbu); }
  /// False if it was not in here.
  bool erase(std::uint32_t tbu) {
    if (!contains(tbu)) return false;
    word(tbu) &= ~bit(tbu);
    return true;
  }
  /// Calls visit(place) for each, increasing.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::uint32_t k = 0; k < bits_.size(); ++k) {
      for (std::uint64_t left = bits_[k]; left != 0; left &= left - 1) {
        visit(first_ + 64 * k + static_cast<std::uint32_t>(std::countr_zero(left)));
      }
    }
  }

  void write(network::Packet& packet) const {
    packet.a = bits_[0];
    packet.b = bits_[1];
    packet.c = bits_[2];
    packet.d = first_;
  }
  static TbuWindow of(const network::Packet& packet) {
    TbuWindow window;
    window.bits_ = {packet.a, packet.b, packet.c};
    window.first_ = packet.d;
    return window;
  }
  void archive(engine::Archive& archive) { archive(bits_, first_); }

 private:
  std::uint64_t& word(std::uint32_t tbu) { return bits_[(tbu - first_) / 64]; }
  std::uint64_t word(std::uint32_t tbu) const { return bits_[(tbu - first_) / 64]; }
  std::uint64_t bit(std::uint32_t tbu) const { return std::uint64_t{1} << (tbu - first_) % 64; }

  std::array<std::uint64_t, 3> bits_{};
  std::uint32_t first_ = 0;
};

}  // namespace octosim::models::octopus
