#include "io/modelbox/import.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "partition/workflow/validate.hpp"
#include "tests/io/modelbox/data.hpp"

namespace octosim::io::modelbox {
namespace {

namespace workload = models::workload;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using workload::BlockKind;

std::map<BlockKind, int> counts(const workload::Owg& owg) {
  std::map<BlockKind, int> count;
  for (const auto& block : owg.blocks) ++count[block.kind];
  return count;
}

const workload::Block& block(const workload::Owg& owg, const std::string& name) {
  return owg.blocks.at(owg.find_block(name));
}

/// Names of what follows `name`.
std::vector<std::string> after(const workload::Owg& owg, const std::string& name) {
  std::vector<std::string> names;
  for (const auto f : owg.flows_out_of(owg.find_block(name))) names.push_back(owg.blocks[owg.flows[f].to].name);
  return names;
}

std::filesystem::path demo(const char* name) { return test::modelbox_data() / "graphs" / name; }

TEST(ImportTest, EveryAcceptedGraphIsAWellFormedOwg) {
  auto files = test::conformance_graphs("ok__");
  for (const char* name : {"emotion_detection/emotion_detection.toml.in", "car_detection/car_detection.toml.in",
                           "hello_world/hello_world.toml.in", "hand_pose_detection/hand_pose_detection.toml",
                           "example_resize/resize.toml", "rk_mask_det_yolov3/mask_det_yolov3.toml"}) {
    files.push_back(demo(name));
  }
  for (const auto& file : files) {
    for (const bool streams : {false, true}) {
      const ImportOptions options{.flowunit_dirs = {}, .costs = {}, .expand_streams = streams};
      EXPECT_NO_THROW(partition::workflow::validate(import_modelbox(file, options).owg)) << file;
    }
  }
}

TEST(ImportTest, ARefusedGraphIsNotImported) {
  for (const auto& file : test::conformance_graphs("bad__")) {
    EXPECT_THROW(import_modelbox(file, {}), engine::ModelError) << file;
  }
}

TEST(ImportTest, MapsTheEmotionDemo) {
  const auto owg = import_modelbox(demo("emotion_detection/emotion_detection.toml.in"), {}).owg;
  EXPECT_EQ(owg.name, "emotion_detection");
  // 18 nodes: video_input is the source, expand_box and collapse_emotion are control; has_face feeds two: one copy
  EXPECT_EQ(counts(owg), (std::map<BlockKind, int>{{BlockKind::kSource, 1},
                                                   {BlockKind::kSink, 1},
                                                   {BlockKind::kTask, 16},
                                                   {BlockKind::kRoute, 1},
                                                   {BlockKind::kMerge, 1},
                                                   {BlockKind::kExpand, 1},
                                                   {BlockKind::kCollapse, 1}}));
  EXPECT_THAT(after(owg, "face_post"), ElementsAre("face_post_route"));
  EXPECT_THAT(after(owg, "face_post_route"), ElementsAre("face_post_has_face", "face_post_merge"));
  EXPECT_THAT(after(owg, "face_post_has_face"), ElementsAre("expand_box", "draw_emotion"));
  EXPECT_THAT(after(owg, "face_post_merge"), ElementsAre("videoencoder"));
  EXPECT_EQ(block(owg, "face_post_route").choosing.weights, (std::vector<double>{0.9265, 0.0735}));
  EXPECT_EQ(block(owg, "emotion_infer").work.macs, 1'814'000'000u);
  const auto& faces = owg.properties.at(block(owg, "expand_box").fan_out.property);
  EXPECT_EQ(faces.name, "expand_box.items");
  EXPECT_DOUBLE_EQ(faces.distribution.mean, 4.24);
  EXPECT_THAT(faces.source, HasSubstr("WIDER FACE"));
}

TEST(ImportTest, ExpandsTheStreamOfTheEmotionDemoOnDemand) {
  const auto owg = import_modelbox(demo("emotion_detection/emotion_detection.toml.in"),
                                   {.flowunit_dirs = {}, .costs = {}, .expand_streams = true})
                       .owg;
  EXPECT_EQ(counts(owg)[BlockKind::kExpand], 2);
  EXPECT_EQ(counts(owg)[BlockKind::kCollapse], 2);
  EXPECT_TRUE(block(owg, "videodecoder_expand").fan_out.streamed);
  EXPECT_THAT(after(owg, "videodecoder"), ElementsAre("videodecoder_expand"));
  EXPECT_THAT(after(owg, "videodecoder_expand"), ElementsAre("custom_resize", "face_post"));
  EXPECT_THAT(after(owg, "videoencoder"), ElementsAre("videodecoder_collapse"));
}

TEST(ImportTest, RoadKeepsItsControlUnits) {
  const auto owg = import_modelbox(test::modelbox_data() / "conformance/ok__Road.toml", {}).owg;
  EXPECT_EQ(counts(owg)[BlockKind::kExpand], 3);
  EXPECT_EQ(counts(owg)[BlockKind::kCollapse], 3);
  EXPECT_EQ(counts(owg)[BlockKind::kRoute], 4);
  EXPECT_EQ(counts(owg)[BlockKind::kMerge], 4);
}

TEST(ImportTest, ALoopRepeatsTheWorkAndSaysSo) {
  const auto result = import_modelbox(test::modelbox_data() / "conformance/ok__LoopMatch_LoopSelf.toml", {});
  EXPECT_THAT(after(result.owg, "b"), ElementsAre("c"));
  EXPECT_EQ(block(result.owg, "b").work.operations, 4 * block(result.owg, "a").work.operations);
  EXPECT_THAT(block(result.owg, "b").source, HasSubstr("times 4 turns of its loop"));
  EXPECT_THAT(result.notes, Contains(HasSubstr("node b: an OWG has no loops")));
}

struct MappingTest : testing::Test {
  test::ScratchFolder folder;
  ImportResult import(const std::string& statements, const std::string& costs = {}) {
    ImportOptions options;
    if (!costs.empty()) options.costs = folder.write("costs.toml", costs);
    ImportResult result = import_modelbox(folder.graph(statements), options);
    partition::workflow::validate(result.owg);
    return result;
  }
};

TEST_F(MappingTest, ALoopsEndFeedsWhatItsExitFed) {
  const auto owg = import(std::string{test::kEnds} + R"(l[flowunit=test_loop] b[flowunit=test_1_1_normal]
      s:Out_1->l:In_1 l:Out_1->b:In_1 b:Out_1->l:In_1 l:Out_2->t:In_1)")
                       .owg;
  EXPECT_THAT(after(owg, "l"), ElementsAre("b"));
  EXPECT_THAT(after(owg, "b"), ElementsAre("t"));
}

TEST_F(MappingTest, AnOpenExpandIsClosedBeforeTheSink) {
  const auto result = import(std::string{test::kEnds} + "e[flowunit=expand_1_1] s:Out_1->e:In_1 e:Out_1->t:In_1");
  EXPECT_THAT(after(result.owg, "t"), ElementsAre("e_collapse"));
  EXPECT_THAT(after(result.owg, "e_collapse"), ElementsAre("sink"));
  EXPECT_THAT(result.notes, Contains(HasSubstr("expand e has no collapse")));
  EXPECT_THAT(result.notes, Contains(HasSubstr("node e: no fan-out is known")));
}

TEST_F(MappingTest, SeveralCollapsesOfOneExpandBecomeOne) {
  const auto result = import(R"(s[flowunit=test_0_1] e[flowunit=expand_1_2] j[flowunit=collapse_1_1]
      k[flowunit=collapse_1_1] u[flowunit=test_1_0] v[flowunit=test_1_0] s:Out_1->e:In_1 e:Out_1->j:In_1
      e:Out_2->k:In_1 j:Out_1->u:In_1 k:Out_1->v:In_1)");
  EXPECT_THAT(after(result.owg, "e"), ElementsAre("j", "j"));
  EXPECT_THAT(after(result.owg, "j"), ElementsAre("u", "v"));
  EXPECT_THAT(result.notes, Contains(HasSubstr("expand e ends in 2 collapses (j, k)")));
}

TEST_F(MappingTest, BranchesThatNeverMeetAreMergedBeforeTheSink) {
  const auto owg = import(R"(s[flowunit=test_0_1] c[flowunit=condition_1_2] t[flowunit=test_1_0] u[flowunit=test_1_0]
      s:Out_1->c:In_1 c:Out_2->u:In_1 c:Out_1->t:In_1)")
                       .owg;
  EXPECT_THAT(after(owg, "c_route"), ElementsAre("t", "u"));  // in the order of the out-ports, not of the edges
  EXPECT_THAT(after(owg, "t"), ElementsAre("c_merge"));
  EXPECT_THAT(after(owg, "c_merge"), ElementsAre("sink"));
}

TEST_F(MappingTest, AMergeFeedsSeveralNodesThroughACopy) {
  const auto owg = import(R"(s[flowunit=test_0_1] c[flowunit=condition_1_2] x[flowunit=test_1_1] y[flowunit=test_1_1]
      t[flowunit=test_1_0] u[flowunit=test_1_0] s:Out_1->c:In_1 c:Out_1->x:In_1 c:Out_2->y:In_1
      x:Out_1->t:In_1 y:Out_1->t:In_1 x:Out_1->u:In_1 y:Out_1->u:In_1)")
                       .owg;
  EXPECT_THAT(after(owg, "c_merge"), ElementsAre("c_merged"));
  EXPECT_THAT(after(owg, "c_merged"), ElementsAre("t", "u"));
}

TEST_F(MappingTest, InputsFuseIntoTheSource) {
  const auto owg = import("a[type=input] b[type=input] t[flowunit=test_2_0]\n a->t:In_1 b->t:In_2").owg;
  EXPECT_THAT(after(owg, "source"), ElementsAre("t", "t"));
}

TEST_F(MappingTest, CostsComeFromTheFileAndNodesWinOverUnits) {
  const auto result = import(std::string{test::kEnds} +
                                 "e[flowunit=expand_1_1] k[flowunit=collapse_1_1]\n"
                                 "s:Out_1->e:In_1 e:Out_1->k:In_1 k:Out_1->t:In_1",
                             R"([units.test_0_1]
                                macs = 7
                                bytes = 99
                                tensor_bytes = 5
                                sparsity = 0.5
                                sparsity_deviation = 0.1
                                source = "measured"
                                [nodes.s]
                                operations = 3
                                [nodes.nobody]
                                macs = 1
                                [units.collapse_1_1]
                                operations = 12
                                [units.expand_1_1]
                                fan_out = 2.5)");
  const auto& s = block(result.owg, "s");
  EXPECT_EQ(s.work.macs, 7u);
  EXPECT_EQ(s.work.operations, 3u);
  EXPECT_EQ(s.work.dependence, workload::Dependence::kSparsity);
  EXPECT_DOUBLE_EQ(result.owg.properties.at(s.work.property).distribution.mean, 0.5);
  const auto flow = result.owg.flows.at(result.owg.flows_out_of(result.owg.find_block("s")).at(0));
  EXPECT_EQ(flow.bytes, 99u);
  EXPECT_EQ(flow.tensor_bytes, 5u);
  EXPECT_EQ(block(result.owg, "k").kind, BlockKind::kTask);  // it has work: a Task Block before the Collapse
  EXPECT_THAT(after(result.owg, "k"), ElementsAre("e_collapse"));
  EXPECT_DOUBLE_EQ(result.owg.properties.at(block(result.owg, "e").fan_out.property).distribution.mean, 2.5);
  EXPECT_THAT(result.notes, Contains("costs: nodes.nobody is not in this graph"));
  EXPECT_THAT(result.notes, Contains(HasSubstr("node t: no cost is known for unit test_1_0")));
  EXPECT_EQ(block(result.owg, "t").source, "default: no cost known for this unit");
}

TEST_F(MappingTest, ABadCostTableIsRefused) {
  const std::string graph = std::string{test::kEnds} + "s:Out_1->t:In_1";
  const auto error = [&](const std::string& costs) { return test::model_error([&] { import(graph, costs); }); };
  EXPECT_THAT(error("[units.a]\nmacs = -1"),
              HasSubstr("costs.toml:2: units.a.macs = -1: must be a whole number from 0"));
  EXPECT_THAT(error("[units.a]\nmac = 1"), HasSubstr("units.a.mac is not known (did you mean \"macs\"?)"));
  EXPECT_THAT(error("[units.a]\nweights = [0]"), HasSubstr("units.a.weights must hold a number above 0"));
  EXPECT_THAT(error("[unit.a]\nmacs = 1"), HasSubstr("unit is not known; allowed: units, nodes"));
  EXPECT_THAT(error("[units]\nmacs = 1"), HasSubstr("units.macs must be a table of costs"));
  EXPECT_THAT(error("[units.a"), HasSubstr("costs.toml:1: "));
}

struct BadFileTest : testing::Test {
  test::ScratchFolder folder;
  std::string error_of(const std::string& text) {
    return test::model_error([&] { import_modelbox(folder.write("g.toml", text), {}); });
  }
};

TEST_F(BadFileTest, NamesTheFileAndWhatIsWrong) {
  EXPECT_THAT(test::model_error([] { import_modelbox("/nowhere/g.toml", {}); }),
              HasSubstr("/nowhere/g.toml: cannot read this graph"));
  EXPECT_THAT(error_of("[graph]\ngraphconf = \"\"\"digraph {\n a[type=inp"), HasSubstr("g.toml:"));
  EXPECT_THAT(error_of("[graph]\ngraphconf = \"\"\"digraph {\n a[type=inp\"\"\""), HasSubstr("g.toml:3: expected"));
  EXPECT_THAT(error_of("[graph]\ngraphconf = \"\"\"\n\ndigraph {\n a[\"\"\""), HasSubstr("g.toml:5: expected"));
  EXPECT_THAT(error_of("x = 1"), HasSubstr("no table [graph]"));
  EXPECT_THAT(error_of("[graph]\nformat = 'json'"), HasSubstr("g.toml:2: graph.format must be \"graphviz\""));
  EXPECT_THAT(error_of("[graph]\nformat = 'graphviz'"), HasSubstr("g.toml:1: [graph] has no graphconf"));
  EXPECT_THAT(error_of("[graph]\ngraphconf = 3"), HasSubstr("must be a string or a list of strings"));
  EXPECT_THAT(error_of("[graph]\ngraphconf = '''digraph {\n n[flowunit=resise]\n}'''"),
              HasSubstr("g.toml:3: node n: unknown flow unit resise"));
  EXPECT_THAT(error_of("[graph]\ngraphconf = '''digraph {\n n[type=flowunit]\n}'''"), HasSubstr("needs flowunit=..."));
}

}  // namespace
}  // namespace octosim::io::modelbox
