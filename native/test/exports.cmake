# SPDX-License-Identifier: Apache-2.0
# Fails where LIBRARY exports a name that does not begin with PREFIX, or has another SONAME.
# NM and READELF are the tools it asks.
execute_process(COMMAND ${NM} --dynamic --defined-only --format=posix ${LIBRARY}
                OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(LENGTH symbols count)
list(FILTER symbols EXCLUDE REGEX "^${PREFIX}")
if(symbols OR count EQUAL 0)
  message(FATAL_ERROR
          "${LIBRARY} has ${count} exports; these do not begin with ${PREFIX}: ${symbols}")
endif()
execute_process(COMMAND ${READELF} --dynamic ${LIBRARY}
                OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
if(NOT dynamic MATCHES "SONAME[^\n]*\\[${SONAME}\\]")
  message(FATAL_ERROR "${LIBRARY} does not have the SONAME ${SONAME}")
endif()
