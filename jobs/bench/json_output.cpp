#include "jobs/bench/json_output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"

namespace octosim::jobs::bench {
namespace {

[[noreturn]] void fail(const std::string& target) {
  throw engine::SystemError{target + ": cannot be written: " + std::strerror(errno)};
}

}  // namespace

JsonOutput::JsonOutput(std::string target) : target_{std::move(target)} {
  if (target_ == "-") return;
  file_.emplace(target_);
  errno = 0;
  out_.open(file_->partial(), std::ios::binary);
  if (!out_) fail(target_);
}

void JsonOutput::write(const nlohmann::ordered_json& json) {
  const std::string text = json.dump(2) + "\n";
  errno = 0;
  if (!file_) {
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) fail("standard output");
    return;
  }
  out_ << text;
  out_.close();
  if (!out_) fail(target_);
  file_->publish();
}

}  // namespace octosim::jobs::bench
