/// \file sized_network.hpp  A network whose sequence may be another: what `octosim chunk` looks for the longest of.
#pragma once
#include <cstdint>
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::jobs::cli {

/// Sizes of its sequence are numbered: 1 is the smallest that the network may have.
class SizedNetwork {
 public:
  /// The words of `octosim model` (network_words.hpp).  \throws engine::ModelError if they make no network
  explicit SizedNetwork(const std::string& words);

  /// Tokens, residues, or pixels of the latent image: what --seq takes.  Grows with the number.
  std::int64_t length(std::int64_t number) const;
  /// The number of the sequence of the words, rounded down.
  std::int64_t given() const { return given_; }
  /// Of the longest sequence that a generator takes.
  std::int64_t most() const;
  /// The words of the same network with two layers, where that is fewer; else empty.
  const std::string& shallow_words() const { return shallow_; }
  /// \throws engine::ModelError where the network refuses a sequence, or where it does not fit 64 bits
  models::tensor::Graph graph(std::int64_t number) const;

 private:
  std::string shallow_;
  std::string words_;          ///< without the sequence
  std::int64_t multiple_ = 1;  ///< of the side, or of the length
  bool square_ = false;        ///< the length is a square
  std::int64_t more_ = 0;      ///< and one for the class
  std::int64_t given_ = 1;
};

}  // namespace octosim::jobs::cli
