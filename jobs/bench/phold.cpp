#include "jobs/bench/phold.hpp"

#include <cmath>

#include <fmt/format.h>

#include "engine/base/hash.hpp"
#include "engine/base/random.hpp"
#include "jobs/bench/cyclic_permutation.hpp"

namespace octosim::jobs::bench {
namespace {

// Purposes of draws: any two different words.
constexpr std::uint64_t kOfStart = 0x70686F6C642E3031ULL;
constexpr std::uint64_t kOfEvent = 0x70686F6C642E3032ULL;

}  // namespace

const engine::PortTable& Phold::ports() const { return model_.ports_; }

void Phold::start(engine::Context& context) {
  const engine::DrawKey key{model_.settings_.seed, index(context.self()), kOfStart};
  for (std::uint64_t k = 0; k < model_.settings_.population; ++k) {
    const auto words = engine::draw_words(key, k);
    const engine::Cycles delay{model_.settings_.lookahead + model_.exponential(words[0])};
    context.wake_after(delay, static_cast<std::uint32_t>(words[1]));
  }
}

void Phold::handle(engine::Context& context, std::uint64_t word) {
  const PholdSettings& settings = model_.settings_;
  state_ = engine::mix(state_, word);
  const std::uint64_t period = settings.skew_period;
  const bool first_is_heavy = period == 0 || context.now().cycle / period % 2 == 0;
  const std::uint64_t work = first_half_ == first_is_heavy ? model_.heavy_work_ : settings.work;
  for (std::uint64_t k = 0; k < work; ++k) state_ = engine::mix(state_, k);
  const std::uint32_t self = index(context.self());
  const auto words = engine::draw_words({settings.seed, self, kOfEvent}, handled_++);
  const engine::Cycles extra{model_.exponential(words[0])};
  if (words[1] >> 11U >= model_.remote_below_) {
    context.wake_after(engine::Cycles{settings.lookahead} + extra, static_cast<std::uint32_t>(state_));
  } else if (settings.neighbors > 0) {
    engine::send(context, engine::below_of(words[2], settings.neighbors), Ball{state_}, extra);
  } else {
    const std::uint32_t other = engine::below_of(words[2], model_.lps_ - 1);
    const engine::ComponentId to{other < self ? other : other + 1};
    engine::post(context, to, 0, Ball{state_}, engine::Cycles{settings.lookahead} + extra);
  }
}

PholdModel::PholdModel(const PholdSettings& settings)
    : settings_{settings},
      lps_{static_cast<std::uint32_t>(settings.lps)},
      heavy_work_{static_cast<std::uint64_t>(std::llround(static_cast<double>(settings.work) * (1 + settings.skew)))},
      remote_below_{static_cast<std::uint64_t>(std::ceil(settings.remote * 0x1p53))},
      names_(std::max<std::size_t>(1, settings.neighbors)) {
  for (std::size_t k = 0; k < names_.size(); ++k) {
    names_[k] = fmt::format("link{}", k);
    in_.push_back(engine::in_port<&Phold::on_ball>(names_[k]));
    if (settings_.neighbors > 0) out_.push_back(engine::out_port<Ball>(names_[k]));
  }
  ports_ = {"phold", in_, out_, settings_.neighbors == 0 && settings_.remote > 0};
}

std::unique_ptr<engine::Component> PholdModel::make(engine::ComponentId id) const {
  return std::make_unique<Phold>(*this, index(id) < lps_ / 2);
}

std::vector<engine::Link> PholdModel::links_from(engine::ComponentId id) const {
  std::vector<engine::Link> links;
  links.reserve(settings_.neighbors);
  for (std::uint32_t k = 0; k < settings_.neighbors; ++k) {
    const CyclicPermutation cycle{settings_.seed, k, lps_};
    links.push_back({id, k, engine::ComponentId{cycle.after(index(id))}, k, {settings_.lookahead}});
  }
  return links;
}

std::uint64_t PholdModel::exponential(std::uint64_t word) const {
  return static_cast<std::uint64_t>(-settings_.mean * std::log(engine::uniform_of(word)));
}

}  // namespace octosim::jobs::bench
