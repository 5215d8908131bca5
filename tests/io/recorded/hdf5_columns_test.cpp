#include "io/recorded/hdf5_columns.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/trace/hdf5.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::recorded {
namespace {

namespace h5 = trace::h5;
using testing::ElementsAre, testing::HasSubstr, testing::NanSensitiveDoubleEq;

const Table& table() {
  static const Table made{.file = "",
                          .columns = {{"faces", {3, kEmpty, 0.1}},
                                      {"frame", {0, 0, 1}},
                                      {"item", {kEmpty, 0, kEmpty}},
                                      {"video", {0, 0, 0}}},
                          .where = {}};
  return made;
}

/// A file of datasets of `values` of type `type`, `rank` dimensions.
template <class T>
void put(const std::filesystem::path& path, const std::string& name, const std::vector<T>& values, hid_t type,
         int rank = 1) {
  h5::quiet();
  const bool is_new = !std::filesystem::exists(path);
  h5::File file = is_new ? h5::create(path, h5::Format::kPortable)
                         : h5::File{H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "open"};
  const hsize_t sizes[2] = {values.size(), 1};
  const h5::Space space{H5Screate_simple(rank, sizes, nullptr), "space"};
  const h5::Dataset dataset{
      H5Dcreate2(file.id(), name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), "dataset"};
  h5::check(H5Dwrite(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write");
}

std::string hdf5_error(const std::filesystem::path& path) {
  try {
    static_cast<void>(read_hdf5(path));
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "none";
}

TEST(Hdf5ColumnsTest, WhatIsWrittenReadsAsTheSameNumbers) {
  const test::Directory directory;
  write_hdf5(directory / "a.h5", table(), "ER");
  const Table read = read_hdf5(directory / "a.h5");
  ASSERT_EQ(read.columns.size(), table().columns.size());
  for (std::size_t c = 0; c < read.columns.size(); ++c) {
    EXPECT_EQ(read.columns[c].name, table().columns[c].name);
    for (std::size_t row = 0; row < 3; ++row) {
      EXPECT_THAT(read.columns[c].values[row], NanSensitiveDoubleEq(table().columns[c].values[row])) << c << " " << row;
    }
  }
  EXPECT_EQ(read.columns[0].values[2], 0.1);
  EXPECT_EQ(read.where(2, "faces"), (directory / "a.h5").native() + ": /recorded/faces: row 2");
}

TEST(Hdf5ColumnsTest, ReadsIntegersInTheRoot) {
  const test::Directory directory;
  const auto path = directory / "a.h5";
  put<std::int64_t>(path, "video", {0, 0}, H5T_NATIVE_INT64);
  put<std::uint8_t>(path, "faces", {255, 1}, H5T_NATIVE_UINT8);
  put<std::int16_t>(path, "item", {-1, 4}, H5T_NATIVE_INT16);
  put<float>(path, "frame", {0.0F, 1.0F}, H5T_NATIVE_FLOAT);
  const Table read = read_hdf5(path);
  ASSERT_EQ(read.columns.size(), 4u);  // by name
  EXPECT_THAT(read.columns[0].values, ElementsAre(255, 1));
  EXPECT_THAT(read.columns[2].values, ElementsAre(NanSensitiveDoubleEq(kEmpty), 4));
  EXPECT_EQ(read.where(1, "faces"), path.native() + ": /faces: row 1");
}

TEST(Hdf5ColumnsTest, NamesWhatIsWrongAndWhere) {
  const test::Directory directory;
  const std::vector<double> two{0, 1};
  const auto made = [&](const char* name) {
    put(directory / name, "video", two, H5T_NATIVE_DOUBLE);
    return directory / name;
  };
  put(directory / "foreign.h5", "something", two, H5T_NATIVE_DOUBLE);
  EXPECT_THAT(hdf5_error(directory / "foreign.h5"), HasSubstr("foreign.h5: is no recording: it has no dataset /video"));
  put(made("short.h5"), "zeal", std::vector<double>{1}, H5T_NATIVE_DOUBLE);
  EXPECT_THAT(hdf5_error(directory / "short.h5"),
              HasSubstr("short.h5: /zeal: has 1 rows, /video has 2 (must be equal)"));
  put(made("flat.h5"), "zeal", two, H5T_NATIVE_DOUBLE, 2);
  EXPECT_THAT(hdf5_error(directory / "flat.h5"), HasSubstr("flat.h5: /zeal: is of another shape"));
  put(made("text.h5"), "zeal", std::vector<char>{'a', 'b'}, H5T_C_S1);
  EXPECT_THAT(hdf5_error(directory / "text.h5"), HasSubstr("text.h5: /zeal: is no column of numbers"));
  put(made("inf.h5"), "zeal", std::vector<double>{1, 1.0 / 0.0}, H5T_NATIVE_DOUBLE);
  EXPECT_THAT(hdf5_error(directory / "inf.h5"), HasSubstr("inf.h5: /zeal: row 1: is infinite"));
  const auto group = made("group.h5");
  {
    const h5::File file{H5Fopen(group.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "open"};
    h5::make_group(file.id(), "/zeal");
  }
  EXPECT_THAT(hdf5_error(group), HasSubstr("group.h5: /zeal: is no dataset"));
  const auto link = made("link.h5");
  {
    const h5::File file{H5Fopen(link.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "open"};
    h5::check(H5Lcreate_external("other.h5", "/faces", file.id(), "zeal", H5P_DEFAULT, H5P_DEFAULT), "link");
  }
  EXPECT_THAT(hdf5_error(link), HasSubstr("link.h5: /zeal: is a link"));
}

TEST(Hdf5ColumnsTest, ADamagedFileIsTheUsersFault) {
  const test::Directory directory;
  Table large{.file = "", .columns = {{"video", std::vector<double>(100'000)}}, .where = {}};
  for (std::size_t row = 0; row < 100'000; ++row) large.columns[0].values[row] = static_cast<double>(row * row % 977);
  write_hdf5(directory / "a.h5", large, "ER");
  std::filesystem::resize_file(directory / "a.h5", std::filesystem::file_size(directory / "a.h5") / 2);
  EXPECT_THROW(static_cast<void>(read_hdf5(directory / "a.h5")), std::exception);
  EXPECT_NE(hdf5_error(directory / "missing.h5"), "none");
}

}  // namespace
}  // namespace octosim::io::recorded
