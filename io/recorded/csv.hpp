/// \file csv.hpp  A recording as CSV (FORMAT.md), read and written.
#pragma once
#include <string>
#include <string_view>

#include "io/recorded/table.hpp"

namespace octosim::io::recorded {

/// `text`: of the file called `file`; need not outlive the table.  About 8 B a value, and 8 B a row.  O(text)
/// \throws engine::ModelError with file, line, column and value: no header, a column without a name or there twice, a
/// row with other than its fields, a field that is no finite number
Table parse_csv(std::string_view text, const std::string& file);

/// A header, and a line a row; numbers as the shortest text that reads as the same number.  \post parse_csv gives the
/// same columns
std::string csv_of(const Table& table);

}  // namespace octosim::io::recorded
