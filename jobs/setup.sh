# What jobs/demo and tests/run share: the Debian packages, the Open MPI settings, a build.
# Sourced, not run.  Needs bash; works in a folder whose path has spaces.
# shellcheck shell=bash disable=SC2034

kPackagesDemo=(build-essential g++ cmake ninja-build ccache git pkg-config libopenmpi-dev openmpi-bin libhdf5-dev
  libboost-graph-dev libspdlog-dev libfmt-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev librandom123-dev
  libxxhash-dev libscotch-dev libmetis-dev libopenblas-serial-dev libonnx-dev libprotobuf-dev libgtest-dev libgmock-dev
  python3 python3-h5py python3-numpy python3-matplotlib python3-pandas python3-xxhash)
kPackagesTests=(librapidcheck-dev clang-format-14 clang-tidy-16 libbenchmark-dev
  libmpich-dev mpich mandoc tcl lua5.3
  slurmctld slurmd slurm-client munge
  zsh fish
  python3-pytest mypy python3-otf2 otf2-tools)
kPackagesDocs=(python3-sphinx python3-myst-parser furo python3-sphinx-copybutton)
# What tests the viewer in a browser.  npm often comes with another node than Debian's, which Debian's npm then refuses.
command -v npm >/dev/null || kPackagesTests+=(nodejs npm)
command -v chromium >/dev/null || kPackagesTests+=(chromium)

# stop TEXT...: one line on stderr, exit status 1.
stop() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# say TEXT...: a heading for the next step.
say() { printf '\n== %s\n' "$*"; }

# install_missing PACKAGE...: installs those that dpkg does not list as installed; asks the network only then.
# OCTOSIM_NO_INSTALL=1: trusts that all is there (another distribution).
# Without root or a sudo that may be used, prints the exact line to run and exits 1.
install_missing() {
  if [ -n "${OCTOSIM_NO_INSTALL:-}" ]; then return 0; fi
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    stop "not a Debian: install these (Debian's names), set OCTOSIM_NO_INSTALL=1, run again: $*"
  fi
  local package missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      as_root=(sudo)
    else
      printf '%s: %d packages are missing and this user may not install them.  As root, run:\n\n  %s\n\n' "${0##*/}" \
        "${#missing[@]}" "apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
  fi
  say "installing ${missing[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
  "${as_root[@]}" "${apt[@]}" update || stop "apt-get update failed (see above)"
  "${as_root[@]}" "${apt[@]}" install -y --no-install-recommends "${missing[@]}" || stop "apt-get install failed (see above)"
}

# More ranks than cores must work, on a laptop and in a container; exported, so that plain mpirun lines do.
prepare_mpi() {
  export OMPI_MCA_rmaps_base_oversubscribe=1            # more ranks than cores
  export OMPI_MCA_mpi_yield_when_idle=1                 # and then they take turns
  export OMPI_MCA_hwloc_base_binding_policy=none        # containers often forbid binding
  export OMPI_MCA_btl_vader_single_copy_mechanism=none  # and process_vm_readv, which then warns
  if [ "$(id -u)" -eq 0 ]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  fi
  # Where Debian has MPICH too, its mpirun may be the default one; the builds take Open MPI (jobs/packaging/choose_mpi.cmake).
  local default open
  default=$(command -v mpirun) && open=${default%/*}/mpirun.openmpi && [ -x "$open" ] || return 0
  [ "$(readlink -f "$default")" != "$(readlink -f "$open")" ] || return 0
  mkdir -p build/openmpi
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$open" > build/openmpi/mpirun
  chmod +x build/openmpi/mpirun
  PATH=$PWD/build/openmpi:$PATH
}

# configure_preset PRESET: configures build/PRESET if it never was, or was moved; else ninja does it when it must.
configure_preset() {
  local cache=build/$1/CMakeCache.txt made_for=""
  if [ -f "$cache" ]; then made_for=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache"); fi
  if [ ! -f "build/$1/build.ninja" ] || [ "$made_for" != "$(pwd -P)" ]; then
    rm -rf "$cache" "build/$1/CMakeFiles"
    cmake --preset "$1" || stop "cmake --preset $1 failed (see above)"
  fi
}

# build_preset PRESET [TARGET...]
build_preset() {
  configure_preset "$1"
  cmake --build "build/$1" ${2:+--target "${@:2}"} || stop "the build of preset $1 failed (see above)"
}

# mpirun_of PRESET: what starts ranks of build/PRESET; `mpirun` where that is the same program.  Debian's mpirun may be MPICH's.
mpirun_of() {
  local own
  own=$(sed -n 's/^MPIEXEC_EXECUTABLE:[A-Z]*=//p' "build/$1/CMakeCache.txt")
  if [ "$(readlink -f "$own")" = "$(readlink -f "$(command -v mpirun)")" ]; then own=mpirun; fi
  printf '%s' "${own:-mpirun}"
}
