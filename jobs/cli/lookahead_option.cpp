#include "jobs/cli/lookahead_option.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace octosim::jobs::cli {

void add_lookahead(CLI::App& command, engine::Lookahead& lookahead) {
  command
      .add_option_function<std::vector<std::string>>(
          "--widen",
          [&lookahead](const std::vector<std::string>& names) {
            const auto named = [&](const char* name) {
              return std::find(names.begin(), names.end(), name) != names.end();
            };
            lookahead = {.hops = named("hops"), .pairs = named("pairs"), .silence = named("silence")};
          },
          "what widens the lookahead beyond the least latency between ranks; the results are the same; default: "
          "hops,pairs,silence")
      ->delimiter(',')
      ->check(CLI::IsMember(std::vector<std::string>{"hops", "pairs", "silence", "none"}));
}

}  // namespace octosim::jobs::cli
