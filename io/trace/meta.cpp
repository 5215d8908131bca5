#include "io/trace/meta.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/record_shape.hpp"

namespace octosim::io::trace {
namespace {

constexpr const char* kMeta = "/meta";

SummaryValue read_value(hid_t group, const std::string& name, const std::string& where) {
  const h5::Attribute attribute{H5Aopen(group, name.c_str(), H5P_DEFAULT), "cannot open attribute", name};
  const h5::Type type{H5Aget_type(attribute.id()), "cannot get the type of", name};
  switch (H5Tget_class(type.id())) {
    case H5T_INTEGER:
      return h5::read_u64(group, name, where);
    case H5T_STRING:
      return h5::read_text(group, name, where);
    case H5T_FLOAT: {
      double value = 0;
      h5::check(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, &value), "cannot read attribute", name);
      return value;
    }
    case H5T_ENUM: {
      std::int8_t value = 0;
      if (H5Tget_size(type.id()) == sizeof value) {
        h5::check(H5Aread(attribute.id(), type.id(), &value), "cannot read attribute", name);
        return value != 0;
      }
      break;
    }
    default:
      break;
  }
  throw engine::SystemError{fmt::format("attribute {}@{} is no whole number, real number, text or bool", where, name)};
}

std::vector<std::string> attribute_names(hid_t group, std::string_view where) {
  std::vector<std::string> names;
  const auto add = [](hid_t, const char* name, const H5A_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  hsize_t at = 0;
  h5::check(H5Aiterate2(group, H5_INDEX_NAME, H5_ITER_INC, &at, add, &names), "cannot list the attributes of", where);
  return names;
}

}  // namespace

void write_meta(hid_t file, const Meta& meta) {
  const h5::Group group = h5::make_group(file, kMeta);
  h5::write_u64(group.id(), "schema", meta.schema);
  h5::write_u64(group.id(), "experiment_hash", meta.info.experiment_hash);
  h5::write_u64(group.id(), "seed", meta.info.seed);
  h5::write_u64(group.id(), "plan_digest", meta.info.plan_digest);
  h5::write_u64(group.id(), "recording_digest", meta.info.recording_digest);
  h5::write_u64(group.id(), "ranks", static_cast<std::uint64_t>(meta.info.ranks));
  h5::write_u64(group.id(), "compression", meta.compression);
  h5::write_text(group.id(), "experiment_name", meta.info.experiment_name);
  h5::write_text(group.id(), "level", name_of(meta.level));
  h5::write_text(group.id(), "version", meta.info.version);
  h5::write_text(group.id(), "compiler", meta.info.compiler);
  if (meta.rank) {
    h5::write_u64(group.id(), "rank", *meta.rank);
    h5::write_u64(group.id(), "part", static_cast<std::uint64_t>(meta.info.part));
    h5::write_u64(group.id(), "since", meta.info.since);
  }
  if (meta.complete) h5::write_u64(group.id(), "complete", *meta.complete);
  if (meta.complete_until) h5::write_u64(group.id(), "complete_until", *meta.complete_until);
  if (meta.digest) h5::write_u64(group.id(), "digest", *meta.digest);
  h5::write_text_dataset(file, "/meta/experiment", meta.info.experiment_text);
  h5::write_text_dataset(file, "/meta/owg", meta.info.owg_text);
  h5::write_text_dataset(file, "/meta/plan", meta.info.plan_text);
}

Meta read_meta(hid_t file, const std::string& file_name) {
  const std::string where = file_name + " /meta";
  if (!h5::has_object(file, kMeta)) {
    throw engine::ModelError{fmt::format("{}: is not a trace of octosim (it has no group /meta)", file_name)};
  }
  const h5::Group group{H5Gopen2(file, kMeta, H5P_DEFAULT), "cannot open", where};
  if (!h5::has_attribute(group.id(), "schema")) {
    throw engine::ModelError{fmt::format("{}: is not a trace of octosim (it has no /meta@schema)", file_name)};
  }
  Meta meta;
  meta.schema = h5::read_u64(group.id(), "schema", where);
  if (meta.schema != kSchema) {
    throw engine::ModelError{
        fmt::format("{}: /meta@schema = {} (this octosim reads schema {})", file_name, meta.schema, kSchema)};
  }
  const auto optional = [&](const char* name) -> std::optional<std::uint64_t> {
    if (!h5::has_attribute(group.id(), name)) return std::nullopt;
    return h5::read_u64(group.id(), name, where);
  };
  meta.info.experiment_hash = h5::read_u64(group.id(), "experiment_hash", where);
  meta.info.seed = h5::read_u64(group.id(), "seed", where);
  meta.info.plan_digest = optional("plan_digest").value_or(0);
  meta.info.recording_digest = optional("recording_digest").value_or(0);
  meta.info.ranks = static_cast<std::int32_t>(h5::read_u64(group.id(), "ranks", where));
  meta.compression = static_cast<unsigned>(h5::read_u64(group.id(), "compression", where));
  meta.info.experiment_name = h5::read_text(group.id(), "experiment_name", where);
  meta.level = level_named(h5::read_text(group.id(), "level", where), where);
  meta.info.version = h5::read_text(group.id(), "version", where);
  meta.info.compiler = h5::read_text(group.id(), "compiler", where);
  meta.rank = optional("rank");
  meta.info.part = static_cast<std::int32_t>(optional("part").value_or(0));
  meta.info.since = optional("since").value_or(0);
  meta.complete = optional("complete");
  meta.complete_until = optional("complete_until");
  meta.digest = optional("digest");
  meta.info.experiment_text = h5::read_text_dataset(file, "/meta/experiment");
  meta.info.owg_text = h5::read_text_dataset(file, "/meta/owg");
  meta.info.plan_text = h5::read_text_dataset(file, "/meta/plan");
  return meta;
}

void write_summary_group(hid_t file, const Summary& summary) {
  const h5::Group group = h5::make_group(file, "/summary");
  for (const auto& [name, value] : summary) {
    if (const auto* number = std::get_if<std::uint64_t>(&value)) {
      h5::write_u64(group.id(), name, *number);
    } else if (const auto* real = std::get_if<double>(&value)) {
      h5::write_f64(group.id(), name, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      h5::write_text(group.id(), name, *text);
    } else {
      h5::write_bool(group.id(), name, std::get<bool>(value));
    }
  }
}

Summary read_summary_group(hid_t file, const std::string& file_name) {
  Summary summary;
  if (!h5::has_object(file, "/summary")) return summary;
  const std::string where = file_name + " /summary";
  const h5::Group group{H5Gopen2(file, "/summary", H5P_DEFAULT), "cannot open", where};
  for (const std::string& name : attribute_names(group.id(), where)) {
    summary.emplace_back(name, read_value(group.id(), name, where));
  }
  return summary;
}

std::string unit_by_suffix(std::string_view name) {
  for (const std::string_view unit : {"cycles", "bytes", "ns", "seconds"}) {
    if (name.size() > unit.size() && name.ends_with(unit) && name[name.size() - unit.size() - 1] == '_') {
      return std::string{unit};
    }
  }
  return "count";
}

bool is_host_value(std::string_view name) { return name.starts_with("host_"); }

std::string to_text(const SummaryValue& value) {
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return fmt::to_string(*number);
  if (const auto* real = std::get_if<double>(&value)) return fmt::to_string(*real);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::get<bool>(value) ? "true" : "false";
}

}  // namespace octosim::io::trace
