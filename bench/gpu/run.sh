#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that only a GPU can tell, in one call of under ten minutes: builds the kernels, tests
# them, measures them beside cuDNN and PyTorch, and looks for races. A stage that fails, hangs or takes
# too long does not keep the others from running; the last ones are left out when the time is up.
#
#   bench/gpu/run.sh [OUT [STAGE...]]     OUT is $OUT, or .gpu/results, by default
#
# Needs nvcc 13, CMake, python3 with PyTorch, and .gpu/ as bench/gpu/pack.sh makes it; takes
# compute-sanitizer and ncu where they are. Leaves gpu-CARD.json, gpu-CARD.md, and every stage's log
# in OUT/logs.tar.gz. The exit status is 0 where all stages were right. STAGEs, of those at the end of
# this file, are run without the others; unpack and compile are always.
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
seconds_in_all=$((570 * patience))
build=${TIMBREL_GPU_BUILD:-$folder/build}
java_home=$folder/java
libraries=$java_home/native/org/timbrel/nn/device
for tools in /usr/local/cuda/bin /opt/nvidia/nsight-compute/*/; do
    PATH=$PATH:$tools
done
export PATH
# shellcheck source=bench/gpu/bounded.sh
. "$here/bounded.sh"

unpack() {
    rm -rf "$java_home"
    tar -C "$folder" -xzf "$folder/java.tar.gz"
}

compile() {
    local cuda=ON generator="Unix Makefiles" micro=
    [ -z "$emulated" ] || cuda=OFF
    ! command -v ninja >/dev/null || generator=Ninja
    if [ -z "${TIMBREL_GPU_BUILD:-}" ]; then
        # One that was brought along from another place cannot be used again.
        grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt" || rm -rf "$build"
        cmake -S "$root" -B "$build" -G "$generator" "-DTIMBREL_CUDA=$cuda" \
            "-DCMAKE_CUDA_ARCHITECTURES=$arch" || return
        if [ -z "$emulated" ]; then
            compile_micro &
            micro=$!
        fi
        cmake --build "$build" --parallel "$(nproc)" || return
        # A microbenchmark that does not compile is missed where it is run.
        [ -z "$micro" ] || wait "$micro"
    fi
    # What was built here takes the place of what was packed.
    take cpu "$build/lib/libtimbrel_cpu.so" || return
    if [ -n "$emulated" ]; then
        take cuda "$build"/lib/emulated/lib*.so
    else
        take cuda "$build/lib/libtimbrel_cuda.so"
    fi
}

compile_micro() {
    local source name
    mkdir -p "$build/micro"
    for source in "$here"/micro/*.cu; do
        name=$(basename "$source" .cu)
        nvcc -std=c++17 -O3 "-gencode=arch=compute_$arch,code=sm_$arch" "-I$root/native/include" \
            "-I$root/native/common" "-I$root/native/cuda" -o "$build/micro/$name" "$source" &
    done
    wait
}

# take DEVICE LIBRARY...: puts libraries where Java looks for them, in place of what is there, under
# the names that they are loaded by.
take() {
    local device=$1/linux-x86_64 link file
    shift
    for link; do
        file=$(readlink -f "$link") && [ -f "$file" ] || return
        rm -f "$libraries/$device/$(basename "$link")"*
        cp "$file" "$libraries/$device/" || return
    done
}

# native_tests PATTERN: of ctest's names. None of them may be skipped, as they are without a GPU.
native_tests() {
    ctest --test-dir "$build" --output-on-failure --no-tests=error -R "$1" |
        tee "$out/logs/ctest.log"
    [ "${PIPESTATUS[0]}" -eq 0 ] && ! grep -F '***Skipped' "$out/logs/ctest.log"
}

# Folders of the CUDA runtime and cuBLAS: those of a toolkit, or those that PyTorch brought along.
cuda_folders() {
    if [ -n "$emulated" ]; then
        echo "$libraries/cuda/linux-x86_64"
        return
    fi
    local site library
    site=$(python3 -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
    for library in libcudart.so.13 libcublas.so.13 libcublasLt.so.13; do
        find -L /usr/local/cuda/lib64 "$site/nvidia" -name "$library" -printf '%h\n' 2>/dev/null |
            head -n 1
    done | awk '!seen[$0]++' | paste -sd:
}

# java_run KERNELS ARGUMENTS...: with the kernels wished for.
java_run() {
    local preload= sound=$java_home/sound
    [ -z "$emulated" ] ||
        preload="libcuda.so.1 libcudart.so.13 libcublasLt.so.13 libcublas.so.13"
    export TIMBREL_CUDA_KERNELS=$1
    shift
    LD_LIBRARY_PATH=$(cuda_folders):${LD_LIBRARY_PATH:-} LD_PRELOAD=$preload \
        "$java_home/runtime/bin/java" --enable-native-access=ALL-UNNAMED \
        "-Dorg.bytedeco.javacpp.cachedir=$folder/cache" \
        ${emulated:+-Dtimbrel.emulated=1} -Dtimbrel.test.device=cuda:0 \
        -cp "$java_home/test-classes:$java_home/classes:$java_home/native:$java_home/jars/*:$(
            printf '%s:' "$sound"/audio "$sound"/music "$sound"/app "$sound"/bench)$sound/*" "$@"
}

# self_test KERNELS: its lines go into the report.
self_test() {
    java_run "$1" org.timbrel.nn.device.selftest.PrintSelfTest | tee "$out/lines/self-test-$1.txt"
    # Without a GPU it would be the processor's.
    [ "${PIPESTATUS[0]}" -eq 0 ] && grep -q '^cuda:' "$out/lines/self-test-$1.txt"
}

# java_tests KERNELS PACKAGE
java_tests() {
    local large=1
    [ -z "$emulated" ] || large=
    java_run "$1" org.junit.platform.console.ConsoleLauncher execute --disable-banner \
        --disable-ansi-colors --details=tree --fail-if-no-tests "--select-package=$2" \
        --include-tag=gpu --include-tag=device ${large:+--include-tag=large}
}

# times KERNELS SECONDS
times() {
    local divisor=1
    [ -z "$emulated" ] || divisor=32
    java_run "$1" org.timbrel.nn.model.GpuTimes "$divisor" "$2" >"$out/lines/times-$1.jsonl"
}

# sound KERNELS SECONDS STREAMS...
sound() {
    local kernels=$1
    shift
    java_run "$kernels" org.timbrel.bench.gpu.SoundRate "$java_home/sound/weather.safetensors" \
        cuda:0 fp32 "$@" >"$out/lines/sound-$kernels.jsonl"
}

# peers SECONDS
peers() {
    PYTHONUNBUFFERED=1 python3 "$here/peers.py" 1 "$1" >"$out/lines/peers.jsonl"
}

micro() {
    local worst=0 source name
    for source in "$here"/micro/*.cu; do
        name=$(basename "$source" .cu)
        bounded 15 "$build/micro/$name" >>"$out/lines/micro.jsonl" || {
            echo "$name: status $?"
            worst=1
        }
    done
    return "$worst"
}

# sanitize TOOL SECONDS resident|others: native tests of the kernels under one of NVIDIA's checkers.
# They are slow there: each has its own time, and one that runs out of it is not wrong, but not clean
# either.
sanitize() {
    local tool=$1 seconds=$2 worst=0 count=0 test status word kind
    for test in "$build"/native/test/*_cuda_test; do
        case $(basename "$test") in
            *resident* | exchange_*) kind=resident ;;
            *) kind=others ;;
        esac
        [ "$kind" = "$3" ] && [ -x "$test" ] || continue
        count=$((count + 1))
        bounded "$seconds" compute-sanitizer --tool "$tool" --error-exitcode 9 "$test"
        status=$?
        case $status in
            0) word=clean ;;
            77) word="failed (skipped)" ;;
            124 | 125) word="over $seconds s" ;;
            9) word=errors ;;
            *) word="failed ($status)" ;;
        esac
        [ "$status" -eq 0 ] || [ "$status" -eq 124 ] || worst=$status
        printf '{"name": "sanitize", "tool": "%s", "kind": "%s", "test": "%s", "outcome": "%s"}\n' \
            "$tool" "$kind" "$(basename "$test")" "$word" | tee -a "$out/lines/sanitize.jsonl"
    done
    [ "$count" -gt 0 ] || echo "there are no such tests"
    [ "$count" -gt 0 ] && return "$worst"
}

# The hardware's counters of recurrences, to read where their time goes.
counters() {
    ncu --clock-control none --set basic --launch-count 20 "$build/native/test/recurrent_cuda_test"
}

# Whether work runs on the GPU again: what a killed process left running is gone.
gpu_works() {
    [ -n "$emulated" ] || bounded 20 "$build/native/test/gemm_cuda_test" >/dev/null 2>&1
}

json_string() {
    python3 -c 'import json, sys; print(json.dumps(sys.stdin.read().strip()))'
}

# What the numbers are of.
describe() {
    local card="Emulated GPU" driver=none toolkit peers commit
    if [ -z "$emulated" ]; then
        card=$(nvidia-smi --query-gpu=name --format=csv,noheader | head -n 1)
        driver=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader | head -n 1)
        card=${card:-unknown card}
    fi
    commit=$(cat "$folder/commit" 2>/dev/null || echo unknown)
    toolkit=$(nvcc --version 2>/dev/null | sed -n 's/.*release \([0-9.]*\).*/\1/p')
    peers=$(grep -hs '"name": "versions"' "$out"/lines/peers.jsonl | head -n 1)
    printf '{"card": %s, "commit": %s, "versions": %s, "date": "%s", "stages": [' \
        "$(echo "$card" | json_string)" "$(echo "$commit" | json_string)" \
        "$(echo "driver $driver, nvcc ${toolkit:-none} ${peers:-}" | json_string)" \
        "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    awk -F '\t' '{printf "%s{\"name\": \"%s\", \"seconds\": %s, \"status\": \"%s\"}",
        (NR > 1 ? ", " : ""), $1, $2, $3}' "$out/stages"
    printf ']}\n'
}

