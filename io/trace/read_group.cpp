#include "io/trace/read_group.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/hdf5.hpp"
#include "io/trace/meta.hpp"
#include "io/trace/record_group.hpp"

namespace octosim::io::trace {

std::vector<std::vector<std::uint64_t>> read_group(const std::filesystem::path& trace, const std::string& path,
                                                   const std::vector<std::string>& columns) {
  h5::quiet();
  const h5::File file = h5::open(trace);
  const std::string& name = trace.native();
  read_meta(file.id(), name);  // refuses what is not a trace
  const std::vector<RecordShape> shapes = read_shapes(file.id(), name);
  const auto shape = std::find_if(shapes.begin(), shapes.end(), [&](const RecordShape& s) { return s.path == path; });
  if (shape == shapes.end()) {
    throw engine::ModelError{fmt::format("{}: has no group {} (its level, or its octosim, has none)", name, path)};
  }
  std::vector<std::size_t> places;
  for (const std::string& column : columns) {
    const auto found =
        std::find_if(shape->columns.begin(), shape->columns.end(), [&](const auto& c) { return c.name == column; });
    if (found == shape->columns.end())
      throw engine::ModelError{fmt::format("{}: has no column {}/{}", name, path, column)};
    places.push_back(static_cast<std::size_t>(found - shape->columns.begin()));
  }
  const GroupReader reader{file.id(), *shape, name};
  Block block;
  reader.read(0, reader.rows(), block);
  std::vector<std::vector<std::uint64_t>> rows(reader.rows());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const std::size_t place : places) rows[row].push_back(block[place][row]);
  }
  return rows;
}

}  // namespace octosim::io::trace
