// Costs of the units of ModelBox's demos, for 1920x1080 video, 32-bit data and one frame, image or object as the item.
// "own count": operations counted by us from the algorithm, not measured.
#include "io/modelbox/costs.hpp"

namespace octosim::io::modelbox {

CostTable CostTable::builtin() {
  constexpr std::uint64_t kFrame = 1920ULL * 1080 * 3 * 4;  // RGB, 4 bytes a value
  constexpr std::uint64_t kSmall = 320ULL * 180 * 3 * 4;    // what custom_resize makes of it (longer edge 320)
  constexpr std::uint64_t kCrop = 224ULL * 224 * 3 * 4;     // face crop of the emotion demo
  constexpr std::uint64_t kCoded = 16'667;                  // 4 Mb/s at 30 frames per second
  constexpr std::uint64_t kDescriptor = 64;
  CostTable table;
  auto& units = table.units_;
  units["video_input"] = {.bytes = kCoded, .label = "coded video", .source = "4 Mb/s at 30 frames/s; assumed"};
  units["video_demuxer"] = {.operations = kCoded,
                            .bytes = kCoded,
                            .label = "container demultiplexing",
                            .source = "1 operation per byte of 4 Mb/s video; assumed"};
  units["video_decoder"] = {.operations = 136'857'600,
                            .bytes = kDescriptor,
                            .tensor_bytes = kFrame,
                            .label = "H.264 decode and YUV to RGB",
                            .source =
                                "66 operations per pixel (50 decode + 16 colour); own count, shape after Horowitz "
                                "et al., IEEE TCSVT 2003"};
  units["video_encoder"] = {.operations = 240'537'600,
                            .bytes = kCoded,
                            .label = "RGB to YUV and MPEG-4/H.264 encode",
                            .source = "116 operations per pixel (16 colour + 100 encode); own count"};
  units["custom_resize"] = {.operations = 31ULL * 320 * 180,
                            .bytes = kDescriptor,
                            .tensor_bytes = kSmall,
                            .label = "bilinear resize to 320x180",
                            .source = "31 operations per output pixel; own count"};
  units["resize"] = {.operations = 31ULL * 224 * 224,
                     .bytes = kDescriptor,
                     .tensor_bytes = kCrop,
                     .label = "bilinear resize to 224x224",
                     .source = "31 operations per output pixel; own count; size of the emotion demo's face crop"};
  for (const char* name : {"packed_planar_transpose", "mean", "normalize"}) {
    units[name] = {.operations = 320ULL * 180 * 3,
                   .bytes = kDescriptor,
                   .tensor_bytes = kSmall,
                   .label = name,
                   .source = "1 operation per value of a 320x180 image; own count"};
  }
  units["face_detect"] = {.macs = 76'700'000,
                          .parameter_bytes = 1'100'000,
                          .activation_bytes = 2'760'000,
                          .bytes = kDescriptor,
                          .tensor_bytes = 81'720 / 3,  // 3,405 anchors x 6 values x 4 bytes, over three out-ports
                          .sparsity = 0.6682,
                          .sparsity_deviation = 0.014,
                          .label = "Ultra-Light RFB face detector at 320x180",
                          .source =
                              "layer count of version-RFB-320 of Ultra-Light-Fast-Generic-Face-Detector-1MB; "
                              "non-zero MACs measured on 32 images; the demo's own weights are not published"};
  units["face_post"] = {
      .operations = 143'000,
      .bytes = 4'096,
      .weights = {0.9265, 0.0735},
      .label = "anchor decoding, threshold, non-maximum suppression",
      .source = "own count from the demo's face_post; P(no face) of WIDER FACE val, faces of 32 px up"};
  units["expand_box"] = {.bytes = kDescriptor,
                         .tensor_bytes = 151'000,
                         .fan_out = 4.24,
                         .fan_out_deviation = 6.43,
                         .fan_out_least = 1,
                         .fan_out_most = 101,
                         .label = "one item per object found",
                         .source =
                             "faces per image of WIDER FACE val, 32 px up: mean 3.93, deviation 6.29 over all "
                             "images, 4.24 and 6.43 given at least one; lognormal assumed"};
  units["emotion_infer"] = {.macs = 1'814'000'000,
                            .parameter_bytes = 46'800'000,
                            .activation_bytes = 4'010'000,
                            .bytes = kDescriptor,
                            .sparsity = 0.56,
                            .sparsity_deviation = 0.03,
                            .label = "ResNet-18 at 224x224, 7 classes",
                            .source =
                                "He et al. 2016; stands for emotion.pt, which is not published; non-zero MACs "
                                "assumed (mean of Cnvlutin, ISCA 2016)"};
  units["draw_emotion"] = {.operations = 6'220'000,
                           .bytes = kDescriptor,
                           .tensor_bytes = kFrame,
                           .label = "draw boxes and labels",
                           .source = "1 operation per value copied; own count"};
  units["car_detect"] = {.macs = 445'000'000,
                         .parameter_bytes = 3'650'000,
                         .activation_bytes = 4'130'000,
                         .bytes = kDescriptor,
                         .tensor_bytes = 1'030'000,
                         .label = "YOLOX-Nano at 512x288",
                         .source = "layer count from Megvii-BaseDetection/YOLOX (1.08 GFLOPs at 416x416)"};
  units["yolox_post"] = {.operations = 322'000,
                         .bytes = 4'096,
                         .label = "YOLOX grid decoding and non-maximum suppression",
                         .source = "105 operations per cell of 3,024, 14 per pair tested; own count"};
  return table;
}

}  // namespace octosim::io::modelbox
