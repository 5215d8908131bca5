#include "partition/workflow/cut.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

using models::plan::SubOwg;
using models::workload::Owg;
using test::OwgBuilder;

/// "A B | C": the Task Blocks of each sub-OWG.
std::string parts(const OwgBuilder& builder) {
  const Owg owg = builder.build();
  std::string text;
  for (const SubOwg& part : cut(owg, validate(owg))) {
    if (!text.empty()) text += "| ";
    for (const std::uint32_t b : part.tasks) text += owg.blocks[b].name + " ";
  }
  return text;
}

/// "A>B C>D": the flows.
std::string flows(const Owg& owg, const std::vector<std::uint32_t>& indices) {
  std::string text;
  for (const std::uint32_t f : indices) {
    text += (text.empty() ? "" : " ") + owg.blocks[owg.flows[f].from].name + ">" + owg.blocks[owg.flows[f].to].name;
  }
  return text;
}

TEST(CutTest, CutsAtControlBlocks) {
  const OwgBuilder builder = OwgBuilder{}
                                 .tasks({"A", "B", "C", "D"})
                                 .expand("E", 2)
                                 .collapse("X")
                                 .path({"SRC", "A", "B", "E", "C", "X", "D", "SINK"});
  EXPECT_EQ(parts(builder), "A B | C | D ");
  const Owg owg = builder.build();
  const std::vector<SubOwg> all = cut(owg, validate(owg));
  EXPECT_EQ(flows(owg, all[0].entries), "SRC>A");
  EXPECT_EQ(flows(owg, all[0].exits), "B>E");
  EXPECT_EQ(flows(owg, all[1].entries), "E>C");
  EXPECT_EQ(flows(owg, all[1].exits), "C>X");
  EXPECT_EQ(flows(owg, all[2].entries), "X>D");
  EXPECT_EQ(flows(owg, all[2].exits), "D>SINK");
}

TEST(CutTest, KeepsTaskBlocksTogetherThatOnlyTaskFlowsJoin) {
  EXPECT_EQ(parts(OwgBuilder{}
                      .tasks({"Decode", "Resize", "Post", "Other"})
                      .path({"SRC", "Decode", "Resize", "Post", "SINK"})
                      .path({"Decode", "Post"})
                      .path({"SRC", "Other", "Post"})),
            "Decode Resize Other Post ");
}

TEST(CutTest, SeparatesTaskBlocksThatOnlyAControlBlockJoins) {
  EXPECT_EQ(parts(OwgBuilder{}
                      .tasks({"F", "G"})
                      .expand("E", 2)
                      .collapse("X")
                      .path({"SRC", "E", "F", "X", "SINK"})
                      .path({"E", "G", "X"})),
            "F | G ");
}

TEST(CutTest, CutsAFlowThatGoesPastAControlBlock) {
  const OwgBuilder builder = OwgBuilder{}
                                 .tasks({"Detect", "Infer", "Draw"})
                                 .expand("E", 2)
                                 .collapse("X")
                                 .path({"SRC", "Detect", "E", "Infer", "X", "Draw", "SINK"})
                                 .path({"Detect", "Draw"});
  EXPECT_EQ(parts(builder), "Detect | Infer | Draw ");
  const Owg owg = builder.build();
  const std::vector<SubOwg> all = cut(owg, validate(owg));
  EXPECT_EQ(flows(owg, all[0].exits), "Detect>E Detect>Draw");
  EXPECT_EQ(flows(owg, all[2].entries), "X>Draw Detect>Draw");
}

/// Every flow between sub-OWGs, and through Control Blocks, leads to a later one.
void expect_acyclic(const Owg& owg) {
  const Structure structure = validate(owg);
  const std::vector<SubOwg> all = cut(owg, structure);
  std::vector<std::size_t> latest(owg.blocks.size(), 0), own(owg.blocks.size(), 0);  // 1 + number of a sub-OWG
  for (std::size_t s = 0; s < all.size(); ++s) {
    for (const std::uint32_t b : all[s].tasks) own[b] = s + 1;
  }
  for (const std::uint32_t b : structure.topological) {
    for (const std::uint32_t f : owg.flows_into(b)) {
      const std::size_t before = latest[owg.flows[f].from];
      if (own[b] != 0) {
        EXPECT_LE(before, own[b]) << owg.blocks[owg.flows[f].from].name << " -> " << owg.blocks[b].name;
        if (own[owg.flows[f].from] == 0) {
          EXPECT_TRUE(before == 0 || before < own[b]) << owg.blocks[b].name << " feeds itself";
        }
      }
      latest[b] = std::max(latest[b], before);
    }
    if (own[b] != 0) latest[b] = own[b];
  }
}

