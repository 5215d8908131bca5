#include "jobs/cli/build_id.hpp"

#include <cstddef>
#include <cstring>
#include <span>

#include <fmt/format.h>
#include <link.h>

#include "engine/base/hash.hpp"
#include "io/checkpoint/manifest.hpp"

namespace octosim::jobs::cli {
namespace {

std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

/// The description of the note NT_GNU_BUILD_ID in `notes`; empty if there is none.
std::span<const std::byte> build_id_in(std::span<const std::byte> notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) head;
    std::memcpy(&head, notes.data(), sizeof head);
    const std::size_t name = sizeof head;
    const std::size_t description = name + padded(head.n_namesz);
    const std::size_t end = description + padded(head.n_descsz);
    if (end > notes.size()) return {};
    if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == 4 && std::memcmp(notes.data() + name, "GNU", 4) == 0) {
      return notes.subspan(description, head.n_descsz);
    }
    notes = notes.subspan(end);
  }
  return {};
}

/// The first object that is asked about is the program itself.
int find_in_program(dl_phdr_info* info, std::size_t, void* out) {
  for (const auto& header : std::span{info->dlpi_phdr, info->dlpi_phnum}) {
    if (header.p_type != PT_NOTE) continue;
    const auto* start = reinterpret_cast<const std::byte*>(info->dlpi_addr + header.p_vaddr);  // NOLINT: the linker's
    for (const std::byte value : build_id_in({start, header.p_memsz})) {
      *static_cast<std::string*>(out) += fmt::format("{:02x}", std::to_integer<unsigned>(value));
    }
  }
  return 1;
}

}  // namespace

std::string build_id() {
  std::string id;
  dl_iterate_phdr(find_in_program, &id);
  if (id.empty()) id = fmt::format("{:016x}", engine::hash_text(io::checkpoint::read_text("/proc/self/exe")));
  return id;
}

}  // namespace octosim::jobs::cli
