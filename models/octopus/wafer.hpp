/// \file wafer.hpp  The whole machine as a blueprint.
#pragma once
#include <cstdint>

#include "engine/model/blueprint.hpp"
#include "models/octopus/mesh_network.hpp"
#include "models/plan/program.hpp"

namespace octosim::models::octopus {

/// Components, by id: CBUs by node, those of the data network, those of the control network, TBUs row-major, DRAM
/// cards, task-flow ports by chiplet.
class Wafer final : public engine::Blueprint {
 public:
  /// `program` outlives the wafer and every component made of it.
  explicit Wafer(const plan::Program& program);
  Wafer(const Wafer&) = delete;
  Wafer& operator=(const Wafer&) = delete;
  ~Wafer() override = default;

  std::uint32_t component_count() const override;
  std::unique_ptr<engine::Component> make(engine::ComponentId id) const override;
  const engine::PortTable& ports_of(engine::ComponentId id) const override;
  std::vector<engine::Link> links_from(engine::ComponentId id) const override;
  std::span<const engine::RecordType> record_types() const override;
  engine::Cycles least_post_delay() const override;

  /// The cluster of Program::cells() that a component belongs to: the unit that is given to ranks.  A DRAM card belongs
  /// to the cluster of the node it is attached to, an idle left-over TBU to that of the CBU at its top left corner.
  std::uint32_t cluster_of(engine::ComponentId id) const;

 private:
  enum class Part : std::uint8_t { kCbu, kData, kControl, kTbu, kDram, kTfPort };
  struct Where {
    Part part;
    std::uint32_t index;
  };
  Where where(engine::ComponentId id) const;
  engine::ComponentId id_of(Part part, std::uint32_t index) const;
  void cbu_links(std::uint32_t node, std::vector<engine::Link>& links) const;
  void tbu_links(std::uint32_t tbu, std::vector<engine::Link>& links) const;
  void dram_links(Part part, std::uint32_t number, std::vector<engine::Link>& links) const;

  const plan::Program& program_;
  std::uint32_t nodes_, tbus_, cards_, chiplets_, tbu_cols_;
  std::unique_ptr<MeshNetwork> data_, control_;
  std::uint32_t first_tbu_;
  // As many ports as there are chiplets, or cards: the tables belong to the wafer.
  std::vector<engine::InPort> card_in_, tf_in_;
  std::vector<engine::OutPort> card_out_, tf_out_;
  engine::PortTable card_ports_, tf_ports_;
};

}  // namespace octosim::models::octopus