TEST(CutTest, NoSubOwgWaitsForItsOwnOutput) {
  // Two flows past Control Blocks, crosswise: P -> ... -> T and Q -> ... -> S would tie {P, T} and {Q, S} into a knot.
  expect_acyclic(OwgBuilder{}
                     .tasks({"T", "S", "Q", "P", "I", "J"})
                     .expand("E", 2)
                     .collapse("X")
                     .expand("F", 2)
                     .collapse("Y")
                     .path({"SRC", "P", "E", "I", "X", "S", "SINK"})
                     .path({"SRC", "Q", "F", "J", "Y", "T", "SINK"})
                     .path({"P", "T"})
                     .path({"Q", "S"})
                     .build());
}

TEST(CutTest, OrdersSubOwgsTopologicallyWhateverTheOrderOfDeclaration) {
  // Y1 can run before X, but its sub-OWG {Y1, Y2} waits for X.
  const OwgBuilder builder = OwgBuilder{}
                                 .tasks({"I", "Y1", "Y2"})
                                 .expand("E", 2)
                                 .collapse("C")
                                 .tasks({"X", "J"})
                                 .expand("F", 2)
                                 .collapse("D")
                                 .path({"SRC", "E", "I", "C", "Y1", "Y2", "SINK"})
                                 .path({"SRC", "X", "F", "J", "D", "Y2"});
  expect_acyclic(builder.build());
  EXPECT_EQ(parts(builder), "X | I | J | Y1 Y2 ");
}

// --- the six benchmarks of arXiv 2405.17221, Table II: sub-OWGs 4, 4, 4, 5, 4, 3 -------------------------------------
// The graphs are octosim's reading of the paper's workflows, with Task Blocks only where Table II counts them.

/// A video workflow: SRC -> VideoDecode -> Frames -> ... -> Video -> SINK.
OwgBuilder video() { return OwgBuilder{}.task("VideoDecode").expand_streamed("Frames").collapse("Video"); }

TEST(CutTest, EmotionRecognitionHasFour) {
  EXPECT_EQ(parts(video()
                      .tasks({"FrameResize", "FrameNorm", "FaceDetect", "FacePost", "FaceResize", "FaceNorm",
                              "EmotionInfer", "DrawEmotion", "VideoEncode"})
                      .route("HasFace", {9, 1})
                      .merge("MergeFace")
                      .expand("Faces", 4)
                      .collapse("AllFaces")
                      .path({"SRC", "VideoDecode", "Frames", "FrameResize", "FrameNorm", "FaceDetect", "FacePost",
                             "HasFace", "Faces", "FaceResize", "FaceNorm", "EmotionInfer", "AllFaces", "MergeFace",
                             "DrawEmotion", "VideoEncode", "Video", "SINK"})
                      .path({"Frames", "FacePost"})
                      .path({"HasFace", "MergeFace"})),
            "VideoDecode | FrameResize FrameNorm FaceDetect FacePost | FaceResize FaceNorm EmotionInfer | "
            "DrawEmotion VideoEncode ");
}

