/// \file scripted_model.hpp  A small model whose components do what a test says.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/model/blueprint.hpp"

namespace octosim::test {

struct Note {
  static constexpr std::string_view kKind = "note";
  std::uint64_t value = 0;
};
struct Coin {
  static constexpr std::string_view kKind = "coin";
  std::uint64_t value = 0;
};

/// What one component does; what is left out does nothing.  Called on the thread of the rank that owns it.
struct Script {
  std::function<void(engine::Context&)> start, settle, sample, finish;
  std::function<void(engine::Context&, std::uint32_t tag)> wake;
  std::function<void(engine::Context&, std::uint32_t port, std::uint64_t value)> note;
  std::function<void(engine::Archive&)> archive;  ///< of what the others keep
  std::vector<engine::Link> links;
  bool posts = false;  ///< is of the class "poster", which may post
};

/// Input ports 0 to 2 ("in0" ...) take notes and port 3 ("purse") coins; output ports 0 to 2 send notes and 3 coins.
class Scripted final : public engine::Component {
 public:
  explicit Scripted(const Script& script) : script_{script} {}

  static const engine::PortTable& port_table(bool posts) {
    static constexpr std::array kIn{
        engine::in_port<&Scripted::on_note<0>>("in0"), engine::in_port<&Scripted::on_note<1>>("in1"),
        engine::in_port<&Scripted::on_note<2>>("in2"), engine::in_port<&Scripted::on_coin>("purse")};
    static constexpr std::array kOut{engine::out_port<Note>("out0"), engine::out_port<Note>("out1"),
                                     engine::out_port<Note>("out2"), engine::out_port<Coin>("pay")};
    static constexpr engine::PortTable kScripted{"scripted", kIn, kOut};
    static constexpr engine::PortTable kPoster{"poster", kIn, kOut, true};
    return posts ? kPoster : kScripted;
  }
  const engine::PortTable& ports() const override { return port_table(script_.posts); }
  void start(engine::Context& context) override { call(script_.start, context); }
  void wake(engine::Context& context, std::uint32_t tag) override { call(script_.wake, context, tag); }
  void settle(engine::Context& context) override { call(script_.settle, context); }
  void sample(engine::Context& context) override { call(script_.sample, context); }
  void finish(engine::Context& context) override { call(script_.finish, context); }
  void archive(engine::Archive& archive) override {
    if (script_.archive) script_.archive(archive);
  }

 private:
  template <class Action, class... Arguments>
  static void call(const Action& action, engine::Context& context, Arguments... arguments) {
    if (action) action(context, arguments...);
  }
  template <std::uint32_t Port>
  void on_note(engine::Context& context, const Note& note) {
    call(script_.note, context, Port, note.value);
  }
  void on_coin(engine::Context& context, const Coin& coin) { call(script_.note, context, 3U, coin.value); }

  const Script& script_;
};

class ScriptedModel final : public engine::Blueprint {
 public:
  explicit ScriptedModel(std::size_t components) : scripts(components) {}

  std::uint32_t component_count() const override { return static_cast<std::uint32_t>(scripts.size()); }
  std::unique_ptr<engine::Component> make(engine::ComponentId id) const override {
    if (on_make) on_make(index(id));
    return std::make_unique<Scripted>(scripts[index(id)]);
  }
  const engine::PortTable& ports_of(engine::ComponentId id) const override {
    return Scripted::port_table(scripts[index(id)].posts);
  }
  std::vector<engine::Link> links_from(engine::ComponentId id) const override { return scripts[index(id)].links; }
  engine::Cycles least_post_delay() const override { return least_post; }

  /// Adds a link of `latency` cycles.
  void link(std::uint32_t from, std::uint32_t out, std::uint32_t to, std::uint32_t in, std::uint64_t latency) {
    scripts[from].links.push_back({engine::ComponentId{from}, out, engine::ComponentId{to}, in, {latency}});
  }

  std::vector<Script> scripts;
  engine::Cycles least_post{};                    ///< 0: nobody may post
  std::function<void(std::uint32_t id)> on_make;  ///< called before each component is made
};

}  // namespace octosim::test
