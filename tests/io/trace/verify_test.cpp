#include "io/trace/verify.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/trace/hdf5.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class VerifyTest : public ::testing::Test {
 protected:
  VerifyTest() { run_sample(directory_.path(), 2); }
  std::filesystem::path trace() const { return directory_ / kTraceName; }
  std::vector<std::string> after(const std::string& dataset, std::uint64_t row, std::uint64_t value) const {
    tamper(trace(), dataset, row, &value);
    return verify(trace());
  }
  std::vector<std::string> with(const Summary& summary) const {
    write_rank_files(directory_.path(), 2);
    merge(directory_.path(), sample_info(2), summary, {}, RankFiles::kRemove);
    return verify(trace());
  }
  Directory directory_;
};

TEST_F(VerifyTest, AcceptsAGoodTrace) { EXPECT_THAT(verify(trace()), IsEmpty()); }

TEST_F(VerifyTest, FindsAChangedValueByTheDigest) {
  EXPECT_THAT(after("/balance/moves/bytes", 3, 12345), ElementsAre(HasSubstr("/meta@digest = 0x")));
}

TEST_F(VerifyTest, FindsRowsOutOfOrder) {
  EXPECT_THAT(
      after("/balance/moves/component", 17, 0),
      ElementsAre(HasSubstr("/balance/moves row 17: (time, component, nth) = (0, 0, 1) does not come after (0, 8, 0)"),
                  HasSubstr("digest")));
}

TEST_F(VerifyTest, FindsTheSameKeyTwiceAndCounts) {
  const std::uint64_t zero = 0;
  tamper(trace(), "/balance/moves/nth", 1, &zero);
  EXPECT_THAT(after("/balance/moves/nth", 3, 0),
              ElementsAre(AllOf(HasSubstr("moves row 1:"), HasSubstr("(and 1 more such rows)")), HasSubstr("digest")));
}

TEST_F(VerifyTest, FindsColumnsOfDifferentLength) {
  tamper(trace(), "/balance/moves/bytes", 899, nullptr);
  EXPECT_THAT(verify(trace()), ElementsAre(AllOf(HasSubstr("/balance/moves: columns differ in length"),
                                                 HasSubstr("from = 900"), HasSubstr("bytes = 899")),
                                           HasSubstr("digest")));
}

