#include "models/memory/dram_card.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace octosim::models::memory {

DramCard::DramCard(const hardware::DramSettings& settings)
    : settings_{settings}, share_{settings.cards * settings.channels}, channels_(settings.channels) {
  row_cycles_ = settings.row * share_ / settings.bandwidth;
  row_part_ = settings.row * share_ % settings.bandwidth;
  hidden_ = (settings.banks - 1) * row_cycles_ >=
            settings.precharge + settings.activate + settings.column + settings.row_active;
  for (Channel& channel : channels_) {
    channel.banks.resize(settings.banks);
    channel.next_refresh = settings.refresh_interval == 0 ? ~std::uint64_t{0} : settings.refresh_interval;
  }
}

DramCard::Served DramCard::access(std::uint64_t address, std::uint64_t bytes, std::uint64_t at, bool write) {
  OCTOSIM_EXPECT(bytes > 0);
  const std::uint64_t unit = settings_.interleave, round = unit * settings_.channels;
  // Bytes of a channel below an address: whole rounds of the channels, and what the last round has of it.
  struct Rounds {
    std::uint64_t bytes, rest;
    std::uint64_t of(std::uint64_t channel, std::uint64_t unit) const {
      const std::uint64_t begin = channel * unit;
      return bytes + (rest <= begin ? 0 : std::min(rest - begin, unit));
    }
  };
  const Rounds begin{address / round * unit, address % round};
  const Rounds end{(address + bytes) / round * unit, (address + bytes) % round};
  const std::uint64_t touched = std::min((address + bytes - 1) / unit - address / unit + 1, settings_.channels);
  Served served{.first = ~std::uint64_t{0}, .done = at};
  for (std::uint64_t k = 0, number = begin.rest / unit; k < touched; ++k) {
    Channel& channel = channels_[number];
    const std::uint64_t from = begin.of(number, unit), to = end.of(number, unit);
    (write ? channel.counts.written : channel.counts.read) += to - from;
    const Served part = run(channel, from, to, at);
    served.first = std::min(served.first, part.first);
    served.done = std::max(served.done, part.done);
    if (++number == settings_.channels) number = 0;
  }
  return served;
}

/// The bytes `from` .. `to` of one channel, row by row, or many rows in one step where only the data bus counts: the
/// first rows may still be open or their banks busy, and the last ones leave their banks open.
DramCard::Served DramCard::run(Channel& channel, std::uint64_t from, std::uint64_t to, std::uint64_t at) {
  const std::uint64_t banks = settings_.banks, size = settings_.row;
  Served served;
  std::uint64_t bank = from / size % banks, wanted = from / size / banks;
  std::uint64_t offset = from % size, left = to - from;
  for (std::uint64_t done = 0; left > 0;) {
    const std::uint64_t whole = left / size;
    if (hidden_ && done >= banks && whole > banks) {
      const std::uint64_t many = rows(channel, whole - banks);
      left -= many * size;
      wanted += (bank + many) / banks;
      bank = (bank + many) % banks;
      done += many;
      continue;
    }
    const std::uint64_t bytes = std::min(left, size - offset);
    const std::uint64_t start = row(channel, channel.banks[bank], wanted, bytes, at, done == 0);
    if (done++ == 0) served.first = start;
    left -= bytes;
    offset = 0;
    if (++bank == banks) {
      bank = 0;
      ++wanted;
    }
  }
  served.done = free_at(channel);
  return served;
}

/// Data of one row; returns the cycle it starts in.
std::uint64_t DramCard::row(Channel& channel, Bank& bank, std::uint64_t wanted, std::uint64_t bytes, std::uint64_t at,
                            bool counts_wait) {
  if (std::max(at, channel.cycle + 1) >= channel.next_refresh) refresh_if_due(channel, at);
  std::uint64_t ready = at + settings_.column;
  std::uint64_t alone = ready;
  std::uint64_t opened = 0;
  if (bank.row == wanted) {
    ++channel.counts.hits;
  } else {
    const std::uint64_t closing = bank.row == kClosed ? 0 : settings_.precharge;
    opened = std::max(at, bank.free) + closing;
    ready = opened + settings_.activate + settings_.column;
    alone += closing + settings_.activate;
    bank.row = wanted;
    bank.free = opened + settings_.row_active;
    ++channel.counts.misses;
  }
  if (ready > channel.cycle) {
    channel.cycle = ready;
    channel.part = 0;
  }
  const std::uint64_t start = channel.cycle;
  if (counts_wait) channel.counts.wait += start - alone;
  transfer(channel, bytes);
  bank.free = std::max(bank.free, free_at(channel));
  return start;
}

/// Up to `count` whole rows after one another, all misses whose opening is hidden: those before the next refresh, or
/// the refresh.  Returns how many.
std::uint64_t DramCard::rows(Channel& channel, std::uint64_t count) {
  if (settings_.refresh_interval != 0 && free_at(channel) >= channel.next_refresh) {
    refresh_if_due(channel, 0);
    channel.cycle += settings_.activate + settings_.column;
    transfer(channel, settings_.row);
    ++channel.counts.misses;
    return 1;
  }
  if (settings_.refresh_interval != 0) {
    // The first row that must not start: the bus is then free later than one cycle before the refresh.
    const std::uint64_t until = (channel.next_refresh - 1 - channel.cycle) * settings_.bandwidth - channel.part;
    count = std::min(count, until / (settings_.row * share_) + 1);
  }
  transfer(channel, count * settings_.row);
  channel.counts.misses += count;
  return count;
}

/// A refresh is due when the bus would be free for the next row no earlier than that; it waits for the row before.  Of
/// several that passed while the channel was idle, only the last can still be going on.
void DramCard::refresh_if_due(Channel& channel, std::uint64_t at) {
  const std::uint64_t interval = settings_.refresh_interval;
  const std::uint64_t next = std::max(at, free_at(channel));
  if (interval == 0 || next < channel.next_refresh) return;
  const std::uint64_t passed = (next - channel.next_refresh) / interval;
  const std::uint64_t begin = std::max(channel.next_refresh + passed * interval, free_at(channel));
  const std::uint64_t end = begin + settings_.refresh;
  channel.next_refresh += (passed + 1) * interval;
  ++channel.counts.refreshes;
  for (Bank& bank : channel.banks) bank = {.row = kClosed, .free = std::max(bank.free, end)};
  channel.cycle = end;
  channel.part = 0;
}

void DramCard::transfer(Channel& channel, std::uint64_t bytes) const {
  if (bytes == settings_.row) {  // nearly always: without a division
    channel.cycle += row_cycles_;
    channel.part += row_part_;
    if (channel.part >= settings_.bandwidth) {
      channel.part -= settings_.bandwidth;
      ++channel.cycle;
    }
    return;
  }
  channel.part += bytes * share_;
  channel.cycle += channel.part / settings_.bandwidth;
  channel.part %= settings_.bandwidth;
}

std::uint64_t DramCard::busy(std::uint32_t channel) const {
  const Counts& counts = channels_[channel].counts;
  return ((counts.read + counts.written) * share_ + settings_.bandwidth - 1) / settings_.bandwidth;
}

}  // namespace octosim::models::memory
