/// \file partition_report.hpp  What `octosim partition` says.
#pragma once
#include <optional>
#include <string>

#include "models/plan/plan.hpp"
#include "partition/methods/method.hpp"
#include "partition/quality/forecast.hpp"
#include "partition/quality/quality.hpp"
#include "partition/wafer/rank_map.hpp"

namespace octosim::jobs::cli {

/// One way to deal the clusters out, under one set of loads.
struct Judged {
  partition::quality::Quality quality;
  partition::quality::Forecast forecast;
};

struct PartitionReport {
  std::string experiment;  ///< its name
  partition::methods::Method method = partition::methods::kDefaultMethod;
  partition::quality::CostModel costs;
  std::string loads = "TBUs";    ///< what the loads are: TBUs, or events of a trace
  Judged now;                    ///< what is proposed
  std::optional<Judged> before;  ///< with measured loads: what it would be without them, judged by them
};

/// Several lines: the rank map, borders by direction, neighbours, forecast.
std::string as_text(const PartitionReport& report, const models::plan::Plan& plan,
                    const partition::wafer::RankMap& map);
/// One JSON object, indented, ended by a newline; keys end in their unit.
std::string as_json(const PartitionReport& report, const partition::wafer::RankMap& map);

}  // namespace octosim::jobs::cli
