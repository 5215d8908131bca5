/// \file lookahead_option.hpp  The option --widen: what ranks may count on, to measure what it buys.
#pragma once
#include <CLI/CLI.hpp>

#include "engine/kernel/run_options.hpp"

namespace octosim::jobs::cli {

/// `lookahead` outlives the parsing.  Given once: some of hops, pairs, silence, or none; not given: all.
void add_lookahead(CLI::App& command, engine::Lookahead& lookahead);

}  // namespace octosim::jobs::cli
