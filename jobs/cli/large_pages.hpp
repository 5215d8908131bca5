/// \file large_pages.hpp  Memory of the model in large pages.
#pragma once
#include <cstddef>

namespace octosim::jobs::cli {

/// Lets the heap grow now by `bytes` of address space, without memory behind them, and asks the kernel for large pages
/// there, so that components that lie all over the heap miss the TLB less.  The heap goes on as before beyond them.
/// False, and nothing changed, where the kernel or the C library cannot.  Changes no result.
bool use_large_pages(std::size_t bytes);

}  // namespace octosim::jobs::cli