TEST(CutTest, DriverAndPassengerStatusRecognitionHasFour) {
  EXPECT_EQ(parts(video()
                      .tasks({"FrameResize", "OccupantDetect", "OccupantPost", "FaceCropResize", "FaceLandmarkPose",
                              "StatusInfer", "StatusFuse", "DrawEncode"})
                      .route("Occupied", {9, 1})
                      .merge("MergeOccupied")
                      .expand("Occupants", 2)
                      .collapse("AllOccupants")
                      .path({"SRC", "VideoDecode", "Frames", "FrameResize", "OccupantDetect", "OccupantPost",
                             "Occupied", "Occupants", "FaceCropResize", "FaceLandmarkPose", "StatusInfer",
                             "AllOccupants", "MergeOccupied", "StatusFuse", "DrawEncode", "Video", "SINK"})
                      .path({"Frames", "OccupantPost"})
                      .path({"Occupied", "MergeOccupied"})),
            "VideoDecode | FrameResize OccupantDetect OccupantPost | FaceCropResize FaceLandmarkPose StatusInfer | "
            "StatusFuse DrawEncode ");
}

TEST(CutTest, StreetFlowRecognitionHasFour) {
  EXPECT_EQ(parts(video()
                      .tasks({"FrameResizeNorm", "ObjectDetect", "DetPost", "ObjectReID", "TrackCount", "DrawEncode"})
                      .expand("Objects", 6)
                      .collapse("AllObjects")
                      .path({"SRC", "VideoDecode", "Frames", "FrameResizeNorm", "ObjectDetect", "DetPost", "Objects",
                             "ObjectReID", "AllObjects", "TrackCount", "DrawEncode", "Video", "SINK"})
                      .path({"Frames", "DetPost"})),
            "VideoDecode | FrameResizeNorm ObjectDetect DetPost | ObjectReID | TrackCount DrawEncode ");
}

TEST(CutTest, CrowdMaskRecognitionHasFive) {
  EXPECT_EQ(parts(video()
                      .tasks({"FrameResizeNorm", "FaceDetect", "FacePost", "FaceCropNorm", "MaskClassify", "FaceAlign",
                              "FaceEmbed", "CrowdStat", "DrawEncode"})
                      .expand("Faces", 4)
                      .collapse("AllFaces")
                      .route("Mask", {7, 3})
                      .merge("MergeMask")
                      .path({"SRC", "VideoDecode", "Frames", "FrameResizeNorm", "FaceDetect", "FacePost", "Faces",
                             "FaceCropNorm", "MaskClassify", "Mask", "MergeMask", "AllFaces", "CrowdStat", "DrawEncode",
                             "Video", "SINK"})
                      .path({"Frames", "FacePost"})
                      .path({"Mask", "FaceAlign", "FaceEmbed", "MergeMask"})),
            "VideoDecode | FrameResizeNorm FaceDetect FacePost | FaceCropNorm MaskClassify | FaceAlign FaceEmbed | "
            "CrowdStat DrawEncode ");
}

TEST(CutTest, OneShotVideoObjectSegmentationHasFour) {
  EXPECT_EQ(parts(OwgBuilder{}
                      .tasks({"ImageDecode", "Preprocess", "ForegroundFCN", "ContourFCN", "SnapFuse", "RenderEncode"})
                      .expand("Objects", 2)
                      .collapse("AllObjects")
                      .path({"SRC", "ImageDecode", "Preprocess", "Objects", "ForegroundFCN", "AllObjects", "SnapFuse",
                             "RenderEncode", "SINK"})
                      .path({"Objects", "ContourFCN", "AllObjects"})),
            "ImageDecode Preprocess | ForegroundFCN | ContourFCN | SnapFuse RenderEncode ");
}

TEST(CutTest, OpticalCharacterRecognitionHasThree) {
  EXPECT_EQ(parts(OwgBuilder{}
                      .tasks({"ImageDecode", "ResizePad", "Normalize", "TextDetect", "DetPost", "WarpCrop", "RecNorm",
                              "TextRecog", "CTCDecode", "SortRender"})
                      .expand("Words", 10)
                      .collapse("AllWords")
                      .path({"SRC", "ImageDecode", "ResizePad", "Normalize", "TextDetect", "DetPost", "Words",
                             "WarpCrop", "RecNorm", "TextRecog", "CTCDecode", "AllWords", "SortRender", "SINK"})
                      .path({"ImageDecode", "DetPost"})),
            "ImageDecode ResizePad Normalize TextDetect DetPost | WarpCrop RecNorm TextRecog CTCDecode | SortRender ");
}

}  // namespace
}  // namespace octosim::partition::workflow
