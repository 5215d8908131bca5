#include "tests/io/trace/sample_run.hpp"

#include <csignal>
#include <cstdlib>

#include <sys/resource.h>
#include <sys/wait.h>

#include "engine/base/error.hpp"
#include "io/trace/hdf5.hpp"
#include "io/trace/record_group.hpp"

namespace octosim::io::trace::test {

std::vector<std::vector<std::uint64_t>> read_group(const std::filesystem::path& file, const std::string& path) {
  h5::quiet();
  const h5::File open = h5::open(file);
  for (const RecordShape& shape : read_shapes(open.id(), file.native())) {
    if (shape.path != path) continue;
    const GroupReader group{open.id(), shape, file.native()};
    Block block;
    group.read(0, group.rows(), block);
    return block;
  }
  ADD_FAILURE() << file << " has no group " << path;
  return {};
}

std::string message_on_full_disk(std::uint64_t bytes, const std::function<void()>& work) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      work();
    } catch (const engine::SystemError& error) {
      const std::string_view text = error.what();
      if (::write(pipe[1], text.data(), text.size()) < 0) ::_exit(2);
    }
    std::exit(0);
  }
  ::close(pipe[1]);
  std::string message;
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; (n = ::read(pipe[0], buffer.data(), buffer.size())) > 0;) {
    message.append(buffer.data(), static_cast<std::size_t>(n));
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) message += " [wait status " + std::to_string(status) + "]";
  return message;
}

void tamper(const std::filesystem::path& path, const std::string& name, std::uint64_t row, const std::uint64_t* value) {
  h5::quiet();
  const h5::File file{H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "cannot open", path.native()};
  const h5::Dataset dataset{H5Dopen2(file.id(), name.c_str(), H5P_DEFAULT), "cannot open", name};
  const hsize_t at = row;
  if (value == nullptr) {
    h5::check(H5Dset_extent(dataset.id(), &at), "cannot resize", name);
    return;
  }
  const h5::Space space{H5Dget_space(dataset.id()), "no shape of", name};
  const h5::Space one{H5Screate(H5S_SCALAR), "no", "scalar"};
  h5::check(H5Sselect_elements(space.id(), H5S_SELECT_SET, 1, &at), "cannot select", name);
  h5::check(H5Dwrite(dataset.id(), H5T_NATIVE_UINT64, one.id(), space.id(), H5P_DEFAULT, value), "cannot write", name);
}

// The other tests stand on this: the sample has records of one time from several components, written out of order.
TEST(SampleRunTest, WritesComponentsOfOneTimeInFallingOrder) {
  const Directory directory;
  write_rank_files(directory.path(), 1);
  const auto moves = read_group(directory / "rank-0000.h5", "/balance/moves");
  ASSERT_EQ(moves[0].size(), 50u * 9u * 2u);
  EXPECT_EQ(moves[1][0], 8u);
  EXPECT_EQ(moves[1].back(), 0u);
}

}  // namespace octosim::io::trace::test
