/// \file network_words.hpp  The networks that `octosim model` makes, and the words of the command line for each.
#pragma once
#include <functional>
#include <string>

#include "models/tensor/graph.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace octosim::jobs::cli {

/// Called for each network: its subcommand, and what makes the graph once the command line is known to be good.
using EachNetwork = std::function<void(CLI::App& way, const std::function<models::tensor::Graph()>& make)>;

/// Adds a subcommand for each network, with the options of its sizes.
void add_networks(CLI::App& app, const EachNetwork& each);

/// The words that a network was chosen with: its name and the sizes that were given, without -o and --json.
/// \pre `way` is a subcommand of add_networks that was parsed
std::string words_of(const CLI::App& way);

/// The graph of `words`, which it notes.  \throws engine::ModelError quoting the words if they are no network's, or as
/// the network does
models::tensor::Graph make_network(const std::string& words);

}  // namespace octosim::jobs::cli
