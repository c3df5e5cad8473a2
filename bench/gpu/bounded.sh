# SPDX-License-Identifier: GPL-3.0-or-later
# Work with a time limit that nothing of it outlives: for bench/gpu/run.sh, which sources it. All that
# it starts is known by a mark in its environment, which children inherit, so that also those are
# found whose parents have gone, or that have a group or a session of their own.

# marked MARK: the processes that have it. Dead ones, whose parents have not asked for their status
# yet, have no environment any more.
marked() {
    grep -alszF ":$1:" /proc/[0-9]*/environ 2>/dev/null | sed 's|/proc/\([0-9]*\)/environ|\1|'
}

# end_marked MARK: first politely, then not. Fails where something is left: a process that waits for
# its GPU cannot be ended before the driver has.
end_marked() {
    local signal tenth processes
    for signal in TERM KILL; do
        for tenth in $(seq 30); do
            processes=$(marked "$1")
            [ -n "$processes" ] || return 0
            # shellcheck disable=SC2086
            [ $((tenth % 10)) -ne 1 ] || kill -s "$signal" $processes 2>/dev/null
            sleep 0.1
        done
    done
    return 1
}

# bounded SECONDS COMMAND...: its status; 124 where it took longer, 125 where that did not end it.
# Where it is used within itself, all that the inner one started is of the outer one too.
bounded() {
    local limit=$1 begin=$SECONDS process status=0 mark=$BASHPID-$RANDOM
    shift
    TIMBREL_BOUNDED=${TIMBREL_BOUNDED:-:}$mark: "$@" &
    process=$!
    while kill -0 "$process" 2>/dev/null; do
        if [ $((SECONDS - begin)) -ge "$limit" ]; then
            end_marked "$mark" || return 125
            wait "$process" 2>/dev/null
            return 124
        fi
        sleep 0.1
    done
    wait "$process" || status=$?
    end_marked "$mark" || return 125
    return "$status"
}
