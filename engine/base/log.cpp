#include "engine/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace octosim::engine {

void log_line(std::string_view text) {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = spdlog::stderr_logger_mt("octosim");
    made->set_pattern("octosim: %v");
    return made;
  }();
  logger->info(text);
}

}  // namespace octosim::engine
