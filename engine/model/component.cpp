#include "engine/model/component.hpp"

#include <string>

#include "engine/base/error.hpp"

namespace octosim::engine {

void Component::archive(Archive&) {
  throw LogicError{"class " + std::string{ports().component} + " does not describe its state: no checkpoint of it"};
}

}  // namespace octosim::engine