# A stage is a process of its own, so that its time can be limited.
if [ "${1:-}" = --stage ]; then
    out=$2
    shift 2
    "$@"
    exit
fi

out=${1:-${OUT:-$folder/results}}
[ $# -eq 0 ] || shift
wanted=" $* "
rm -rf "$out/lines" "$out/logs"
mkdir -p "$out/lines" "$out/logs"
out=$(cd "$out" && pwd)
: >"$out/stages"
failures=0

# stage NAME SECONDS FUNCTION...: its output goes into a log, its time and status into the report.
stage() {
    local name=$1 limit=$(($2 * patience)) begin=$SECONDS left=$((seconds_in_all - SECONDS)) status word
    shift 2
    case "$wanted" in
        "  " | *" $name "*) ;;
        *) case $name in unpack | compile) ;; *) return ;; esac ;;
    esac
    [ "$left" -gt "$limit" ] || limit=$left
    if [ "$limit" -lt 8 ]; then
        status=124 word="left out: no time"
    else
        bounded "$limit" "$0" --stage "$out" "$@" >"$out/logs/$name.log" 2>&1
        status=$?
        case $status in
            0) word=ok ;;
            124 | 125 | 137) word=$(after_kill "$limit" "$status") ;;
            *) word="failed ($status)" ;;
        esac
    fi
    printf '%s\t%s\t%s\n' "$name" "$((SECONDS - begin))" "$word" | tee -a "$out/stages"
    if [ "$status" -ne 0 ]; then
        failures=$((failures + 1))
        tail -n 5 "$out/logs/$name.log" 2>/dev/null
    fi
}

