#include "engine/comm/thread_communicator.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace octosim::engine {
namespace {

/// Thrown on the other ranks when one has failed.
struct Broken : SystemError {
  Broken() : SystemError{"another rank failed"} {}
};

/// What the ranks of one run share.  Every collective: write one's own slot, meet, read the others', meet.
class Hub {
 public:
  explicit Hub(std::int32_t ranks)
      : size{ranks},
        words(static_cast<std::size_t>(ranks)),
        mail(static_cast<std::size_t>(ranks), std::vector<Communicator::Bytes>(static_cast<std::size_t>(ranks))),
        batches_(static_cast<std::size_t>(ranks)) {}

  void meet() {
    std::unique_lock lock{mutex_};
    if (broken_) throw Broken{};
    const auto round = round_;
    if (++arrived_ == size) {
      arrived_ = 0;
      ++round_;
      changed_.notify_all();
      return;
    }
    changed_.wait(lock, [&] { return round_ != round || broken_; });
    if (round_ == round) throw Broken{};
  }
  void break_up() {
    const std::lock_guard lock{mutex_};
    broken_ = true;
    changed_.notify_all();
  }

  /// Adds to the reduction that is being gathered; the last rank makes its result.  Returns its number.
  std::uint64_t contribute(const Reduction& mine) {
    const std::lock_guard lock{mutex_};
    if (broken_) throw Broken{};
    if (contributions_ == 0) {
      gathered_ = mine;
    } else {
      gathered_.add(mine);
    }
    const std::uint64_t number = reductions_;
    if (++contributions_ == size) {
      contributions_ = 0;
      result_ = gathered_;
      ++reductions_;
    }
    return number;
  }
  /// Nobody contributes to the next before having seen this one's end, so one result is enough.
  bool result(std::uint64_t number, Reduction& into) {
    const std::lock_guard lock{mutex_};
    if (reductions_ <= number) {
      if (broken_) throw Broken{};
      return false;
    }
    into = result_;
    return true;
  }
  void post(std::int32_t to, std::int32_t from, Communicator::Bytes&& batch) {
    const std::lock_guard lock{mutex_};
    if (broken_) throw Broken{};
    batches_[static_cast<std::size_t>(to)].emplace_back(from, std::move(batch));
  }
  bool take(std::int32_t to, std::int32_t& from, Communicator::Bytes& batch) {
    const std::lock_guard lock{mutex_};
    if (broken_) throw Broken{};
    auto& box = batches_[static_cast<std::size_t>(to)];
    if (box.empty()) return false;
    from = box.front().first;
    batch = std::move(box.front().second);
    box.pop_front();
    return true;
  }

  std::int32_t size;
  std::vector<std::vector<std::uint64_t>> words;       // [rank]
  std::vector<std::vector<Communicator::Bytes>> mail;  // [to][from]

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int32_t arrived_ = 0;
  std::uint64_t round_ = 0;
  bool broken_ = false;
  Reduction gathered_, result_;
  std::int32_t contributions_ = 0;
  std::uint64_t reductions_ = 0;
  std::vector<std::deque<std::pair<std::int32_t, Communicator::Bytes>>> batches_;  // by receiver: sender, bytes
};

class ThreadCommunicator final : public Communicator {
 public:
  ThreadCommunicator(Hub& hub, std::int32_t rank) : hub_{hub}, rank_{rank} {
    cores_are_shared_ = static_cast<unsigned>(hub.size) > std::thread::hardware_concurrency();
  }
  Rank rank() const override { return Rank{rank_}; }
  std::int32_t size() const override { return hub_.size; }

  void min(std::span<std::int64_t> values) override {
    reduce(values, [](std::int64_t a, std::int64_t b) { return std::min(a, b); });
  }
  void sum(std::span<std::uint64_t> values) override {
    reduce(values, [](std::uint64_t a, std::uint64_t b) { return a + b; });
  }
  std::vector<Bytes> exchange(std::span<const Rank> peers, std::span<const Bytes> out) override {
    const auto me = static_cast<std::size_t>(rank_);
    for (std::size_t k = 0; k < peers.size(); ++k) hub_.mail[static_cast<std::size_t>(index(peers[k]))][me] = out[k];
    hub_.meet();
    std::vector<Bytes> in;
    in.reserve(peers.size());
    for (const Rank peer : peers) in.push_back(std::move(hub_.mail[me][static_cast<std::size_t>(index(peer))]));
    hub_.meet();
    return in;
  }
  std::vector<Bytes> gather_all(const Bytes& mine) override {
    const auto me = static_cast<std::size_t>(rank_);
    hub_.mail[me][me] = mine;
    hub_.meet();
    std::vector<Bytes> all;
    for (std::size_t rank = 0; rank < hub_.mail.size(); ++rank) all.push_back(hub_.mail[rank][rank]);
    hub_.meet();
    return all;
  }
  void start_reduce(Reduction& words) override {
    words_ = &words;
    reduction_ = hub_.contribute(words);
  }
  bool reduced() override { return hub_.result(reduction_, *words_); }
  void send_batch(Rank to, Bytes& batch) override {
    hub_.post(index(to), rank_, std::move(batch));
    batch = {};
  }
  bool next_batch(Rank& from, Bytes& batch) override {
    std::int32_t sender = 0;
    if (!hub_.take(rank_, sender, batch)) return false;
    from = Rank{sender};
    return true;
  }
  void abort(int) override { hub_.break_up(); }

 private:
  template <class T, class Combine>
  void reduce(std::span<T> values, Combine combine) {
    hub_.words[static_cast<std::size_t>(rank_)].assign(values.begin(), values.end());
    hub_.meet();
    std::copy(hub_.words[0].begin(), hub_.words[0].end(), values.begin());
    for (std::size_t rank = 1; rank < hub_.words.size(); ++rank) {
      for (std::size_t k = 0; k < values.size(); ++k) {
        values[k] = combine(values[k], static_cast<T>(hub_.words[rank][k]));
      }
    }
    hub_.meet();
  }

  Hub& hub_;
  std::int32_t rank_;
  Reduction* words_ = nullptr;
  std::uint64_t reduction_ = 0;
};

}  // namespace

void on_thread_ranks(std::int32_t ranks, const std::function<void(Communicator&)>& body) {
  Hub hub{ranks};
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(ranks));
  std::vector<std::exception_ptr> echoes(static_cast<std::size_t>(ranks));
  {
    std::vector<std::jthread> threads;
    for (std::int32_t rank = 0; rank < ranks; ++rank) {
      threads.emplace_back([&, rank] {
        ThreadCommunicator comm{hub, rank};
        try {
          body(comm);
        } catch (const Broken&) {
          echoes[static_cast<std::size_t>(rank)] = std::current_exception();
          hub.break_up();
        } catch (const std::exception&) {
          errors[static_cast<std::size_t>(rank)] = std::current_exception();
          hub.break_up();
        }
      });
    }
  }
  for (const auto* list : {&errors, &echoes}) {
    for (const auto& error : *list) {
      if (error) std::rethrow_exception(error);
    }
  }
}

}  // namespace octosim::engine
