#include "io/checkpoint/state_file.hpp"

#include <csignal>
#include <cstdlib>

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "engine/base/error.hpp"
#include "tests/io/checkpoint/sample_checkpoint.hpp"

namespace octosim::io::checkpoint::test {
namespace {

using ::testing::HasSubstr;

TEST(StateFileTest, ReadsWhatItWrote) {
  for (const unsigned compression : {0U, 1U, 9U}) {
    const Directory directory;
    const engine::Image image = image_of(1, 3, 1000);
    const StateFile file = write_states(directory / "x.h5", image, 5, 1, 3, compression);
    EXPECT_EQ(file.bytes, std::filesystem::file_size(directory / "x.h5"));
    EXPECT_EQ(file.components, image.ids.size());
    EXPECT_NO_THROW(check_file(directory / "x.h5", file));
    const StateReader reader{directory / "x.h5"};
    EXPECT_EQ(reader.ids(), image.ids);
    EXPECT_EQ(reader.offsets(), image.offsets);
    std::vector<std::byte> data(image.data.size());
    reader.read(0, data);
    EXPECT_EQ(data, image.data);
    std::vector<std::byte> some(100);
    reader.read(17, some);
    EXPECT_TRUE(std::equal(some.begin(), some.end(), image.data.begin() + 17));
    EXPECT_EQ(names_in(directory.path()), std::vector<std::string>{"x.h5"});
  }
}

TEST(StateFileTest, ARankMayHaveNothing) {
  const Directory directory;
  engine::Image image;
  image.offsets = {0};
  const StateFile file = write_states(directory / "x.h5", image, 1, 0, 1, 1);
  EXPECT_NO_THROW(check_file(directory / "x.h5", file));
  const StateReader reader{directory / "x.h5"};
  EXPECT_TRUE(reader.ids().empty());
  EXPECT_EQ(reader.offsets(), std::vector<std::uint64_t>{0});
}

TEST(StateFileTest, AStateMayBeLongerThanAChunk) {
  const Directory directory;
  engine::Image image;
  image.ids = {4, 9};
  image.data.resize(3'000'000);
  for (std::size_t k = 0; k < image.data.size(); ++k) image.data[k] = static_cast<std::byte>(k * k >> 3U);
  image.offsets = {0, 2'999'999, 3'000'000};
  write_states(directory / "x.h5", image, 1, 0, 1, 1);
  const StateReader reader{directory / "x.h5"};
  std::vector<std::byte> data(1'000'000);
  reader.read(1'500'000, data);
  EXPECT_TRUE(std::equal(data.begin(), data.end(), image.data.begin() + 1'500'000));
}

TEST(StateFileTest, EveryByteIsCovered) {
  const Directory directory;
  const StateFile file = write_states(directory / "x.h5", image_of(0, 4, 1000), 1, 0, 4, 1);
  for (std::uint64_t at = 0; at < file.bytes; at += 97) {
    std::filesystem::copy_file(directory / "x.h5", directory / "y.h5",
                               std::filesystem::copy_options::overwrite_existing);
    change_byte(directory / "y.h5", at);
    EXPECT_THAT(message_of<engine::SystemError>([&] { check_file(directory / "y.h5", file); }),
                HasSubstr("y.h5: is damaged"))
        << "byte " << at;
  }
}

TEST(StateFileTest, NamesAFileThatIsCutShortOrMissing) {
  const Directory directory;
  const StateFile file = write_states(directory / "x.h5", image_of(0, 1, 1000), 1, 0, 1, 1);
  std::filesystem::resize_file(directory / "x.h5", file.bytes - 1);
  EXPECT_THAT(message_of<engine::SystemError>([&] { check_file(directory / "x.h5", file); }), HasSubstr("bytes"));
  std::filesystem::remove(directory / "x.h5");
  EXPECT_THAT(message_of<engine::SystemError>([&] { check_file(directory / "x.h5", file); }), HasSubstr("is missing"));
}

TEST(StateFileTest, LeavesNothingOnAFullDisk) {
  const Directory directory;
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4000, 4000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int status = 2;
    try {
      write_states(directory / "x.h5", image_of(0, 1, 1000), 1, 0, 1, 0);
    } catch (const engine::SystemError& error) {
      status = std::string_view{error.what()}.find("File too large") == std::string_view::npos ? 3 : 0;
    }
    std::exit(status);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(names_in(directory.path()).empty());
}

}  // namespace
}  // namespace octosim::io::checkpoint::test
