// The program that engine/README.md shows; system/package_out_of_tree compares what it prints.
#include <array>
#include <cstdio>

#include "engine/comm/mpi/mpi_communicator.hpp"
#include "engine/kernel/run.hpp"

using namespace octosim;
using namespace octosim::engine;

struct Token {  // plain bytes: no pointer, no padding, no float, at most 40 bytes
  static constexpr std::string_view kKind = "token";
  std::uint64_t laps_left = 0;
};

class Stop final : public Component {  // a stop of a loop: keeps the token for 20 cycles, then hands it on
 public:
  static const PortTable& port_table() {
    static constexpr std::array kIn{in_port<&Stop::on_token>("from")};
    static constexpr std::array kOut{out_port<Token>("to")};
    static constexpr PortTable kTable{"stop", kIn, kOut};
    return kTable;
  }
  const PortTable& ports() const override { return port_table(); }

  void start(Context& context) override {
    if (context.self() != ComponentId{0}) return;
    context.hold();  // the run goes on until this is released
    laps_left_ = 1000;
    context.wake_after(kWork);
  }
  void on_token(Context& context, const Token& token) {
    laps_left_ = token.laps_left;
    if (context.self() == ComponentId{0}) {
      context.progress();
      if (--laps_left_ == 0) return context.release();
    }
    context.wake_after(kWork);
    context.silent_until(context.now() + kWork);  // widens the lookahead of this rank until then
  }
  void wake(Context& context, std::uint32_t) override { send(context, 0, Token{laps_left_}); }
  void archive(Archive& archive) override { archive(laps_left_); }  // all that handlers change

 private:
  static constexpr Cycles kWork{20};
  std::uint64_t laps_left_ = 0;
};

class Loop final : public Blueprint {  // pure functions of an id: a rank asks for what it owns only
 public:
  explicit Loop(std::uint32_t stops) : stops_{stops} {}
  std::uint32_t component_count() const override { return stops_; }
  std::unique_ptr<Component> make(ComponentId) const override { return std::make_unique<Stop>(); }
  const PortTable& ports_of(ComponentId) const override { return Stop::port_table(); }
  std::vector<Link> links_from(ComponentId id) const override {
    return {{id, 0, ComponentId{(index(id) + 1) % stops_}, 0, 5_cy}};  // output 0 to input 0, 5 cycles
  }

 private:
  std::uint32_t stops_;
};

int main(int argc, char** argv) {
  const MpiSession session{argc, argv};
  const auto comm = make_mpi_communicator();
  const auto ranks = static_cast<std::uint32_t>(comm->size());
  const Partition owner = [&](ComponentId id) { return Rank{static_cast<std::int32_t>(index(id) * ranks / 12)}; };
  const RunReport report = run(Loop{12}, owner, *comm);
  if (comm->rank() == Rank{0}) std::printf("cycle %lu, digest %016lx\n", report.end.cycle, report.digest);
}
