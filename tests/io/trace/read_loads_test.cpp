#include "io/trace/read_loads.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/trace/hdf5.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A file that has only loads.
template <class T = std::uint64_t>
void write_loads(const std::filesystem::path& path, const std::vector<std::uint64_t>& clusters,
                 const std::vector<T>& events, hid_t type = H5T_NATIVE_UINT64) {
  h5::quiet();
  h5::File file = h5::create(path, h5::Format::kPortable);
  const h5::Group group = h5::make_group(file.id(), "/engine/loads");
  const auto write = [&](const char* name, hid_t kind, hsize_t rows, const void* values) {
    const h5::Space space{H5Screate_simple(1, &rows, nullptr), "space"};
    const h5::Dataset dataset{H5Dcreate2(group.id(), name, kind, space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                              "dataset"};
    if (rows > 0) h5::check(H5Dwrite(dataset.id(), kind, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write");
  };
  write("cluster", H5T_NATIVE_UINT64, clusters.size(), clusters.data());
  write("events", type, events.size(), events.data());
}

class ReadLoadsTest : public testing::Test {
 protected:
  std::string refusal(const std::filesystem::path& path) const {
    const std::string said = test::message_of<engine::ModelError>([&] { static_cast<void>(read_loads(path)); });
    EXPECT_THAT(said, HasSubstr(path.native()));
    return said;
  }
  test::Directory directory_;
  std::filesystem::path path_ = directory_ / "loads.h5";
};

TEST_F(ReadLoadsTest, ByClusterInWhateverOrder) {
  write_loads(path_, {2, 0, 1}, {30, 10, 0});
  EXPECT_THAT(read_loads(path_), ElementsAre(10, 0, 30));
  write_loads(path_, {}, {});
  EXPECT_TRUE(read_loads(path_).empty());
}

TEST_F(ReadLoadsTest, RefusesWhatIsNotWhole) {
  write_loads(path_, {0, 1}, {5});
  EXPECT_THAT(refusal(path_), HasSubstr("2 rows of cluster and 1 of events"));
  write_loads(path_, {0, 0}, {5, 5});
  EXPECT_THAT(refusal(path_), HasSubstr("/engine/loads/cluster[1] = 0 (must be each of 0 .. 1 once)"));
  write_loads(path_, {0, 2}, {5, 5});
  EXPECT_THAT(refusal(path_), HasSubstr("/engine/loads/cluster[1] = 2"));
  write_loads<double>(path_, {0}, {5.5}, H5T_NATIVE_DOUBLE);
  EXPECT_THAT(refusal(path_), HasSubstr("/engine/loads/events: is not a column of whole numbers"));
}

TEST_F(ReadLoadsTest, RefusesFilesWithoutLoads) {
  EXPECT_THAT(refusal(directory_ / "none.h5"), HasSubstr("no such file"));
  std::ofstream{path_} << "text";
  EXPECT_THAT(refusal(path_), HasSubstr("is not an HDF5 file"));
  test::run_sample(directory_.path(), 1);
  EXPECT_THAT(refusal(directory_ / kTraceName), HasSubstr("has no dataset /engine/loads/cluster"));
}

TEST_F(ReadLoadsTest, TheOriginSaysWhatWasRun) {
  test::run_sample(directory_.path(), 2);
  const TraceOrigin origin = read_origin(directory_ / kTraceName);
  EXPECT_EQ(origin.experiment_name, "sample");
  EXPECT_EQ(origin.owg_text, "owg of the sample");
  EXPECT_EQ(origin.cycles, 500U);
  write_loads(path_, {0}, {1});
  EXPECT_THAT(test::message_of<engine::ModelError>([&] { static_cast<void>(read_origin(path_)); }),
              HasSubstr("is not a trace of octosim"));
}

}  // namespace
}  // namespace octosim::io::trace
