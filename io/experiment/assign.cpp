#include "io/experiment/assign.hpp"

namespace octosim::io::experiment {

const std::string& text_of(const Given& given) {
  if (const auto* text = std::get_if<std::string>(&given.value)) return *text;
  given.refuse("must be a text in quotes");
}

bool switch_of(const Given& given) {
  if (const auto* value = std::get_if<bool>(&given.value)) return *value;
  if (given.from == Given::From::kOverride) {
    const std::string& text = text_of(given);
    if (text == "true") return true;
    if (text == "false") return false;
  }
  given.refuse("must be true or false");
}

}  // namespace octosim::io::experiment
