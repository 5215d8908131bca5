// Images that somebody made in bad faith.
#include "io/plan/image_reader.hpp"

#include <array>
#include <limits>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/plan/image_writer.hpp"
#include "io/plan/record_reader.hpp"
#include "io/plan/workload_layout.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::plan {
namespace {

namespace h5 = trace::h5;
using testing::HasSubstr;

const std::array<std::uint32_t, 3> kValues{7, 8, 9};

/// What reading three numbers of /values in the image says.
std::string refusal_of_image(const std::string& image, Shape shape = Shape::kColumn) {
  try {
    ImageReader{image, "file.plan"}.numbers<std::uint32_t>("/values", shape, 3);
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("file.plan"));
    return error.what();
  }
  return "accepted";
}

/// An image made with HDF5 itself.
template <class Make>
std::string made(Make&& make) {
  h5::quiet();
  const h5::Properties access{H5Pcreate(H5P_FILE_ACCESS), "access"};
  H5Pset_fapl_core(access.id(), 65536, false);
  const h5::File file{H5Fcreate(name_of_image().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), "file"};
  make(file.id());
  H5Fflush(file.id(), H5F_SCOPE_GLOBAL);
  std::string image(static_cast<std::size_t>(H5Fget_file_image(file.id(), nullptr, 0)), '\0');
  H5Fget_file_image(file.id(), image.data(), image.size());
  return image;
}

/// A dataset /values of `dims` of type uint32, with `change` to how it is made; written if `write`.
template <class Change>
std::string dataset(std::vector<hsize_t> dims, Change&& change, bool write = true, hid_t type = H5T_STD_U32LE) {
  return made([&](hid_t file) {
    const h5::Space space{H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr), "space"};
    const h5::Properties create{H5Pcreate(H5P_DATASET_CREATE), "create"};
    change(create.id());
    const h5::Dataset set{H5Dcreate2(file, "/values", type, space.id(), H5P_DEFAULT, create.id(), H5P_DEFAULT), "set"};
    if (write) H5Dwrite(set.id(), H5T_NATIVE_UINT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, kValues.data());
  });
}
const auto kPlain = [](hid_t) {};

TEST(ImageReaderTest, ReadsWhatIsThere) {
  ImageWriter image;
  image.numbers("/values", Shape::kColumn, std::span<const std::uint32_t>{kValues}, Note{"count", "help"});
  image.texts("/names", Shape::kColumn, {"a", "", "three"}, Note{"none", ""});
  image.bools("/on", Shape::kScalar, {true}, Note{"none", ""});
  image.attribute("number", 5);
  image.attribute("text", "\xC3\xA9");
  image.table("/group", 2, "");
  const std::string bytes = image.image();
  const ImageReader reader{bytes, "x"};
  EXPECT_THAT(reader.numbers<std::uint32_t>("/values", Shape::kColumn, std::nullopt), testing::ElementsAre(7, 8, 9));
  EXPECT_THAT(reader.texts("/names", Shape::kColumn, 3), testing::ElementsAre("a", "", "three"));
  EXPECT_THAT(reader.numbers<bool>("/on", Shape::kScalar, 1), testing::ElementsAre(true));
  EXPECT_EQ(reader.number_attribute("number"), 5u);
  EXPECT_EQ(reader.text_attribute("text"), "\xC3\xA9");
  EXPECT_EQ(reader.rows("/group"), 2u);
  EXPECT_EQ(refusal_of_image(bytes), "accepted");
  EXPECT_EQ(refusal_of_image(dataset({3}, kPlain)), "accepted");
}

TEST(ImageReaderTest, RefusesWhatIsNotAsItIsWritten) {
  EXPECT_THAT(refusal_of_image("no HDF5 at all"), HasSubstr("is not HDF5"));
  EXPECT_THAT(refusal_of_image(made([](hid_t) {})), HasSubstr("/values: is missing"));
  EXPECT_THAT(refusal_of_image(dataset({2}, kPlain)), HasSubstr("has 2 values (must be 3)"));
  EXPECT_THAT(refusal_of_image(dataset({3, 1}, kPlain)), HasSubstr("another shape"));
  EXPECT_THAT(refusal_of_image(dataset({3}, kPlain), Shape::kScalar), HasSubstr("another shape"));
  EXPECT_THAT(refusal_of_image(dataset({3}, kPlain, true, H5T_STD_U32BE)), HasSubstr("another type"));
  EXPECT_THAT(refusal_of_image(dataset({3}, kPlain, true, H5T_STD_I32LE)), HasSubstr("another type"));
  EXPECT_THAT(refusal_of_image(dataset({3}, kPlain, false)), HasSubstr("has no values"));
  EXPECT_THAT(refusal_of_image(made([](hid_t file) { h5::make_group(file, "/values"); })),
              HasSubstr("is not a dataset"));
}

