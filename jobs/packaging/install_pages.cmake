# Run by cmake --install, with what install_octosim.cmake sets.
string(RANDOM LENGTH 12 own)  # two installations of one build may go on at once
set(pages ${PROJECT_BINARY_DIR}/pages-${own})
set(python ${OCTOSIM_PYTHON})
if(NOT EXISTS "${python}")  # the pages need any Python
  unset(python)
  find_program(python NAMES python3 NO_CACHE REQUIRED)
endif()
file(GLOB scripts ${packaging}/../../analysis/bin/octosim-*)
execute_process(COMMAND ${CMAKE_COMMAND} -E env OCTOSIM_PYTHON=${OCTOSIM_PYTHON} ${python} -B ${packaging}/pages ${program} ${pages} ${scripts}
  COMMAND_ERROR_IS_FATAL ANY)
file(GLOB manual ${pages}/man1/*)
file(INSTALL ${manual} DESTINATION ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_MANDIR}/man1)
foreach(shell_folder IN ITEMS bash:bash-completion/completions zsh:zsh/site-functions fish:fish/vendor_completions.d)
  string(REPLACE ":" ";" shell_folder ${shell_folder})
  list(GET shell_folder 0 shell)
  list(GET shell_folder 1 folder)
  file(GLOB completions ${pages}/${shell}/*)
  file(INSTALL ${completions} DESTINATION ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/${folder})
endforeach()

set(prefix ${CMAKE_INSTALL_PREFIX})
configure_file(${packaging}/modulefile.tcl.in ${pages}/${PROJECT_VERSION} @ONLY)
configure_file(${packaging}/modulefile.lua.in ${pages}/${PROJECT_VERSION}.lua @ONLY)
file(INSTALL ${pages}/${PROJECT_VERSION} ${pages}/${PROJECT_VERSION}.lua
  DESTINATION ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/octosim/modulefiles/octosim)
foreach(script IN LISTS scripts)
  cmake_path(GET script FILENAME name)
  configure_file(${packaging}/script.sh.in ${pages}/bin/${name} @ONLY)
  file(INSTALL ${pages}/bin/${name} DESTINATION ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR} TYPE PROGRAM)
endforeach()
file(REMOVE_RECURSE ${pages})
