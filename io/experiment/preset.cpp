#include "io/experiment/preset.hpp"

#include "io/experiment/assign.hpp"

namespace octosim::io::experiment {

models::hardware::Hardware preset_hardware(const Given& name) {
  models::hardware::Hardware hardware;
  const std::string& text = text_of(name);
  if (text == "wafer") return hardware;
  if (text != "chiplet") name.refuse("must be one of chiplet, wafer");
  const std::uint64_t chiplets = hardware.wafer.chiplet_rows * hardware.wafer.chiplet_cols;
  hardware.wafer.chiplet_rows = 1;
  hardware.wafer.chiplet_cols = 1;
  // A chiplet's share of the cards, of their channels, bytes and bandwidth.
  hardware.dram.channels = hardware.dram.cards * hardware.dram.channels / chiplets;
  hardware.dram.cards = 1;
  hardware.dram.capacity /= chiplets;
  hardware.dram.bandwidth /= chiplets;
  return hardware;
}

}  // namespace octosim::io::experiment
