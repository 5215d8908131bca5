#include "jobs/cli/noc_command.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "engine/kernel/sync_name.hpp"
#include "jobs/bench/noc/noc_bench.hpp"
#include "jobs/cli/bench_options.hpp"
#include "jobs/cli/exit_status.hpp"

namespace octosim::jobs::cli {
namespace {

namespace noc = bench::noc;
namespace flit = models::network::flit;

constexpr std::array kRoutings{std::pair{std::string_view{"dimension-order"}, flit::Routing::kDimensionOrder},
                               std::pair{std::string_view{"adaptive"}, flit::Routing::kMinimalAdaptive}};
constexpr std::array kSwitchings{std::pair{std::string_view{"wormhole"}, flit::Switching::kWormhole},
                                 std::pair{std::string_view{"cut-through"}, flit::Switching::kCutThrough}};

int run(const Arguments<noc::NocBench>& arguments, Launch& launch) {
  tell(
      launch.comm(), arguments.json, [&] { return noc::run_noc(arguments.bench, launch.comm()); },
      [](const auto& result) { return to_json(result); });
  return kDone;
}

}  // namespace

void add_noc(CLI::App& benches, Action& action) {
  auto* command = benches.add_subcommand("noc", "The data network under synthetic traffic: latency, throughput, speed");
  const auto arguments = std::make_shared<Arguments<noc::NocBench>>();
  noc::NocBench& b = arguments->bench;
  noc::NocSettings& s = b.noc;
  whole(command->add_option("--k", s.k, "routers in each of two dimensions"));
  whole(command->add_option("--concentration", s.locals, "terminals at each router"));
  choice(*command, "--traffic", noc::kPatterns, s.traffic.pattern, "who sends to whom; default: uniform");
  whole(command->add_option("--hot", s.traffic.hot, "hotspot: terminals that get more")->delimiter(','));
  command->add_option("--hot-share", s.traffic.hot_share, "hotspot: share of packets that go to them, the rest uniform")
      ->capture_default_str();
  command->add_option("--load", s.load, "flits offered a cycle and terminal")->capture_default_str();
  whole(command->add_option("--packet-flits", s.packet_flits, "flits of a packet"));
  whole(command->add_option("--vcs", s.vcs, "virtual channels of each port"));
  whole(command->add_option("--vc-buffer", s.vc_buffer, "flits that the buffer of a VC holds"));
  command
      ->add_option_function<std::string>(
          "--router",
          [&b](const std::string& name) {
            b.router = name;
            b.noc.pipeline = value_of(flit::kPipelines, name);
          },
          "pipeline, by cycles of a hop: R5; R4: look-ahead routing; R3: speculative; R2: two allocations a cycle; R1: "
          "one cycle; default: R5")
      ->check(one_of(flit::kPipelines));
  const auto stage = [&](const char* option, std::uint32_t flit::Pipeline::*member, const char* what) {
    whole(command->add_option_function<std::uint32_t>(
        option, [&b, member](const std::uint32_t& cycles) { b.stages.emplace_back(member, cycles); }, what));
  };
  stage("--route-cycles", &flit::Pipeline::route, "cycles of route computation, instead of the router's");
  stage("--vc-cycles", &flit::Pipeline::vc_alloc, "of VC allocation");
  stage("--switch-cycles", &flit::Pipeline::switch_alloc, "of switch allocation");
  stage("--traversal-cycles", &flit::Pipeline::traversal, "of switch traversal");
  choice(*command, "--routing", kRoutings, s.routing, "default: dimension-order");
  choice(*command, "--switching", kSwitchings, s.switching, "default: wormhole");
  whole(command->add_option("--link-latency", s.link_latency, "of links between routers, in cycles"));
  choice(*command, "--fidelity", noc::kFidelities, s.fidelity, "default: flit");
  choice(
      *command, "--mode", noc::kModes, s.mode,
      "latency: unstable above --latency-limit, waits for all measured packets; throughput: neither; default: latency");
  whole(command->add_option("--seed", s.seed, "of packets"));
  whole(command->add_option("--period", s.period, "cycles of a sample"));
  whole(command->add_option("--warmup", s.warmup, "periods before measuring"));
  whole(command->add_option("--most-periods", s.most_periods, "with the warm-up, unless three in turn agree to 1 %"));
  whole(
      command->add_option("--least-packets", s.least_packets, "to measure, unless that takes 20 times --most-periods"));
  command->add_option("--latency-limit", s.latency_limit, "mean latency in cycles above which a run is unstable")
      ->capture_default_str();
  whole(command->add_option("--most-drain", s.most_drain, "cycles to wait for measured packets"));
  whole(command->add_option("--tile", s.tile, "routers in each dimension of a logical process; 0: chosen"));
  command->add_option("--sweep", b.sweep, "loads to run one after the other")->delimiter(',');
  command->add_flag("--saturation", b.saturation, "search the load at which the network saturates");
  choice(*command, "--sync", engine::kSyncs, b.sync, "synchroniser; default: auto");
  on_call(command, action, arguments, &run);
}

}  // namespace octosim::jobs::cli