# after_kill SECONDS STATUS: what to say of a stage that was ended.
after_kill() {
    local begin=$SECONDS left=""
    [ "$2" -ne 125 ] || left=", and a process of it could not be ended"
    if gpu_works; then
        echo "over $1 s$left; the GPU works $((SECONDS - begin)) s later"
    else
        echo "over $1 s$left; the GPU does not work any more"
    fi
}

# The most telling first: what does not fit is left out. Stages that are told their seconds end by
# themselves, and say what they left out.
stage unpack 30 unpack
stage compile 180 compile
if [ -n "$emulated" ]; then
    stage native-tests 60 native_tests emulat
    for kernels in plain clusters grid; do
        stage "self-test-$kernels" 40 self_test "$kernels"
    done
    for kernels in plain clusters grid products; do
        stage "times-$kernels" 30 times "$kernels" "${TIMBREL_GPU_SECONDS:-20}"
    done
    stage sound-plain 40 sound plain "${TIMBREL_GPU_SECONDS:-20}" 2 4
    stage sound-fastest 60 sound fastest "${TIMBREL_GPU_SECONDS:-20}" 2
    stage java-tests 80 java_tests plain org.timbrel.nn
else
    stage native-tests 60 native_tests '_cuda_test|timbrel_cuda_exports'
    stage micro 45 micro
    stage self-test-plain 25 self_test plain
    stage self-test-clusters 25 self_test clusters
    stage self-test-grid 25 self_test grid
    stage times-clusters 50 times clusters 40
    stage times-grid 40 times grid 30
    stage times-plain 45 times plain 35
    stage times-products 30 times products 20
    stage peers 85 peers 75
    stage memcheck-resident 40 sanitize memcheck 15 resident
    stage racecheck-resident 40 sanitize racecheck 15 resident
    stage synccheck-resident 40 sanitize synccheck 15 resident
    stage sound-fastest 35 sound fastest 28 16 256 1024
    stage sound-plain 35 sound plain 28 16 256 1024
    stage java-tests 80 java_tests plain org.timbrel.nn
    stage memcheck 60 sanitize memcheck 10 others
    stage racecheck 60 sanitize racecheck 10 others
    stage counters 30 counters
fi
describe >"$out/machine.json"
python3 "$here/report.py" "$out" || failures=$((failures + 1))
# Few files, so that all of them can be taken home.
tar -C "$out" -czf "$out/logs.tar.gz" logs lines stages && rm -rf "$out/logs" "$out/lines" "$out/stages"
[ "$failures" -eq 0 ] || { echo "$failures of the stages failed" >&2; exit 1; }
