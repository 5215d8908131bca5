/// \file describe.hpp  Settings as text: the reference table, the complete record of an experiment, and its hash.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/experiment/experiment.hpp"

namespace octosim::io::experiment {

/// A Markdown table for each section: key, default, unit, range, effect, meaning.
std::string describe_settings();

/// Every setting of `experiment` as an experiment file, in order, defaults filled in.
/// \post parse_experiment(canonical_text(e), e.file) has the settings of e
std::string canonical_text(const Experiment& experiment);

/// The value of one setting as in canonical_text(), in the unit of its row; nothing if there is no such setting.
/// `key`: "section.key"
std::optional<std::string> setting_text(const Experiment& experiment, std::string_view key);

/// Of the settings that can change results, and of nothing else: not of names, [trace], or the content of workflow and
/// recording.
/// The same on every rank and build.
std::uint64_t experiment_hash(const Experiment& experiment);

}  // namespace octosim::io::experiment
