#include "jobs/cli/sized_network.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "jobs/cli/network_words.hpp"
#include "models/tensor/networks/evoformer.hpp"
#include "models/tensor/networks/gpt.hpp"
#include "models/tensor/networks/sizes.hpp"
#include "models/tensor/networks/unet.hpp"
#include "models/tensor/networks/vit.hpp"

namespace octosim::jobs::cli {
namespace {

namespace networks = models::tensor::networks;

/// The longest of each network without --seq.
std::int64_t default_length(const std::string& network) {
  if (network == "gpt") return networks::Gpt{}.tokens;
  if (network == "vit") return networks::Vit{}.tokens;
  if (network == "evoformer") return networks::Evoformer{}.residues;
  return networks::Unet{}.height * networks::Unet{}.width;
}

}  // namespace

SizedNetwork::SizedNetwork(const std::string& words) {
  const std::uint32_t nodes = make_network(words).size();  // its errors are those of the words
  std::vector<std::string> all;
  std::istringstream stream{words};
  for (std::string word; stream >> word;) all.push_back(word);
  std::int64_t length = default_length(all[0]);
  const auto has = [&all](const char* word) { return std::find(all.begin(), all.end(), word) != all.end(); };
  const bool whole = has("--whole"), full = has("full") || has("--block=full");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t equals = all[i].find('=');
    const std::string name = all[i].substr(0, equals);
    if (name != "--seq" && name != "--latent") {
      words_ += (words_.empty() ? "" : " ") + all[i];
      continue;
    }
    const std::int64_t value = std::stoll(equals == std::string::npos ? all[++i] : all[i].substr(equals + 1));
    length = name == "--latent" ? value * value : value;
  }
  if (all[0] != "unet") {  // whose layers are something else
    std::string shallow;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i] == "--layers") {
        ++i;
      } else if (!all[i].starts_with("--layers=")) {
        shallow += all[i] + " ";
      }
    }
    shallow += "--layers 2";
    if (make_network(shallow).size() < nodes) shallow_ = shallow;
  }
  square_ = all[0] == "unet" || (all[0] == "vit" && whole);
  more_ = all[0] == "vit" && whole ? 1 : 0;
  if (all[0] == "unet" && full) multiple_ = std::int64_t{1} << (networks::Unet{}.multipliers.size() - 1);
  while (given_ < most() && this->length(given_ + 1) <= length) ++given_;
}

std::int64_t SizedNetwork::length(std::int64_t number) const {
  const std::int64_t side = number * multiple_;
  return (square_ ? side * side : side) + more_;
}

std::int64_t SizedNetwork::most() const {
  // A square of pixels may be the square of what an extent may be; its attention would not fit 64 bits long before.
  return square_ ? 100'000 / multiple_ : networks::kMostExtent / multiple_;
}

models::tensor::Graph SizedNetwork::graph(std::int64_t number) const {
  return make_network(fmt::format("{} --seq {}", words_, length(number)));
}

}  // namespace octosim::jobs::cli
