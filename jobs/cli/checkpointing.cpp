#include "jobs/cli/checkpointing.hpp"

#include "engine/base/log.hpp"
#include "engine/comm/plain_bytes.hpp"
#include "io/checkpoint/folder.hpp"
#include "io/checkpoint/state_file.hpp"
#include "io/trace/directory.hpp"

namespace octosim::jobs::cli {
namespace {

bool is_first(const engine::Communicator& comm) { return comm.rank() == engine::Rank{0}; }

}  // namespace

Checkpointing::Checkpointing(Run run, io::checkpoint::Manifest base, const CheckpointInterval& interval)
    : run_{std::move(run)},
      base_{std::move(base)},
      interval_{interval},
      before_{Totals::from_words(base_.totals)},
      start_{Clock::now()},
      last_{start_} {}

engine::Request Checkpointing::ask() const {
  return is_first(run_.comm) && interval_.wall && Clock::now() - last_ >= *interval_.wall ? engine::Request::kCheckpoint
                                                                                          : engine::Request::kNothing;
}

double Checkpointing::seconds() const {
  return static_cast<double>(base_.wall_ms) / 1000 + std::chrono::duration<double>(Clock::now() - start_).count();
}

void Checkpointing::save(const engine::Image& image) {
  const std::uint64_t number = base_.number + 1;
  const std::filesystem::path& directory = run_.directory;
  io::checkpoint::Manifest manifest = base_;
  manifest.number = number;
  manifest.head = image.head;
  manifest.wall_ms = static_cast<std::uint64_t>(seconds() * 1000);
  try {
    engine::agree(run_.comm, [&] {
      if (is_first(run_.comm)) io::checkpoint::make_folder(directory, number);
    });
    io::checkpoint::StateFile mine;
    engine::agree(run_.comm, [&] { mine = write_mine(image, number); });
    gather(mine, manifest);
    engine::agree(run_.comm, [&] {
      if (!is_first(run_.comm)) return;
      io::trace::sync_to_disk(directory);
      io::checkpoint::write_manifest(directory, manifest);
    });
  } catch (const std::exception&) {
    // Not needed, and the disk may be full.  What the manifest names is another folder.
    if (is_first(run_.comm)) io::checkpoint::discard(directory, number);
    throw;
  }
  engine::agree(run_.comm, [&] {
    if (is_first(run_.comm)) io::checkpoint::remove_older(directory, number);
  });
  base_.number = number;
  last_ = Clock::now();
}

io::checkpoint::StateFile Checkpointing::write_mine(const engine::Image& image, std::uint64_t number) {
  const std::int32_t rank = engine::index(run_.comm.rank());
  // The records that led here count as part of the checkpoint: the disk has them before the manifest names them.
  run_.writer.flush(image.head.cut, io::trace::Wait::kYes);
  const auto folder = io::trace::part_folder(run_.directory, static_cast<std::int32_t>(base_.parts.size()) - 1);
  io::trace::sync_to_disk(io::trace::rank_path(folder, rank));
  if (rank == 0) io::trace::sync_to_disk(folder);
  return io::checkpoint::write_states(io::checkpoint::state_path(run_.directory, number, rank), image, number, rank,
                                      run_.comm.size(), run_.compression);
}

void Checkpointing::gather(const io::checkpoint::StateFile& mine, io::checkpoint::Manifest& manifest) {
  std::vector<std::uint64_t> words{mine.bytes, mine.checksum, mine.components};
  const std::vector<std::uint64_t> rows = run_.writer.rows();
  words.insert(words.end(), rows.begin(), rows.end());
  manifest.files.clear();
  manifest.parts.back().rows.clear();
  manifest.components = 0;
  for (const auto& one : run_.comm.gather_all(engine::to_bytes(words))) {
    words = engine::from_bytes<std::uint64_t>(one);
    manifest.files.push_back({words[0], words[1], words[2]});
    manifest.parts.back().rows.emplace_back(words.begin() + 3, words.end());
    manifest.components += words[2];
  }
  Totals totals = run_.tally.totals();
  totals.reduce(run_.comm);
  totals.add(before_);
  manifest.totals = totals.to_words();
}

}  // namespace octosim::jobs::cli
