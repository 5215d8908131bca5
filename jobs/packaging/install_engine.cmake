# Installs the engine for find_package(octosim): static libraries, headers below include/octosim (so that "engine/..." is found there
# and nowhere else), and a CMake package.  Targets octosim::engine (all of it), octosim::engine_kernel and so on.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(engine_targets octosim_engine_base octosim_engine_model octosim_engine_comm octosim_engine_comm_mpi octosim_engine_kernel)
add_library(octosim_engine INTERFACE)
target_link_libraries(octosim_engine INTERFACE octosim_engine_kernel octosim_engine_comm_mpi)
foreach(target octosim_engine ${engine_targets})
  string(REPLACE octosim_ "" name ${target})
  add_library(octosim::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
endforeach()

set(libraries)
foreach(target IN LISTS engine_targets)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL STATIC_LIBRARY)
    target_compile_features(${target} PUBLIC cxx_std_20)
    list(APPEND libraries ${target})
    # With link-time optimisation an object holds code too, not only what this compiler alone can read.
    if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      target_compile_options(${target} PRIVATE -ffat-lto-objects)
    elseif(CMAKE_INTERPROCEDURAL_OPTIMIZATION)
      message(STATUS "The installed engine will be bitcode of ${CMAKE_CXX_COMPILER_ID}: it links with the same compiler only")
    endif()
  endif()
endforeach()

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/octosim)
install(TARGETS octosim_engine ${engine_targets} EXPORT octosim_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/octosim)
install(EXPORT octosim_targets NAMESPACE octosim:: FILE octosim_targets.cmake DESTINATION ${package_folder})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/octosim-config.cmake.in ${PROJECT_BINARY_DIR}/octosim-config.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/octosim-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/octosim-config.cmake ${PROJECT_BINARY_DIR}/octosim-config-version.cmake
  ${CMAKE_CURRENT_LIST_DIR}/octosim_mpi_flavour.cmake DESTINATION ${package_folder})

# The code stays, what only this compiler reads goes: another GCC with -flto would refuse it.
if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  foreach(target IN LISTS libraries)
    install(CODE "execute_process(COMMAND ${CMAKE_OBJCOPY} --wildcard --remove-section=.gnu.lto_* --remove-section=.gnu.debuglto_*
      --strip-symbol=__gnu_lto_* \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/$<TARGET_FILE_NAME:${target}>\"
      COMMAND_ERROR_IS_FATAL ANY)")
  endforeach()
endif()
