/// \file component.hpp  A logical process: private state, typed ports, handlers.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "engine/model/archive.hpp"
#include "engine/model/context.hpp"
#include "engine/model/message.hpp"

namespace octosim::engine {

class Component;

/// An input port of a class of components.  One link ends at each port of a component.
struct InPort {
  std::string_view name;
  std::string_view kind;  ///< M::kKind of what it takes
  std::uint16_t bytes;    ///< sizeof(M)
  /// `port`: its index in the table, for a handler that several ports share.
  void (*deliver)(Component&, Context&, std::uint32_t port, const void* message);
};
/// An output port.  One link leaves from each; an unconnected port may not be sent through.
struct OutPort {
  std::string_view name;
  std::string_view kind;
};

/// The ports of a class of components: static, so that a component costs no memory for them.
struct PortTable {
  std::string_view component;  ///< name of the class, for messages
  std::span<const InPort> in;
  std::span<const OutPort> out;
  bool posts = false;  ///< may use post(): costs lookahead, so only where links cannot do
};

/// State that only its own handlers touch.  Deliveries come ordered by (time, phase, input port, link sequence
/// number), the same under every partition.
class Component {
 public:
  Component() = default;
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;
  virtual ~Component() = default;

  virtual const PortTable& ports() const = 0;
  /// It will probably be called next: it may ask memory for its state (engine/base/prefetch.hpp), and nothing else.
  virtual void expect() const {}
  virtual void start(Context&) {}                ///< once, at cycle 0, before any delivery
  virtual void wake(Context&, std::uint32_t) {}  ///< asked for with Context::wake_after
  virtual void settle(Context&) {}               ///< asked for with Context::settle
  virtual void sample(Context&) {}  ///< every sampling interval, before the events of that cycle: records only
  virtual void finish(Context&) {}  ///< once, at the end of the run: records only

  /// Saves, or restores over what make(id) built, all that start() and the handlers can change: fields that only
  /// records show too.  Called between two cycles; after a restore there is no start().
  virtual void archive(Archive& archive) = 0;
};

/// Makes the InPort of handler `on(Context&, const M&)`, or `on(Context&, std::uint32_t port, const M&)` where several
/// ports share one:  in_port<&Router::on_flit>("north").
template <auto Handler>
constexpr InPort in_port(std::string_view name);

namespace detail {
template <class Owner, class M>
struct HandlerOf {
  template <void (Owner::*Handler)(Context&, const M&)>
  static constexpr InPort make(std::string_view name) {
    static_assert(Message<M>);
    return {name, M::kKind, sizeof(M), [](Component& component, Context& context, std::uint32_t, const void* bytes) {
              M message;
              std::memcpy(&message, bytes, sizeof message);
              (static_cast<Owner&>(component).*Handler)(context, message);
            }};
  }
  template <void (Owner::*Handler)(Context&, std::uint32_t, const M&)>
  static constexpr InPort make(std::string_view name) {
    static_assert(Message<M>);
    return {name, M::kKind, sizeof(M),
            [](Component& component, Context& context, std::uint32_t port, const void* bytes) {
              M message;
              std::memcpy(&message, bytes, sizeof message);
              (static_cast<Owner&>(component).*Handler)(context, port, message);
            }};
  }
};
template <class Owner, class M>
HandlerOf<Owner, M> handler_of(void (Owner::*)(Context&, const M&));
template <class Owner, class M>
HandlerOf<Owner, M> handler_of(void (Owner::*)(Context&, std::uint32_t, const M&));
}  // namespace detail

template <auto Handler>
constexpr InPort in_port(std::string_view name) {
  return decltype(detail::handler_of(Handler))::template make<Handler>(name);
}
template <Message M>
constexpr OutPort out_port(std::string_view name) {
  return {name, M::kKind};
}

/// Sends `message` through output port `port` of the component being called.
template <Message M>
void send(Context& context, std::uint32_t port, const M& message, Cycles extra = {}) {
  context.send_bytes(port, &message, sizeof message, extra);
}

/// Sends `message` to any component of the model, without a link: it comes to input port `in_port`, after the links'
/// messages of that port and cycle, ordered by (sender, count).
/// \pre the class of the sender says PortTable::posts; delay >= Blueprint::least_post_delay()
template <Message M>
void post(Context& context, ComponentId to, std::uint32_t in_port, const M& message, Cycles delay) {
  context.post_bytes(to, in_port, &message, sizeof message, delay);
}

}  // namespace octosim::engine