TEST(ImageReaderTest, RefusesWhatIsLargerThanTheFile) {
  const auto chunked = [](hid_t create) {
    const hsize_t chunk = 1024;
    H5Pset_chunk(create, 1, &chunk);
  };
  const std::string image = dataset({1ULL << 40U}, chunked, false);
  EXPECT_THAT(refusal_of_image(image), HasSubstr("not stored in one piece"));
  const std::string late = dataset(
      {1ULL << 40U}, [](hid_t create) { H5Pset_alloc_time(create, H5D_ALLOC_TIME_LATE); }, false);
  EXPECT_THAT(refusal_of_image(late), HasSubstr("must be 3"));
  try {
    ImageReader{late, "x"}.numbers<std::uint32_t>("/values", Shape::kColumn, std::nullopt);
    FAIL();
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the file is smaller"));
  }
  ImageWriter rows;
  rows.table("/table", std::numeric_limits<std::uint64_t>::max(), "");
  EXPECT_THROW(ImageReader(rows.image(), "x").rows("/table"), engine::ModelError);
}

TEST(ImageReaderTest, FollowsNothingOutOfTheFile) {
  const octosim::test::Directory directory;
  { const h5::File other = h5::create(directory / "other.h5", h5::Format::kPortable); }
  EXPECT_THAT(refusal_of_image(made([&](hid_t file) {
                H5Lcreate_external((directory / "other.h5").c_str(), "/", file, "/values", H5P_DEFAULT, H5P_DEFAULT);
              })),
              HasSubstr("is a link"));
  EXPECT_THAT(
      refusal_of_image(made([](hid_t file) { H5Lcreate_soft("/values", file, "/values", H5P_DEFAULT, H5P_DEFAULT); })),
      HasSubstr("/values"));
  const std::string file = (directory / "raw").native();
  EXPECT_THAT(refusal_of_image(dataset(
                  {3}, [&](hid_t create) { H5Pset_external(create, file.c_str(), 0, H5F_UNLIMITED); }, false)),
              HasSubstr("in the file itself"));
}

TEST(ImageReaderTest, ListsThatDoNotFitTogetherAreRefused) {
  const auto read = [](std::vector<std::uint64_t> start) -> std::string {
    ImageWriter image;
    image.numbers("/list/start", Shape::kColumn, std::span<const std::uint64_t>{start}, Note{"index", ""});
    image.numbers("/list/values", Shape::kColumn, std::span<const std::uint32_t>{kValues}, Note{"index", ""});
    try {
      read_rows<std::vector<std::uint32_t>>(ImageReader{image.image(), "x"}, "/list", 2);
    } catch (const engine::ModelError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(read({0, 1, 3}), "accepted");
  EXPECT_THAT(read({0, 1, 4}), HasSubstr("/list/values: has 3 values (must be 4)"));
  EXPECT_THAT(read({0, 3}), HasSubstr("/list/start: has 2 values (must be 3)"));
  EXPECT_THAT(read({1, 2, 3}), HasSubstr("must begin with 0"));
  EXPECT_THAT(read({0, 4, 3}), HasSubstr("never decrease"));
}

TEST(ImageReaderTest, ColumnsOfDifferentLengthsAreRefused) {
  ImageWriter image;
  const std::array<double, 2> two{1, 2};
  image.table("/t", 3, "");
  image.numbers("/t/value", Shape::kColumn, std::span<const double>{two}, Note{"none", ""});
  image.numbers("/t/count", Shape::kColumn, std::span<const double>{two}, Note{"none", ""});
  using Pair = std::pair<double, double>;
  const std::string bytes = image.image();
  EXPECT_THROW(read_rows<Pair>(ImageReader(bytes, "x"), "/t", std::nullopt), engine::ModelError);
}

TEST(ImageWriterTest, RefusesATextThatWouldNotComeBack) {
  ImageWriter image;
  EXPECT_THROW(image.texts("/t", Shape::kScalar, {std::string_view{"a\0b", 3}}, Note{"none", ""}), engine::ModelError);
}

}  // namespace
}  // namespace octosim::io::plan
