# Which MPI is built against.  Debian installs Open MPI and MPICH beside each other and lets `update-alternatives` decide what
# `mpicxx` and, on its own, what `mpiexec` is; a program of one that is started by the other is N programs of one rank each.
# So on Debian both names are taken with their suffix, Open MPI's unless OCTOSIM_MPI says otherwise.  Elsewhere, and wherever
# MPI_CXX_COMPILER or MPI_HOME is given, it is what find_package(MPI) finds: the loaded module.
set(OCTOSIM_MPI "" CACHE STRING "openmpi or mpich: which of Debian's two; elsewhere, what the MPI that is found must be")
set_property(CACHE OCTOSIM_MPI PROPERTY STRINGS "" openmpi mpich)
if(NOT OCTOSIM_MPI MATCHES "^(openmpi|mpich)?$")
  message(FATAL_ERROR "OCTOSIM_MPI = ${OCTOSIM_MPI} (must be openmpi, mpich, or empty)")
endif()

include(${CMAKE_CURRENT_LIST_DIR}/octosim_mpi_flavour.cmake)

if(NOT MPI_CXX_COMPILER AND NOT MPI_HOME AND NOT DEFINED ENV{MPI_HOME})
  set(wanted ${OCTOSIM_MPI})
  if(NOT wanted)
    set(wanted openmpi)
  endif()
  find_program(wrapper mpicxx NO_CACHE)
  if(wrapper)
    cmake_path(GET wrapper PARENT_PATH wrappers)
    if(EXISTS ${wrappers}/mpicxx.${wanted} AND EXISTS ${wrappers}/mpiexec.${wanted})
      set(MPI_CXX_COMPILER ${wrappers}/mpicxx.${wanted} CACHE FILEPATH "The compiler wrapper of MPI")
      set(MPIEXEC_EXECUTABLE ${wrappers}/mpiexec.${wanted} CACHE FILEPATH "What starts ranks")
    endif()
  endif()
endif()

set(MPI_CXX_SKIP_MPICXX ON)  # the C++ bindings that MPI-3 removed
find_package(MPI REQUIRED COMPONENTS CXX)
octosim_mpi_flavour(OCTOSIM_MPI_FLAVOUR)
if(OCTOSIM_MPI AND NOT OCTOSIM_MPI STREQUAL OCTOSIM_MPI_FLAVOUR)
  message(FATAL_ERROR "OCTOSIM_MPI = ${OCTOSIM_MPI}, but the MPI found is ${OCTOSIM_MPI_FLAVOUR} (${MPI_CXX_COMPILER}): "
    "load another module, or give MPI_CXX_COMPILER")
endif()
message(STATUS "MPI: ${OCTOSIM_MPI_FLAVOUR}, ${MPI_CXX_COMPILER}, started by ${MPIEXEC_EXECUTABLE}")
