#include "jobs/executor/blas.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#ifdef OCTOSIM_BLAS
#include <cblas.h>
#endif

namespace octosim::jobs::executor {

#ifdef OCTOSIM_BLAS

namespace {

struct Blas {
  void* library = nullptr;
  decltype(&cblas_sgemm) sgemm = nullptr;
  decltype(&openblas_get_config) config = nullptr;
};

/// \throws engine::SystemError
void* symbol(void* library, const char* name) {
  void* const found = dlsym(library, name);
  if (found == nullptr) throw engine::SystemError{fmt::format("{}: {} is missing ({})", OCTOSIM_BLAS, name, dlerror())};
  return found;
}

template <class Function>
void bind(Function& function, void* library, const char* name) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what dlsym is for
  function = reinterpret_cast<Function>(symbol(library, name));
}

Blas open_blas() {
  Blas blas{.library = dlopen(OCTOSIM_BLAS, RTLD_NOW | RTLD_LOCAL)};
  if (blas.library == nullptr) {
    throw engine::SystemError{
        fmt::format("{}: cannot be loaded ({}); Debian: libopenblas-serial-dev", OCTOSIM_BLAS, dlerror())};
  }
  decltype(&openblas_set_num_threads) set_threads = nullptr;
  bind(blas.sgemm, blas.library, "cblas_sgemm");
  bind(blas.config, blas.library, "openblas_get_config");
  bind(set_threads, blas.library, "openblas_set_num_threads");
  set_threads(1);
  return blas;
}

/// Never closed: OpenBLAS keeps buffers of its own.
const Blas& loaded() {
  static const Blas blas = open_blas();
  return blas;
}

}  // namespace

void load_blas() { loaded(); }

std::string name_of_blas() { return loaded().config(); }

void multiply(std::int64_t m, std::int64_t n, std::int64_t k, const Matrix& a, const Matrix& b, bool adds, float* c,
              std::int64_t leading) {
  loaded().sgemm(CblasRowMajor, a.turned ? CblasTrans : CblasNoTrans, b.turned ? CblasTrans : CblasNoTrans,
                 static_cast<blasint>(m), static_cast<blasint>(n), static_cast<blasint>(k), 1, a.data,
                 static_cast<blasint>(a.leading), b.data, static_cast<blasint>(b.leading), adds ? 1 : 0, c,
                 static_cast<blasint>(leading));
}

#else

namespace {

[[noreturn]] void refuse_blas() {
  throw engine::ModelError{
      "graphs cannot be executed: octosim was built without a BLAS (Debian: libopenblas-serial-dev, then build again)"};
}

}  // namespace

void load_blas() { refuse_blas(); }

std::string name_of_blas() { refuse_blas(); }

void multiply(std::int64_t, std::int64_t, std::int64_t, const Matrix&, const Matrix&, bool, float*, std::int64_t) {
  refuse_blas();
}

#endif

}  // namespace octosim::jobs::executor
