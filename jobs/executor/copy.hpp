/// \file copy.hpp  Copies between views.
#pragma once
#include "jobs/executor/view.hpp"

namespace octosim::jobs::executor {

/// Every element of `from` to its place in `to`.  \pre equal shapes; they show different memory
void copy(const View& from, const View& to);

/// Every element of `to` becomes `value`.
void fill(const View& to, float value);

/// `view` if it is dense, else a dense copy of it.
View dense(const View& view, Memory& memory);

}  // namespace octosim::jobs::executor
