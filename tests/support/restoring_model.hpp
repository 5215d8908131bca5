/// \file restoring_model.hpp  Any model, whose components are saved, made anew and restored again and again.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/model/archive.hpp"
#include "engine/model/blueprint.hpp"

namespace octosim::test {

/// Behaves as `model` does if archive() of its components leaves nothing out: the run of this one must be the same.
/// Between two cycles, after 1 to `most` calls of a component since the last time (drawn from `seed`; 1: always), be
/// the next an event, a sample or the end, the component is saved, made anew, loaded, and the new one goes on.
class RestoringModel final : public engine::Blueprint {
 public:
  /// `model` outlives this.  \throws engine::LogicError if a class of components has more than kMostPorts inputs
  RestoringModel(const engine::Blueprint& model, std::uint64_t seed, std::uint64_t most)
      : model_{model}, seed_{seed}, most_{most} {
    for (std::uint32_t id = 0; id < model.component_count(); ++id) wrap(model.ports_of(engine::ComponentId{id}));
  }
  RestoringModel(const RestoringModel&) = delete;
  RestoringModel& operator=(const RestoringModel&) = delete;

  /// Components restored so far, and bytes saved for them, over all ranks.
  std::uint64_t restored() const { return restored_; }
  std::uint64_t bytes() const { return bytes_; }

  std::uint32_t component_count() const override { return model_.component_count(); }
  std::unique_ptr<engine::Component> make(engine::ComponentId id) const override {
    return std::make_unique<Restored>(*this, id);
  }
  const engine::PortTable& ports_of(engine::ComponentId id) const override {
    return tables_.at(&model_.ports_of(id)).table;
  }
  std::vector<engine::Link> links_from(engine::ComponentId id) const override { return model_.links_from(id); }
  std::span<const engine::RecordType> record_types() const override { return model_.record_types(); }
  engine::Cycles least_post_delay() const override { return model_.least_post_delay(); }

  static constexpr std::size_t kMostPorts = 64;

 private:
  class Restored final : public engine::Component {
   public:
    Restored(const RestoringModel& owner, engine::ComponentId id)
        : owner_{owner}, id_{id}, inner_{owner.model_.make(id)}, left_{owner.gap(id, 0)} {}

    const engine::PortTable& ports() const override { return owner_.ports_of(id_); }
    void start(engine::Context& context) override { inner_->start(context); }
    void wake(engine::Context& context, std::uint32_t tag) override {
      before_call(context);
      inner_->wake(context, tag);
    }
    void settle(engine::Context& context) override { inner_->settle(context); }
    void sample(engine::Context& context) override {
      before_call(context);
      inner_->sample(context);
    }
    void finish(engine::Context& context) override {
      before_call(context);
      inner_->finish(context);
    }
    void archive(engine::Archive& archive) override {
      archive(cycle_, left_, restores_);
      inner_->archive(archive);
    }
    void deliver(std::size_t port, engine::Context& context, const void* message) {
      before_call(context);
      inner_->ports().in[port].deliver(*inner_, context, static_cast<std::uint32_t>(port), message);
    }

   private:
    /// Later events of a cycle find a component that may be waiting for settle().
    void before_call(const engine::Context& context) {
      if (left_ > 0) --left_;
      const bool first = context.now().cycle > cycle_;
      cycle_ = context.now().cycle;
      if (!first || left_ > 0) return;
      restore(context);
      left_ = owner_.gap(id_, ++restores_);
    }
    void restore(const engine::Context& context) {
      std::vector<std::byte> saved;
      auto saving = engine::Archive::saving(saved);
      inner_->archive(saving);
      inner_ = owner_.model_.make(id_);
      auto loading = engine::Archive::loading(saved);
      inner_->archive(loading);
      if (loading.left() != 0) fail(context, "loading left bytes over");
      std::vector<std::byte> again;
      auto once_more = engine::Archive::saving(again);
      inner_->archive(once_more);
      if (again != saved) fail(context, "what was loaded is saved as other bytes");
      ++owner_.restored_;
      owner_.bytes_ += saved.size();
    }
    [[noreturn]] void fail(const engine::Context& context, const char* what) const {
      throw engine::LogicError{std::string{ports().component} + " " + std::to_string(index(id_)) + ", cycle " +
                               std::to_string(context.now().cycle) + ": " + what};
    }

    const RestoringModel& owner_;
    engine::ComponentId id_;
    std::unique_ptr<engine::Component> inner_;
    std::uint64_t cycle_ = 0;     // of its last call
    std::uint64_t left_ = 0;      // calls to the next restore
    std::uint64_t restores_ = 0;  // so far
  };

  struct Wrapped {
    std::vector<engine::InPort> in;
    engine::PortTable table;
  };
  /// Calls until the `nth` restore since the one before.
  std::uint64_t gap(engine::ComponentId id, std::uint64_t nth) const {
    return 1 + engine::mix(seed_, index(id), nth) % most_;
  }
  /// The same ports, each delivered to the component inside.
  void wrap(const engine::PortTable& inner) {
    if (tables_.contains(&inner)) return;
    Wrapped& wrapped = tables_[&inner];
    wrapped.in.assign(inner.in.begin(), inner.in.end());
    for (engine::InPort& port : wrapped.in) {
      port.deliver = [](engine::Component& component, engine::Context& context, std::uint32_t at, const void* message) {
        static_cast<Restored&>(component).deliver(at, context, message);
      };
    }
    wrapped.table = inner;
    wrapped.table.in = wrapped.in;
  }

  const engine::Blueprint& model_;
  std::uint64_t seed_, most_;
  std::map<const engine::PortTable*, Wrapped> tables_;  // looked up, never walked
  mutable std::atomic<std::uint64_t> restored_ = 0, bytes_ = 0;
};

}  // namespace octosim::test