TEST_F(VerifyTest, FindsAMissingColumn) {
  {
    const h5::File file{H5Fopen(trace().c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "cannot open", "trace"};
    h5::check(H5Ldelete(file.id(), "/balance/moves/bytes", H5P_DEFAULT), "cannot delete");
  }
  EXPECT_THAT(verify(trace()), ElementsAre(HasSubstr("trace.h5 /balance/moves/bytes")));
}

TEST_F(VerifyTest, FindsCyclesThatAreNotAccountedFor) {
  EXPECT_THAT(
      after("/tbus/samples/open", 100, 2),
      ElementsAre(AllOf(HasSubstr("/tbus/samples row 100, time 110: not busy + configuring"), HasSubstr("open = 2")),
                  HasSubstr("digest")));
}

TEST_F(VerifyTest, FindsAStreamThatWasNotRight) {
  EXPECT_THAT(after("/streams/done/functional_ok", 4, 0),
              ElementsAre(HasSubstr("/streams/done row 4, time 490: not functional_ok == 1"), HasSubstr("digest")));
}

TEST_F(VerifyTest, ChecksTheSummary) {
  EXPECT_THAT(with({{"packets_made", std::uint64_t{10}}, {"packets_delivered", std::uint64_t{10}}}), IsEmpty());
  EXPECT_THAT(with({{"packets_made", std::uint64_t{10}},
                    {"packets_delivered", std::uint64_t{7}},
                    {"packets_absorbed", std::uint64_t{2}}}),
              ElementsAre(AllOf(HasSubstr("not packets_made =="), HasSubstr("packets_absorbed = 2"))));
  EXPECT_THAT(with({{"functional_ok", false}}), ElementsAre(HasSubstr("not functional_ok == true")));
}

/// The sample has 900 moves; the sum of their bytes is that of time * 3 + nth over 9 components and 50 times.
TEST_F(VerifyTest, ComparesSumsOfRowsWithTheSummary) {
  constexpr std::uint64_t kBytes = 9 * (2 * 3 * (490 * 50 / 2) + 50);
  EXPECT_THAT(with({{"balance_moves", std::uint64_t{900}}, {"balance_bytes", kBytes}}), IsEmpty());
  EXPECT_THAT(with({{"balance_moves", std::uint64_t{899}}}),
              ElementsAre(HasSubstr("/balance/moves: rows = 900, but /summary has balance_moves = 899")));
  EXPECT_THAT(with({{"balance_bytes", kBytes + 1}}), ElementsAre(HasSubstr("/balance/moves: the sum of bytes = ")));
  EXPECT_THAT(with({{"balance_items", std::uint64_t{1}}}), ElementsAre(HasSubstr("has no column items")));
}

/// What only a finished run has to balance.
TEST_F(VerifyTest, ComparesSomeSumsOnlyWhenAllStreamsAreDone) {
  static constexpr std::array kWorkColumns{engine::Column{"packets", "count", ""}, engine::Column{"macs", "count", ""}};
  static constexpr std::array kTypes{engine::RecordType{"/tbus/work", "", engine::Level::kSummary, kWorkColumns}};
  const auto faults = [&](std::uint64_t done, std::uint64_t packets) {
    prepare_directory(directory_.path());
    RankWriter writer{directory_.path(), 0, sample_info(1), kTypes, engine::Level::kEvent};
    writer.write(0, {0}, engine::ComponentId{0}, 0, std::array<std::uint64_t, 2>{5, 7});
    writer.close();
    const Summary summary{{"streams", std::uint64_t{2}}, {"streams_done", done}, {"tbu_packets", packets}};
    merge(directory_.path(), sample_info(1), summary, {}, RankFiles::kRemove);
    return verify(trace());
  };
  EXPECT_THAT(faults(2, 5), IsEmpty());
  EXPECT_THAT(faults(2, 6), ElementsAre(HasSubstr("/tbus/work: the sum of packets = 5")));
  EXPECT_THAT(faults(1, 6), IsEmpty());
}

/// A table of a level that was not recorded is empty; nothing can be said of it.
TEST_F(VerifyTest, ComparesNoSumsOfWhatWasNotRecorded) {
  prepare_directory(directory_.path());
  RankWriter{directory_.path(), 0, sample_info(1), kTypes, engine::Level::kSummary}.close();
  merge(directory_.path(), sample_info(1), {{"balance_moves", std::uint64_t{900}}}, {}, RankFiles::kRemove);
  EXPECT_THAT(verify(trace()), IsEmpty());
}

TEST_F(VerifyTest, FindsRecordsAfterTheMakespan) {
  EXPECT_THAT(with({{"drained_cycles", std::uint64_t{489}}}),
              ElementsAre(AllOf(HasSubstr("/balance/moves row 882: time 490 is after the end of the run, 489"),
                                HasSubstr("17 more")),
                          HasSubstr("/streams/done"), HasSubstr("/tbus/samples")));
}

TEST_F(VerifyTest, SaysWhenARuleLacksAColumn) {
  constexpr std::array kTypes{engine::RecordType{"/tbus/samples", "", engine::Level::kSummary, kMoveColumns}};
  prepare_directory(directory_.path());
  RankWriter{directory_.path(), 0, sample_info(1), kTypes, engine::Level::kEvent}.close();
  merge(directory_.path(), sample_info(1), {}, {}, RankFiles::kRemove);
  EXPECT_THAT(verify(trace()), ElementsAre(HasSubstr("/tbus/samples: has no column busy")));
}

TEST_F(VerifyTest, RefusesWhatIsNoTrace) {
  const auto refusal = [&](const char* name) {
    return message_of<engine::ModelError>([&] { verify(directory_ / name); });
  };
  std::ofstream{directory_ / "empty.h5"} << "";
  std::ofstream{directory_ / "words.h5"} << "these are words";
  h5::create(directory_ / "other.h5", h5::Format::kPortable).close("other.h5");
  { RankWriter writer = make_writer(directory_.path(), 0, 1); }
  EXPECT_THAT(refusal("absent.h5"), HasSubstr("absent.h5: no such file"));
  EXPECT_THAT(refusal("empty.h5"), HasSubstr("empty.h5: is not an HDF5 file"));
  EXPECT_THAT(refusal("words.h5"), HasSubstr("words.h5: is not an HDF5 file"));
  EXPECT_THAT(refusal("other.h5"), HasSubstr("other.h5: is not a trace of octosim"));
  EXPECT_THAT(refusal("rank-0000.h5"), HasSubstr("rank-0000.h5: is a rank file"));
  EXPECT_THAT(refusal("."), HasSubstr("is a directory"));
}

TEST_F(VerifyTest, RefusesASchemaItDoesNotKnow) {
  {
    const h5::File file{H5Fopen(trace().c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "cannot open", "trace"};
    const h5::Group meta{H5Gopen2(file.id(), "/meta", H5P_DEFAULT), "cannot open", "/meta"};
    h5::check(H5Adelete(meta.id(), "schema"), "cannot delete");
    h5::write_u64(meta.id(), "schema", 2);
  }
  EXPECT_THAT(message_of<engine::ModelError>([&] { verify(trace()); }),
              HasSubstr("/meta@schema = 2 (this octosim reads schema 1)"));
}

TEST_F(VerifyTest, MissesWhatEveryTraceHas) {
  {
    const h5::File file{H5Fopen(trace().c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "cannot open", "trace"};
    h5::check(H5Ldelete(file.id(), "/summary", H5P_DEFAULT), "cannot delete");
  }
  EXPECT_THAT(verify(trace()), ElementsAre("/summary: is missing"));
}

TEST_F(VerifyTest, RefusesAFileThatWasCutShort) {
  std::filesystem::resize_file(trace(), std::filesystem::file_size(trace()) / 2);
  EXPECT_THAT(message_of<engine::ModelError>([&] { verify(trace()); }),
              AllOf(HasSubstr("trace.h5: was cut short (copy it again"), HasSubstr("truncated file")));
}

TEST_F(VerifyTest, RefusesAFileWithADamagedHead) {
  {
    std::fstream file{trace(), std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(8);  // the version of the superblock
    file.put(9);
  }
  EXPECT_THAT(message_of<engine::ModelError>([&] { verify(trace()); }),
              AllOf(HasSubstr("trace.h5: is damaged (HDF5: "), Not(HasSubstr("LOCKING"))));
}

TEST_F(VerifyTest, ReportsBytesThatDoNotDecompress) {
  hsize_t where = 0;
  hsize_t size = 0;
  {
    const h5::File file = h5::open(trace());
    const h5::Dataset dataset{H5Dopen2(file.id(), "/balance/moves/bytes", H5P_DEFAULT), "cannot open", "bytes"};
    haddr_t address = 0;
    unsigned mask = 0;
    hsize_t offset = 0;
    const h5::Space space{H5Dget_space(dataset.id()), "no", "shape"};
    h5::check(H5Dget_chunk_info(dataset.id(), space.id(), 0, &offset, &mask, &address, &size), "no chunk");
    where = address;
  }
  std::fstream file{trace(), std::ios::binary | std::ios::in | std::ios::out};
  file.seekp(static_cast<std::streamoff>(where));
  file << std::string(size, 'x');
  file.close();
  EXPECT_THAT(verify(trace()), ElementsAre(AllOf(HasSubstr("cannot read"), HasSubstr("/balance/moves/bytes"))));
}

}  // namespace
}  // namespace octosim::io::trace::test
