#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that only a GPU can tell, in calls of under ten minutes: builds the kernels, tests them,
# measures them beside cuDNN and PyTorch, and looks for races. A stage that fails, hangs or takes too
# long does not keep the others from running; the last ones are left out when the time is up.
#
#   bench/gpu/run.sh [OUT [STAGE...]]     OUT is $OUT, or .gpu/results, by default
#   bench/gpu/run.sh OUT rest             what the last call had no time for, and its results too
#
# Needs nvcc 13, CMake, python3 with PyTorch, and .gpu/ as bench/gpu/pack.sh makes it; takes
# compute-sanitizer and ncu where they are. Leaves gpu-CARD.json, gpu-CARD.md, and every stage's log
# in OUT/logs.tar.gz, all three written anew behind every stage. The exit status is 0 where all stages
# were right. STAGEs, of those at the end of this file, are run without the others, whose earlier
# results stay, as long as they are of the same commit; what compiles is always run. On a fresh machine,
# .gpu/logs.tar.gz of an earlier call has these results.
#
# TIMBREL_GPU_EMULATED=1 goes as far as a machine without a GPU can: on the emulated one, with sizes
# divided by 32, without microbenchmarks, checkers and peers. bench/gpu/check.sh is that in short.
#
#   TIMBREL_GPU_ARCH       what is compiled for: 90a
#   TIMBREL_GPU_FOLDER     what pack.sh was given: .gpu
#   TIMBREL_GPU_BUILD      a folder that CMake has built in already: nothing is compiled
#   TIMBREL_GPU_SECONDS    how long times take there for each kind of kernels: 20
#   TIMBREL_GPU_PATIENCE   multiplies all time limits, for machines with few processors
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/bench/gpu
emulated=${TIMBREL_GPU_EMULATED:-}
arch=${TIMBREL_GPU_ARCH:-90a}
folder=${TIMBREL_GPU_FOLDER:-$root/.gpu}
patience=${TIMBREL_GPU_PATIENCE:-1}
# Of ten minutes what is left to end the last stage in, and to ask the GPU whether it still works.
seconds_in_all=$((540 * patience))
build=${TIMBREL_GPU_BUILD:-$folder/build}
work=$folder/run
java_home=$folder/java
libraries=$java_home/native/org/timbrel/nn/device
for tools in /usr/local/cuda/bin /opt/nvidia/nsight-compute/*/; do
    PATH=$PATH:$tools
done
export PATH
# shellcheck source=bench/gpu/bounded.sh
. "$here/bounded.sh"
# shellcheck source=bench/gpu/stages.sh
. "$here/stages.sh"

# A stage is a process of its own, so that its time can be limited.
if [ "${1:-}" = --stage ]; then
    shift
    "$@"
    exit
fi

out=${1:-${OUT:-$folder/results}}
[ $# -eq 0 ] || shift
wanted=" $* "
commit=$(cat "$folder/commit" 2>/dev/null || echo unknown)
failures=0
tab=$'\t'

# The earlier results where they go on, or none.
begin() {
    if [ "$wanted" != "  " ] && [ ! -d "$work" ] && [ -f "$folder/logs.tar.gz" ]; then
        mkdir -p "$work"
        tar -C "$work" -xzf "$folder/logs.tar.gz"
    fi
    if [ "$wanted" = "  " ] || [ "$(cat "$work/commit" 2>/dev/null)" != "$commit" ]; then
        rm -rf "$work"
    fi
    mkdir -p "$out" "$work/lines" "$work/logs"
    out=$(cd "$out" && pwd)
    echo "$commit" >"$work/commit"
    touch "$work/stages"
    cp "$work/stages" "$work/stages.before"
    describe >"$work/machine.json"
}

# What the numbers are of.
describe() {
    local card="Emulated GPU" driver=none toolkit
    if [ -z "$emulated" ]; then
        card=$(nvidia-smi --query-gpu=name --format=csv,noheader | head -n 1)
        driver=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader | head -n 1)
        card=${card:-unknown card}
    fi
    toolkit=$(nvcc --version 2>/dev/null | sed -n 's/.*release \([0-9.]*\).*/\1/p')
    python3 -c 'import json, sys
print(json.dumps(dict(zip(("card", "commit", "versions", "date"), sys.argv[1:]))))' \
        "$card" "$commit" "driver $driver, nvcc ${toolkit:-none}" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
}

# Whether a stage is asked for.
is_wanted() {
    case $1 in unpack | compile | compile-tests) return 0 ;; esac
    case "$wanted" in
        "  " | *" $1 "*) return 0 ;;
        *" rest "*) ! grep "^$1$tab" "$work/stages.before" | grep -qv 'left out' ;;
        *) return 1 ;;
    esac
}

