# Installs the octosim command and what it reads: PREFIX/bin/octosim finds PREFIX/share/octosim wherever PREFIX is moved to.
set(data_folder ${CMAKE_INSTALL_DATADIR}/octosim)
install(TARGETS octosim RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# Experiments, workflows, studies, and the Python of commands: what is no source of the program and no tool of this folder.
file(GLOB_RECURSE data CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} jobs/*)
list(FILTER data EXCLUDE REGEX "\\.(cpp|hpp|sh|pyc)$|^jobs/(packaging/|demo$|README.md$)")
foreach(file IN LISTS data)
  cmake_path(GET file PARENT_PATH folder)
  install(FILES ${file} DESTINATION ${data_folder}/${folder})
endforeach()
if(EXISTS ${PROJECT_SOURCE_DIR}/analysis)
  install(DIRECTORY analysis DESTINATION ${data_folder} USE_SOURCE_PERMISSIONS PATTERN __pycache__ EXCLUDE PATTERN node_modules EXCLUDE)
endif()
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")

# Manual pages and completion are what this octosim says of itself; module files have the prefix in them.
foreach(name PROJECT_VERSION PROJECT_BINARY_DIR OCTOSIM_MPI_FLAVOUR MPI_CXX_COMPILER OCTOSIM_PYTHON CMAKE_INSTALL_BINDIR CMAKE_INSTALL_LIBDIR
    CMAKE_INSTALL_MANDIR CMAKE_INSTALL_DATADIR)
  install(CODE "set(${name} \"${${name}}\")")
endforeach()
install(CODE "set(packaging \"${CMAKE_CURRENT_LIST_DIR}\")\nset(program \"$<TARGET_FILE:octosim>\")")
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/install_pages.cmake)
