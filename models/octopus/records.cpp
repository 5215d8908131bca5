#include "models/octopus/records.hpp"

#include <array>

namespace octosim::models::octopus {

using engine::Column;
using engine::Level;
using engine::RecordType;

namespace {

constexpr std::array kTbuColumns{
    Column{"tbu", "id", "row-major on the wafer's TBU grid"},
    Column{"cluster", "id", "cluster it belongs to"},
    Column{"packets", "count", "packets executed since the start"},
    Column{"busy", "cycles", "executing a packet, since the start"},
    Column{"configuring", "cycles", "loading a configuration"},
    Column{"loading", "cycles", "loading a packet's input, beyond configuring"},
    Column{"starved", "cycles", "without input"},
    Column{"blocked", "cycles", "without room for output"},
    Column{"port", "cycles", "waiting for a port or the network with a packet issued or a result leaving"},
    Column{"open", "cycles", "idle since its last packet, not yet attributed; at the end: done"},
    Column{"loaded_bytes", "bytes", "of the packets that came, since the start"},
    Column{"sent_bytes", "bytes", "of what it made of them; counted when the packet comes"},
    Column{"configuration_bytes", "bytes", "loaded as configurations; counted when the packet comes"}};

constexpr std::array kPacketColumns{
    Column{"tbu", "id", "row-major on the wafer's TBU grid"},
    Column{"cluster", "id", "cluster it belongs to"},
    Column{"sub_owg", "id", "sub-OWG of the Task Block"},
    Column{"block", "id", "Task Block, by its place in the workflow"},
    Column{"begin", "cycles", "when its work begins; the record is made when the packet is all there, and its turn"},
    Column{"cycles", "cycles", "that it takes"},
    Column{"loaded_bytes", "bytes", "of its input"},
    Column{"sent_bytes", "bytes", "of what it makes"}};

constexpr std::array kTbuWorkColumns{
    Column{"tbu", "id", "row-major on the wafer's TBU grid"}, Column{"sub_owg", "id", "sub-OWG it worked for"},
    Column{"packets", "count", "issued to it"}, Column{"macs", "count", "multiply-accumulates of those packets"},
    Column{"operations", "count", "scalar operations of those packets"}};

constexpr std::array kRouterColumns{Column{"mesh", "id", "0 data network, 1 control network"},
                                    Column{"node", "id", "router, row-major on the wafer's CBU grid"},
                                    Column{"packets", "count", "that left it, to whichever side"},
                                    Column{"router_bytes", "bytes", "of those"},
                                    Column{"hop_bytes", "bytes", "of those, what went to a neighbour on the die"},
                                    Column{"die_bytes", "bytes", "of those, what went to a neighbour on another die"}};

constexpr std::array kLinkColumns{Column{"mesh", "id", "0 data network, 1 control network"},
                                  Column{"node", "id", "router, row-major on the wafer's CBU grid"},
                                  Column{"side", "id", "0 north, 1 south, 2 east, 3 west, 4 to the node's own CBU"},
                                  Column{"packets", "count", "sent since the start"},
                                  Column{"bytes", "bytes", "sent since the start"},
                                  Column{"busy", "cycles", "link occupied since the start"},
                                  Column{"waiting", "count", "packets waiting for the link or for credit now"}};

constexpr std::array kStationColumns{
    Column{"cluster", "id", "cluster"},
    Column{"sub_owg", "id", "sub-OWG"},
    Column{"owner", "count", "1 if the cluster works on this sub-OWG"},
    Column{"input_items", "count", "items in the input queue, arriving or promised"},
    Column{"input_bytes", "bytes", "of those"},
    Column{"inner_bytes", "bytes", "held or promised in the Task Flows between its Task Blocks"},
    Column{"executed", "count", "Task Block packets executed since the start"}};

constexpr std::array kStationTotals{Column{"cluster", "id", "cluster"},
                                    Column{"sub_owg", "id", "sub-OWG"},
                                    Column{"executed", "count", "Task Block packets executed"},
                                    Column{"made", "count", "packets put into Task Flows"},
                                    Column{"delivered", "count", "packets taken by Task Blocks"},
                                    Column{"absorbed", "count", "packets taken by Control Blocks"},
                                    Column{"in_flight", "count", "packets still in Task Flows, counted there"},
                                    Column{"items", "count", "items executed"},
                                    Column{"chosen", "count", "times the cluster turned to it from another sub-OWG"},
                                    Column{"moves", "count", "moves to neighbouring clusters"},
                                    Column{"moved_items", "count", "items of those"},
                                    Column{"moved_bytes", "bytes", "of those"},
                                    Column{"moved_byte_hops", "bytes", "of those, each byte counted once per hop"},
                                    Column{"written_bytes", "bytes", "written into its TF-Queues"},
                                    Column{"read_bytes", "bytes", "read from its TF-Queues"}};

constexpr std::array kSwitchColumns{
    Column{"cluster", "id", "cluster"}, Column{"from", "id", "sub-OWG it worked on"},
    Column{"to", "id", "sub-OWG it works on now"},
    Column{"reason", "id",
           "0 input empty, 1 output full, 2 executed threshold, 3 interval, 4 work became ready, 5 the controller"},
    Column{"bytes", "bytes", "load of the new sub-OWG when it was chosen"}};

constexpr std::array kMoveColumns{
    Column{"from", "id", "cluster that sends"}, Column{"to", "id", "cluster that receives"},
    Column{"sub_owg", "id", "sub-OWG"},         Column{"items", "count", "items moved"},
    Column{"bytes", "bytes", "of those"},       Column{"hops", "count", "between the two stations"}};

constexpr std::array kStreamColumns{
    Column{"stream", "id", "video, or stream of images"},
    Column{"cluster", "id", "where it is read and delivered"},
    Column{"first", "cycles", "its first frame was asked for"},
    Column{"arrivals", "count", "items that reached the sink"},
    Column{"digest", "hash", "what they came out as"},
    Column{"functional_ok", "count", "1 if arrivals and digest are those of the untimed interpreter"}};

constexpr std::array kInputColumns{Column{"cluster", "id", "where streams are read"},
                                   Column{"fetched", "count", "frames asked of DRAM since the start"},
                                   Column{"total", "count", "frames of all its streams"}};

/// models/octopus/control_kind.hpp.
constexpr std::string_view kKindHelp =
    "0 request, input empty; 1 request, output full; 2 grant; 3 configuration; 4 fetch; 5 offer; 6 accept; 7 poll; 8 "
    "load; 9 owner; 10 trigger; 11 handover; 12 report; 13 move; 14 memory; 15 frames finished; 16 controller; 17 "
    "flows";

constexpr std::array kControlLinkColumns{
    Column{"node", "id", "router of the control network, row-major on the wafer's CBU grid"},
    Column{"side", "id", "0 north, 1 south, 2 east, 3 west, 4 to the node's own CBU"}, Column{"kind", "id", kKindHelp},
    Column{"packets", "count", "sent since the start"}, Column{"bytes", "bytes", "sent since the start"}};

constexpr std::array kControlTotals{
    Column{"cluster", "id", "cluster of the CBU"},
    Column{"node", "id", "CBU, row-major on the wafer's CBU grid"},
    Column{"kind", "id", kKindHelp},
    Column{"packets", "count", "that began here or at a TBU that speaks through this CBU, or were relayed from here"},
    Column{"bytes", "bytes", "of those"},
    Column{"byte_hops", "bytes", "of those, each byte counted once per hop between two CBUs"},
    Column{"port_bytes", "bytes", "over the control ports between this CBU and TBUs, wherever they began"}};

constexpr std::array kChannelColumns{
    Column{"card", "id", "DRAM card"},
    Column{"channel", "id", "pseudo-channel of the card"},
    Column{"read", "bytes", "since the start"},
    Column{"written", "bytes", "since the start"},
    Column{"hits", "count", "rows found open, each counted once a request"},
    Column{"misses", "count", "rows that had to be opened, counted likewise"},
    Column{"busy", "cycles", "data bus occupied by what was asked so far"},
    Column{"wait", "cycles", "first data of requests later than on an idle channel, all together"},
    Column{"refreshes", "count", "refreshes that a request met"}};

constexpr std::array kPortColumns{Column{"chiplet", "id", "row-major on the wafer"},
                                  Column{"in_bytes", "bytes", "from DRAM since the start"},
                                  Column{"in_busy", "cycles", "occupied by those"},
                                  Column{"in_wait", "cycles", "that packets from DRAM waited for the port"},
                                  Column{"out_bytes", "bytes", "to DRAM since the start, requests included"},
                                  Column{"out_busy", "cycles", "occupied by those"},
                                  Column{"out_wait", "cycles", "that packets to DRAM waited for the port"}};

constexpr std::array kQueueColumns{Column{"node", "id", "CBU, row-major on the wafer's CBU grid"},
                                   Column{"accesses", "count", "packets read from or written to its TF-Queue"},
                                   Column{"busy", "cycles", "ports of its banks occupied by those"},
                                   Column{"conflicts", "count", "accesses that found no free port of their bank"},
                                   Column{"conflict_wait", "cycles", "that those waited"}};

constexpr std::array kTileColumns{Column{"cluster", "id", "cluster"},
                                  Column{"sub_owg", "id", "sub-OWG"},
                                  Column{"tiles_read", "count", "tiles of tensors that came from DRAM"},
                                  Column{"read", "bytes", "of those"},
                                  Column{"tiles_written", "count", "tiles of tensors that went to DRAM"},
                                  Column{"written", "bytes", "of those"},
                                  Column{"spills", "count", "packets whose activations exceeded a TBU's SRAM"},
                                  Column{"spilled", "bytes", "of those, each way between TBU and TF-Queue"}};

constexpr std::array kChunkColumns{
    Column{"cluster", "id", "cluster"},
    Column{"block", "id", "Task Block"},
    Column{"slices", "count", "packets: slices of its chunk loops, or parts of them"},
    Column{"cycles", "cycles", "on TBUs, of those"},
    Column{"control", "cycles", "of those: control of the loops, and changes of operator"},
    Column{"refill", "cycles", "of those: filling and draining the array"},
    Column{"in", "bytes", "to TBUs with the slices"},
    Column{"out", "bytes", "from TBUs"},
    Column{"again", "bytes", "of those to TBUs: operands that every slice reads whole"},
    Column{"kept", "bytes", "weights and whole operands besides, that TBUs read once and kept"},
    Column{"from_dram", "bytes", "of all those to TBUs: whole tensors that lie in DRAM"},
    Column{"to_dram", "bytes", "whole tensors written to DRAM"}};

constexpr std::array kClusterStateColumns{
    Column{"cluster", "id", "cluster"}, Column{"sub_owg", "id", "it works on"},
    Column{"since", "cycles", "when it turned to that; 0: from the start"},
    Column{
        "reason", "id",
        "why: 0 input empty, 1 output full, 2 executed threshold, 3 interval, 4 work became ready, 5 the controller"}};

constexpr std::array kTaskStateColumns{Column{"cluster", "id", "cluster"},
                                       Column{"tbu", "id", "row-major on the wafer's TBU grid"},
                                       Column{"sub_owg", "id", "whose station has the TBU"},
                                       Column{"block", "id", "Task Block it is configured for, or being configured"},
                                       Column{"due", "count", "packets of that station whose results have not come"}};

constexpr std::array kControllerColumns{
    Column{"rounds", "count", "times the controller asked all stations for their loads"},
    Column{"assignments", "count", "clusters it gave another sub-OWG"}, Column{"orders", "count", "moves it ordered"}};

constexpr std::array kQueueStateColumns{
    Column{"cluster", "id", "cluster"}, Column{"sub_owg", "id", "whose station has it"},
    Column{"flow", "id", "Task Flow; for an input queue the first one into the sub-OWG, for an exit the first one out"},
    Column{"packets", "count", "packets held or promised; items, in an input queue"},
    Column{"bytes", "bytes", "of those"}};

constexpr std::array kTypes{
    RecordType{"/tbus/samples", "What each TBU did so far, every sampling interval.", Level::kInterval, kTbuColumns},
    RecordType{"/tbus/totals", "What each TBU did, at the end.", Level::kSummary, kTbuColumns},
    RecordType{"/network/links", "Traffic of each link that was ever used, every sampling interval and at the end.",
               Level::kInterval, kLinkColumns},
    RecordType{"/clusters/samples", "Queues of each sub-OWG in each cluster, every sampling interval.",
               Level::kInterval, kStationColumns},
    RecordType{"/clusters/totals", "Packets of each sub-OWG in each cluster, at the end.", Level::kSummary,
               kStationTotals},
    RecordType{"/clusters/switches", "Every change of the sub-OWG a cluster works on.", Level::kInterval,
               kSwitchColumns},
    RecordType{"/balance/moves", "Every move of items between neighbouring clusters.", Level::kInterval, kMoveColumns},
    RecordType{"/streams/done", "Every stream, when its last item reached the sink.", Level::kSummary, kStreamColumns},
    RecordType{"/streams/input", "How far the input of each cluster is, every sampling interval.", Level::kInterval,
               kInputColumns},
    RecordType{"/tbus/work", "What each TBU was given by each sub-OWG, at the end.", Level::kSummary, kTbuWorkColumns},
    RecordType{"/network/totals", "Traffic of each router that was ever used, at the end.", Level::kSummary,
               kRouterColumns},
    RecordType{"/control/links", "Messages of each link of the control network by kind, at the end.", Level::kInterval,
               kControlLinkColumns},
    RecordType{"/control/totals", "Messages of the control flow plane by kind, at the end.", Level::kSummary,
               kControlTotals},
    RecordType{"/dram/samples", "What each channel of DRAM did so far, every sampling interval.", Level::kInterval,
               kChannelColumns},
    RecordType{"/dram/channels", "What each channel of DRAM did, at the end.", Level::kSummary, kChannelColumns},
    RecordType{"/dram/ports", "Traffic of each chiplet's task-flow port, every sampling interval and at the end.",
               Level::kInterval, kPortColumns},
    RecordType{"/dram/tiles", "Tensors read and written, and activations spilled, by each sub-OWG in each cluster.",
               Level::kSummary, kTileColumns},
    RecordType{"/queues/totals", "Accesses to the banks of each TF-Queue that was used, at the end.", Level::kSummary,
               kQueueColumns},
    RecordType{"/clusters/state", "What each cluster works on, at the end; not of divided clusters.", Level::kSummary,
               kClusterStateColumns},
    RecordType{"/tbus/state", "What each TBU works on, at the end.", Level::kSummary, kTaskStateColumns},
    RecordType{"/balance/controller", "What the central controller did, at the end.", Level::kSummary,
               kControllerColumns},
    RecordType{"/queues/state", "Every Task Flow that holds something, at the end.", Level::kSummary,
               kQueueStateColumns},
    RecordType{"/tbus/chunks", "Chunk loops of Task Blocks in each cluster, at the end.", Level::kSummary,
               kChunkColumns},
    RecordType{"/tbus/packets", "Every packet that a TBU executes.", Level::kEvent, kPacketColumns}};

}  // namespace

std::span<const RecordType> record_types() { return kTypes; }

}  // namespace octosim::models::octopus