# stage NAME SECONDS FUNCTION...: its output goes into a log, its time and status into the report.
stage() {
    local name=$1 limit=$(($2 * patience)) begin=$SECONDS left=$((seconds_in_all - SECONDS)) status word
    shift 2
    is_wanted "$name" || return 0
    [ "$left" -gt "$limit" ] || limit=$left
    if [ "$limit" -lt 8 ]; then
        status=124 word="left out: no time"
    else
        bounded "$limit" "$0" --stage "$@" >"$work/logs/$name.log" 2>&1
        status=$?
        case $status in
            0) word=ok ;;
            "$not_here") status=0 word="not here" ;;
            124 | 125 | 137) word=$(after_kill "$limit" "$status") ;;
            *) word="failed ($status)" ;;
        esac
    fi
    sed -i "/^$name$tab/d" "$work/stages"
    printf '%s\t%s\t%s\n' "$name" "$((SECONDS - begin))" "$word" | tee -a "$work/stages"
    if [ "$status" -ne 0 ]; then
        failures=$((failures + 1))
        tail -n 5 "$work/logs/$name.log" 2>/dev/null
    fi
    keep
}

# after_kill SECONDS STATUS: what to say of a stage that was ended.
after_kill() {
    local begin=$SECONDS left="" works
    [ "$2" -ne 125 ] || left=", and a process of it could not be ended"
    gpu_works
    case $? in
        0) works="works $((SECONDS - begin)) s later" ;;
        2) works="was not asked whether it works: nothing is compiled that could" ;;
        *) works="does not work any more" ;;
    esac
    echo "over $1 s$left; the GPU $works"
}

# Whether work runs on the GPU again: what a killed process left running is gone. 2: unknown.
gpu_works() {
    local probe
    [ -z "$emulated" ] || return 0
    for probe in "$build/native/test/gemm_cuda_test" "$build/micro/launch"; do
        if [ -x "$probe" ]; then
            bounded 20 "$probe" >/dev/null 2>&1 && return 0
            return 1
        fi
    done
    return 2
}

# Few files, so that all of them can be taken home, and whole ones whenever the call is ended.
keep() {
    local status=0
    python3 "$here/report.py" "$work" >"$work/report.log" 2>&1 || status=$?
    tar -C "$work" -czf "$work/logs.tar.gz" logs lines stages machine.json commit &&
        mv "$work"/logs.tar.gz "$work"/gpu-*.json "$work"/gpu-*.md "$out/"
    return "$status"
}

begin
# The most telling first: what does not fit is left out. Stages that are told their seconds end by
# themselves, and say what they left out.
stage unpack 30 unpack
stage compile 150 compile
stage compile-tests 120 compile_tests
if [ -n "$emulated" ]; then
    stage native-tests 60 native_tests emulat
    for kernels in plain clusters grid products; do
        stage "self-test-$kernels" 40 self_test "$kernels"
    done
    for kernels in plain clusters grid products; do
        stage "times-$kernels" 30 times "$kernels" "${TIMBREL_GPU_SECONDS:-20}"
    done
    stage sound-plain 40 sound plain "${TIMBREL_GPU_SECONDS:-20}" 2 4
    stage sound-fastest 60 sound fastest "${TIMBREL_GPU_SECONDS:-20}" 2
    stage train-fastest 60 train fastest "${TIMBREL_GPU_SECONDS:-20}"
    stage java-tests 80 java_tests plain org.timbrel.nn
else
    tests=$(tests_of resident | wc -l)
    stage native-tests 60 native_tests '_cuda_test|timbrel_cuda_exports'
    stage micro 45 micro
    for kernels in plain clusters grid products; do
        stage "self-test-$kernels" 25 self_test "$kernels"
    done
    stage times-clusters 65 times clusters 55
    stage times-grid 50 times grid 40
    stage times-plain 45 times plain 35
    stage times-products 30 times products 20
    stage peers 90 peers 80
    for tool in memcheck racecheck synccheck; do
        stage "$tool-resident" $((15 * tests + 5)) sanitize "$tool" 15 resident
    done
    stage train-fastest 40 train fastest 30
    stage sound-fastest 35 sound fastest 28 16 256 1024
    stage sound-plain 35 sound plain 28 16 256 1024
    stage java-tests 80 java_tests plain org.timbrel.nn
    stage memcheck 60 sanitize memcheck 10 others
    stage racecheck 60 sanitize racecheck 10 others
    stage counters 40 counters
fi
keep || failures=$((failures + 1))
cat "$work/report.log"
[ "$failures" -eq 0 ] || { echo "$failures of the stages failed" >&2; exit 1; }
