#include "engine/base/error.hpp"

namespace octosim::engine {

void contract_failed(const char* kind, const char* condition, const char* file, int line) {
  throw LogicError{std::string{file} + ":" + std::to_string(line) + ": " + kind + " failed: " + condition};
}

}  // namespace octosim::engine
