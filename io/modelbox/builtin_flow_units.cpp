// Facts, not code, of the MODELBOX_FLOWUNIT declarations of modelbox-ai/modelbox at commit faa1e931 (Apache-2.0): ports
// and flow type.  None of these units is a condition, an expand, a collapse or a loop.
#include <vector>

#include "io/modelbox/flow_unit.hpp"

namespace octosim::io::modelbox {
namespace {

enum class Flow : std::uint8_t { kNormal, kStream, kStreamOfOtherCount };

FlowUnit builtin(std::string name, std::vector<std::string> inputs, std::vector<std::string> outputs, Flow flow,
                 std::string folder, std::string description) {
  return {.name = std::move(name),
          .device = {},
          .inputs = std::move(inputs),
          .outputs = std::move(outputs),
          .kind = UnitKind::kPlain,
          .is_stream = flow != Flow::kNormal,
          .keeps_count = flow != Flow::kStreamOfOtherCount,
          .description = std::move(description),
          .origin = "ModelBox built-in, " + std::move(folder)};
}

}  // namespace

const std::vector<FlowUnit>& builtin_flow_units() {
  using F = Flow;
  static const std::vector<FlowUnit> units = {
      builtin("video_input", {}, {"out_video_url"}, F::kNormal, "cpu/flowunit/video_input", "names the videos"),
      builtin("data_source_generator", {}, {"out_data"}, F::kNormal, "cpu/flowunit/data_source_generator",
              "names the inputs"),
      builtin("data_source_parser", {"in_data"}, {"out_video_url"}, F::kStreamOfOtherCount,
              "cpu/flowunit/data_source_parser", "resolves the address of a video"),
      builtin("video_demuxer", {"in_video_url"}, {"out_video_packet"}, F::kStreamOfOtherCount,
              "cpu/flowunit/video_demuxer", "video file to packets"),
      builtin("video_decoder", {"in_video_packet"}, {"out_video_frame"}, F::kStreamOfOtherCount,
              "cpu/flowunit/video_decoder", "packets to frames"),
      builtin("video_encoder", {"in_video_frame"}, {}, F::kStream, "cpu/flowunit/video_encoder", "frames to video"),
      builtin("video_out", {"in_video_frame"}, {}, F::kStream, "rockchip/flowunit/video_out", "frames to video"),
      builtin("local_camera", {"in_camera_packet"}, {"out_camera_frame"}, F::kStream, "rockchip/flowunit/local_camera",
              "local camera"),
      builtin("resize", {"in_image"}, {"out_image"}, F::kNormal, "cpu/flowunit/resize", "resize"),
      builtin("crop", {"in_image", "in_region"}, {"out_image"}, F::kNormal, "cpu/flowunit/cv_crop", "crop"),
      builtin("padding", {"in_image"}, {"out_image"}, F::kNormal, "cpu/flowunit/padding", "padding"),
      builtin("image_rotate", {"in_image"}, {"out_image"}, F::kNormal, "cpu/flowunit/image_rotate", "image rotate"),
      builtin("packed_planar_transpose", {"in_image"}, {"out_image"}, F::kNormal, "cpu/flowunit/color_transpose",
              "packed to planar"),
      builtin("color_convert", {"in_image"}, {"out_image"}, F::kNormal, "cuda/flowunit/color_transpose",
              "color convert"),
      builtin("image_preprocess", {"in_image"}, {"out_data"}, F::kNormal, "cuda/flowunit/normalize_v2",
              "transpose, subtract the mean, scale"),
      builtin("mean", {"in_data"}, {"out_data"}, F::kNormal, "cpu/flowunit/mean", "subtract the mean"),
      builtin("normalize", {"in_data"}, {"out_data"}, F::kNormal, "cpu/flowunit/normalize",
              "scale by 1 / standard deviation"),
      builtin("image_decoder", {"in_encoded_image"}, {"out_image"}, F::kNormal, "cpu/flowunit/image_decoder",
              "image file to pixels"),
      builtin("base64_decoder", {"in_data"}, {"out_data"}, F::kNormal, "cpu/flowunit/base64_decoder", "base64 decoder"),
      builtin("draw_bbox", {"in_image", "in_region"}, {"out_image"}, F::kNormal, "cpu/flowunit/draw_bbox", "draw bbox"),
      builtin("buff_meta_mapping", {"in_data"}, {"out_data"}, F::kStream, "cpu/flowunit/meta_mapping",
              "buff meta mapping"),
      builtin("output_broker", {"in_output_info"}, {}, F::kStream, "cpu/flowunit/output_broker", "output broker"),
      builtin("httpserver_sync_receive", {}, {"out_request_info"}, F::kNormal, "cpu/flowunit/httpserver_sync/receive",
              "httpserver sync receive"),
      builtin("httpserver_sync_reply", {"in_reply_info"}, {}, F::kStream, "cpu/flowunit/httpserver_sync/reply",
              "httpserver sync reply"),
      builtin("httpserver_async", {}, {"out_request_info"}, F::kNormal, "cpu/flowunit/httpserver_async",
              "httpserver async"),
      builtin("httpserver_sync_receive_v2", {"in_url"}, {"out_request_info"}, F::kNormal,
              "RK SDK of ModelBox (ports as its graphs use them)", "httpserver sync receive v2"),
      builtin("httpserver_sync_reply_v2", {"in_reply_info"}, {}, F::kStream,
              "RK SDK of ModelBox (ports as its graphs use them)", "httpserver sync reply v2"),
  };
  return units;
}

}  // namespace octosim::io::modelbox
