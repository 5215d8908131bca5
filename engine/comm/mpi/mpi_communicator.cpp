#include "engine/comm/mpi/mpi_communicator.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <numeric>
#include <thread>

#include <mpi.h>
#include <sys/prctl.h>

namespace octosim::engine {
namespace {

void check(int status, const char* call) {
  if (status == MPI_SUCCESS) return;
  std::string text(MPI_MAX_ERROR_STRING, '\0');
  int length = 0;
  MPI_Error_string(status, text.data(), &length);
  text.resize(static_cast<std::size_t>(length));
  throw SystemError{std::string{call} + ": " + text};
}

int count_of(std::size_t size, const char* call) {
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw SystemError{std::string{call} + ": a message of " + std::to_string(size) + " bytes is over MPI's limit"};
  }
  return static_cast<int>(size);
}

/// MPI_Op: the words of a Reduction, some by least, some by sum.
void combine(void* in, void* in_out, int* count, MPI_Datatype*) {
  const auto* from = static_cast<const Reduction*>(in);
  auto* to = static_cast<Reduction*>(in_out);
  for (int k = 0; k < *count; ++k) to[k].add(from[k]);
}

class MpiCommunicator final : public Communicator {
 public:
  MpiCommunicator() {
    check(MPI_Comm_dup(MPI_COMM_WORLD, &comm_), "MPI_Comm_dup");
    check(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
    check(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
    check(MPI_Comm_dup(comm_, &batches_), "MPI_Comm_dup");
    begun_.resize(static_cast<std::size_t>(size_));
    check(MPI_Type_contiguous(sizeof(Reduction), MPI_BYTE, &reduction_), "MPI_Type_contiguous");
    check(MPI_Type_commit(&reduction_), "MPI_Type_commit");
    check(MPI_Op_create(combine, 1, &combine_), "MPI_Op_create");
    count_cores();
  }
  ~MpiCommunicator() override {
    for (Sending& sending : sendings_) {
      MPI_Waitall(static_cast<int>(sending.requests.size()), sending.requests.data(), MPI_STATUSES_IGNORE);
    }
    MPI_Comm_free(&batches_);
    MPI_Op_free(&combine_);
    MPI_Type_free(&reduction_);
    MPI_Comm_free(&comm_);
  }
  MpiCommunicator(const MpiCommunicator&) = delete;
  MpiCommunicator& operator=(const MpiCommunicator&) = delete;

  Rank rank() const override { return Rank{rank_}; }
  std::int32_t size() const override { return size_; }

  void min(std::span<std::int64_t> values) override {
    check(MPI_Allreduce(MPI_IN_PLACE, values.data(), count_of(values.size(), "MPI_Allreduce"), MPI_INT64_T, MPI_MIN,
                        comm_),
          "MPI_Allreduce");
  }
  void sum(std::span<std::uint64_t> values) override {
    check(MPI_Allreduce(MPI_IN_PLACE, values.data(), count_of(values.size(), "MPI_Allreduce"), MPI_UINT64_T, MPI_SUM,
                        comm_),
          "MPI_Allreduce");
  }

  /// Messages of one pair of ranks do not overtake one another, so one tag serves every round.
  std::vector<Bytes> exchange(std::span<const Rank> peers, std::span<const Bytes> out) override {
    constexpr int kTag = 1;
    std::vector<MPI_Request> sends(peers.size());
    for (std::size_t k = 0; k < peers.size(); ++k) {
      check(MPI_Isend(out[k].data(), count_of(out[k].size(), "MPI_Isend"), MPI_BYTE, index(peers[k]), kTag, comm_,
                      &sends[k]),
            "MPI_Isend");
    }
    std::vector<Bytes> in(peers.size());
    for (std::size_t k = 0; k < peers.size(); ++k) {
      MPI_Status status;
      check(MPI_Probe(index(peers[k]), kTag, comm_, &status), "MPI_Probe");
      int bytes = 0;
      check(MPI_Get_count(&status, MPI_BYTE, &bytes), "MPI_Get_count");
      in[k].resize(static_cast<std::size_t>(bytes));
      check(MPI_Recv(in[k].data(), bytes, MPI_BYTE, index(peers[k]), kTag, comm_, MPI_STATUS_IGNORE), "MPI_Recv");
    }
    check(MPI_Waitall(static_cast<int>(sends.size()), sends.data(), MPI_STATUSES_IGNORE), "MPI_Waitall");
    return in;
  }

  std::vector<Bytes> gather_all(const Bytes& mine) override {
    const int bytes = count_of(mine.size(), "MPI_Allgather");
    std::vector<int> counts(static_cast<std::size_t>(size_));
    check(MPI_Allgather(&bytes, 1, MPI_INT, counts.data(), 1, MPI_INT, comm_), "MPI_Allgather");
    std::vector<int> starts(counts.size());
    std::exclusive_scan(counts.begin(), counts.end(), starts.begin(), 0);
    const auto total = std::accumulate(counts.begin(), counts.end(), std::size_t{0},
                                       [](std::size_t a, int b) { return a + static_cast<std::size_t>(b); });
    static_cast<void>(count_of(total, "MPI_Allgatherv"));
    Bytes all(total);
    check(MPI_Allgatherv(mine.data(), bytes, MPI_BYTE, all.data(), counts.data(), starts.data(), MPI_BYTE, comm_),
          "MPI_Allgatherv");
    std::vector<Bytes> parts;
    parts.reserve(counts.size());
    for (std::size_t rank = 0; rank < counts.size(); ++rank) {
      const auto first = all.begin() + starts[rank];
      parts.emplace_back(first, first + counts[rank]);
    }
    return parts;
  }

  void start_reduce(Reduction& words) override {
    check(MPI_Iallreduce(MPI_IN_PLACE, &words, 1, reduction_, combine_, comm_, &reducing_), "MPI_Iallreduce");
  }
  bool reduced() override {
    int done = 0;
    check(MPI_Test(&reducing_, &done, MPI_STATUS_IGNORE), "MPI_Test");
    return done != 0;
  }

  /// In pieces that MPI sends eagerly: a longer message waits until its sender calls MPI again, while the receiver is
  /// blocked in MPI_Mrecv, and the sender is busy with events for a millisecond.  Messages of one pair of ranks do not
  /// overtake one another.
  void send_batch(Rank to, Bytes& batch) override {
    Sending& sending = free_buffer();
    sending.bytes.swap(batch);
    batch.clear();
    const std::size_t size = sending.bytes.size();
    std::size_t at = 0;
    do {
      const std::size_t piece = std::min(kPiece, size - at);
      sending.requests.push_back(MPI_REQUEST_NULL);
      check(MPI_Isend(sending.bytes.data() + at, static_cast<int>(piece), MPI_BYTE, index(to),
                      at + piece == size ? kLastPiece : kPieceTag, batches_, &sending.requests.back()),
            "MPI_Isend");
      at += piece;
    } while (at < size);
  }
  bool next_batch(Rank& from, Bytes& batch) override {
    while (true) {
      int there = 0;
      MPI_Message message = MPI_MESSAGE_NULL;
      MPI_Status status;
      check(MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, batches_, &there, &message, &status), "MPI_Improbe");
      if (there == 0) return false;
      int bytes = 0;
      check(MPI_Get_count(&status, MPI_BYTE, &bytes), "MPI_Get_count");
      Bytes& begun = begun_[static_cast<std::size_t>(status.MPI_SOURCE)];
      const std::size_t at = begun.size();
      begun.resize(at + static_cast<std::size_t>(bytes));
      check(MPI_Mrecv(begun.data() + at, bytes, MPI_BYTE, &message, MPI_STATUS_IGNORE), "MPI_Mrecv");
      if (status.MPI_TAG != kLastPiece) continue;
      from = Rank{status.MPI_SOURCE};
      batch.swap(begun);
      begun.clear();
      return true;
    }
  }

  void abort(int status) override { MPI_Abort(comm_, status); }

 private:
  static constexpr int kPieceTag = 0, kLastPiece = 1;
  static constexpr std::size_t kPiece = 4000;  // bytes; Open MPI's eager limits are 4 KiB (shared memory) and more

  /// A batch on its way, or free to be used again.
  struct Sending {
    Bytes bytes;
    std::vector<MPI_Request> requests;
  };

  /// A buffer that was sent; a new one if there is none.
  Sending& free_buffer() {
    for (std::size_t turn = 0; turn < std::min<std::size_t>(4, sendings_.size()); ++turn) {
      next_ = (next_ + 1) % sendings_.size();
      Sending& oldest = sendings_[next_];
      int done = 0;
      check(MPI_Testall(static_cast<int>(oldest.requests.size()), oldest.requests.data(), &done, MPI_STATUSES_IGNORE),
            "MPI_Testall");
      if (done == 0) continue;
      oldest.requests.clear();
      return oldest;
    }
    return sendings_.emplace_back();
  }

  void count_cores() {
    MPI_Comm here = MPI_COMM_NULL;
    check(MPI_Comm_split_type(comm_, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here), "MPI_Comm_split_type");
    int ranks_here = 0;
    check(MPI_Comm_size(here, &ranks_here), "MPI_Comm_size");
    check(MPI_Comm_free(&here), "MPI_Comm_free");
    cores_are_shared_ = static_cast<unsigned>(ranks_here) > std::thread::hardware_concurrency();
    // Sleeps of microseconds are to be as long as they are asked to be; the default may add 50 us.
    if (cores_are_shared_) prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  }

  MPI_Datatype reduction_ = MPI_DATATYPE_NULL;
  MPI_Op combine_ = MPI_OP_NULL;
  MPI_Request reducing_ = MPI_REQUEST_NULL;
  MPI_Comm batches_ = MPI_COMM_NULL;  // for batches alone: any tag is theirs
  std::deque<Sending> sendings_;
  std::size_t next_ = 0;
  std::vector<Bytes> begun_;  // by sender: the pieces of a batch that have come
  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace

MpiSession::MpiSession(int& argc, char**& argv) {
  int provided = 0;
  check(MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
}
MpiSession::~MpiSession() { MPI_Finalize(); }

std::string mpi_library() {
  std::string text(MPI_MAX_LIBRARY_VERSION_STRING, '\0');
  int length = 0;
  check(MPI_Get_library_version(text.data(), &length), "MPI_Get_library_version");
  text.resize(std::min(static_cast<std::size_t>(length), text.find_first_of(",\n")));  // builds and options follow
  constexpr std::string_view kMpich = "MPICH Version:";
  if (!text.starts_with(kMpich)) return text;
  return "MPICH " + text.substr(text.find_first_not_of(" \t", kMpich.size()));
}

std::unique_ptr<Communicator> make_mpi_communicator() { return std::make_unique<MpiCommunicator>(); }

}  // namespace octosim::engine
