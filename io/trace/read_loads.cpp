#include "io/trace/read_loads.hpp"

#include <variant>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/hdf5.hpp"
#include "io/trace/meta.hpp"

namespace octosim::io::trace {
namespace {

std::vector<std::uint64_t> read_column(const h5::File& file, const std::string& name, const std::string& file_name) {
  const std::string path = "/engine/loads/" + name;
  const std::string where = file_name + " " + path;
  if (!h5::has_object(file.id(), path)) {
    throw engine::ModelError{
        fmt::format("{}: has no dataset {} (it must be the trace of a run that counted its loads)", file_name, path)};
  }
  const h5::Dataset dataset{H5Dopen2(file.id(), path.c_str(), H5P_DEFAULT), "cannot open", where};
  const h5::Type type{H5Dget_type(dataset.id()), "cannot get the type of", where};
  const h5::Space space{H5Dget_space(dataset.id()), "cannot get the shape of", where};
  hsize_t rows = 0;
  if (H5Tget_class(type.id()) != H5T_INTEGER || H5Sget_simple_extent_ndims(space.id()) != 1 ||
      H5Sget_simple_extent_dims(space.id(), &rows, nullptr) != 1) {
    throw engine::ModelError{fmt::format("{}: is not a column of whole numbers", where)};
  }
  std::vector<std::uint64_t> values(rows);
  if (rows > 0) {
    h5::check(H5Dread(dataset.id(), H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "cannot read",
              where);
  }
  return values;
}

}  // namespace

std::vector<std::uint64_t> read_loads(const std::filesystem::path& trace) {
  h5::quiet();
  const h5::File file = h5::open(trace);
  const std::string& name = trace.native();
  const auto clusters = read_column(file, "cluster", name);
  const auto events = read_column(file, "events", name);
  if (clusters.size() != events.size()) {
    throw engine::ModelError{fmt::format("{}: /engine/loads has {} rows of cluster and {} of events (must be equal)",
                                         name, clusters.size(), events.size())};
  }
  std::vector<std::uint64_t> loads(events.size(), 0);
  std::vector<bool> given(events.size(), false);
  for (std::size_t row = 0; row < events.size(); ++row) {
    const std::uint64_t cluster = clusters[row];
    if (cluster >= loads.size() || given[cluster]) {
      throw engine::ModelError{fmt::format("{}: /engine/loads/cluster[{}] = {} (must be each of 0 .. {} once)", name,
                                           row, cluster, loads.size() - 1)};
    }
    given[cluster] = true;
    loads[cluster] = events[row];
  }
  return loads;
}

TraceOrigin read_origin(const std::filesystem::path& trace) {
  h5::quiet();
  const h5::File file = h5::open(trace);
  Meta meta = read_meta(file.id(), trace.native());
  TraceOrigin origin{std::move(meta.info.experiment_name), std::move(meta.info.owg_text), std::nullopt};
  for (const auto& [name, value] : read_summary_group(file.id(), trace.native())) {
    if (name != "drained_cycles") continue;
    if (const auto* cycles = std::get_if<std::uint64_t>(&value)) origin.cycles = *cycles;
  }
  return origin;
}

}  // namespace octosim::io::trace
