#include "engine/comm/mpi/mpi_communicator.hpp"

#include <limits>
#include <numeric>

#include <mpi.h>

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

class MpiCommunicator final : public Communicator {
 public:
  MpiCommunicator() {
    check(MPI_Comm_dup(MPI_COMM_WORLD, &comm_), "MPI_Comm_dup");
    check(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
    check(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
  }
  ~MpiCommunicator() override { MPI_Comm_free(&comm_); }
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

  void abort(int status) override { MPI_Abort(comm_, status); }

 private:
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

std::unique_ptr<Communicator> make_mpi_communicator() { return std::make_unique<MpiCommunicator>(); }

}  // namespace octosim::engine
