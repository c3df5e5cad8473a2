#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that only a GPU can tell, in one call of under ten minutes: builds the kernels, tests
# them, measures them beside cuDNN and PyTorch, and looks for races. A stage that fails or takes too
# long does not keep the others from running; the last ones are left out when the time is up.
#
#   bench/gpu/run.sh [OUT]     OUT is $OUT, or .gpu/results, by default
#
# Needs nvcc 13, CMake, python3 with PyTorch, and .gpu/ as bench/gpu/pack.sh makes it; takes
# compute-sanitizer and ncu where they are. Leaves gpu-CARD.json, gpu-CARD.md, and every stage's log
# in OUT/logs.tar.gz. The exit status is 0 where all stages were right.
#
# TIMBREL_GPU_EMULATED=1 goes as far as a machine without a GPU can: on the emulated one, with sizes
# divided by 32, without microbenchmarks, checkers and peers. TIMBREL_GPU_PATIENCE multiplies all time
# limits, for machines with few processors.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
emulated=${TIMBREL_GPU_EMULATED:-}
arch=${TIMBREL_GPU_ARCH:-90a}
patience=${TIMBREL_GPU_PATIENCE:-1}
seconds_in_all=$((570 * patience))
build=$root/.gpu/build
java_home=$root/.gpu/java
libraries=$java_home/native/org/timbrel/nn/device
for folder in /usr/local/cuda/bin /opt/nvidia/nsight-compute/*/; do
    PATH=$PATH:$folder
done
export PATH

unpack() {
    rm -rf "$java_home"
    tar -C "$root/.gpu" -xzf "$root/.gpu/java.tar.gz"
}

compile() {
    local cuda=ON generator="Unix Makefiles"
    [ -z "$emulated" ] || cuda=OFF
    ! command -v ninja >/dev/null || generator=Ninja
    cmake -S "$root" -B "$build" -G "$generator" "-DTIMBREL_CUDA=$cuda" \
        "-DCMAKE_CUDA_ARCHITECTURES=$arch" &&
        cmake --build "$build" --parallel "$(nproc)" || return
    # What was built here takes the place of what was packed.
    cp "$build/lib/libtimbrel_cpu.so.3" "$libraries/cpu/linux-x86_64/"
    if [ -n "$emulated" ]; then
        cp "$build"/lib/emulated/lib*.so* "$libraries/cuda/linux-x86_64/"
    else
        cp "$build/lib/libtimbrel_cuda.so.3" "$libraries/cuda/linux-x86_64/"
    fi
}

native_tests() {
    local which=cuda
    [ -z "$emulated" ] || which=emulat
    ctest --test-dir "$build" --output-on-failure --no-tests=error -R "$which"
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

java_run() {
    local preload=
    [ -z "$emulated" ] ||
        preload="libcuda.so.1 libcudart.so.13 libcublasLt.so.13 libcublas.so.13"
    LD_LIBRARY_PATH=$(cuda_folders):${LD_LIBRARY_PATH:-} LD_PRELOAD=$preload \
        "$java_home/runtime/bin/java" --enable-native-access=ALL-UNNAMED \
        "-Dorg.bytedeco.javacpp.cachedir=$root/.gpu/cache" ${emulated:+-Dtimbrel.emulated=1} \
        -Dtimbrel.test.device=cuda:0 \
        -cp "$java_home/test-classes:$java_home/classes:$java_home/native:$java_home/jars/*" "$@"
}

self_test() {
    java_run org.timbrel.nn.device.selftest.PrintSelfTest
}

java_tests() {
    local large=1
    [ -z "$emulated" ] || large=
    java_run org.junit.platform.console.ConsoleLauncher execute --disable-banner \
        --disable-ansi-colors --details=tree --fail-if-no-tests --select-package=org.timbrel.nn \
        --include-tag=gpu --include-tag=device ${large:+--include-tag=large}
}

timbrel_times() {
    java_run org.timbrel.nn.model.GpuTimes ${emulated:+32} >"$out/lines/timbrel.jsonl"
}

peers() {
    python3 "$root/bench/gpu/peers.py" >"$out/lines/peers.jsonl"
}

micro() {
    local worst=0 source
    for source in "$root"/bench/gpu/micro/*.cu; do
        nvcc -std=c++17 -O3 "-gencode=arch=compute_$arch,code=sm_$arch" \
            -o "$build/micro-$(basename "$source" .cu)" "$source" &
    done
    wait
    for source in "$root"/bench/gpu/micro/*.cu; do
        timeout 20 "$build/micro-$(basename "$source" .cu)" >>"$out/lines/micro.jsonl" || worst=1
    done
    return "$worst"
}

# The native tests of the kernels under one of NVIDIA's checkers. They are slow there: each gets its
# share of the time, and one that runs out of it is not wrong.
sanitize() {
    local worst=0 test status
    for test in "$build"/native/test/*_cuda_test; do
        timeout 12 compute-sanitizer --tool "$1" --error-exitcode 9 "$test"
        status=$?
        [ "$status" -eq 0 ] || [ "$status" -eq 77 ] || [ "$status" -eq 124 ] || worst=$status
        echo "$(basename "$test"): $status"
    done
    return "$worst"
}

# The hardware's counters of recurrences, to read where their time goes.
counters() {
    ncu --clock-control none --set basic --launch-count 20 "$build/native/test/recurrent_cuda_test"
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
    fi
    commit=$(cat "$root/.gpu/commit" 2>/dev/null || echo unknown)
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

out=${1:-${OUT:-$root/.gpu/results}}
rm -rf "$out/lines" "$out/logs"
mkdir -p "$out/lines" "$out/logs"
out=$(cd "$out" && pwd)
: >"$out/stages"
failures=0

# stage NAME SECONDS FUNCTION...: its output goes into a log, its time and status into the report.
stage() {
    local name=$1 limit=$(($2 * patience)) begin=$SECONDS left=$((seconds_in_all - SECONDS)) status word
    shift 2
    [ "$left" -gt "$limit" ] || limit=$left
    if [ "$limit" -lt 5 ]; then
        status=124 word="left out: no time"
    else
        timeout -k 5 "$limit" "$0" --stage "$out" "$@" >"$out/logs/$name.log" 2>&1
        status=$?
        case $status in
            0) word=ok ;;
            124 | 137) word="over $limit s" ;;
            *) word="failed ($status)" ;;
        esac
    fi
    printf '%s\t%s\t%s\n' "$name" "$((SECONDS - begin))" "$word" | tee -a "$out/stages"
    if [ "$status" -ne 0 ]; then
        failures=$((failures + 1))
        tail -n 5 "$out/logs/$name.log" 2>/dev/null
    fi
}

stage unpack 30 unpack
stage compile 180 compile
stage native-tests 60 native_tests
stage self-test 40 self_test
stage java-tests 80 java_tests
stage timbrel 80 timbrel_times
if [ -z "$emulated" ]; then
    stage peers 100 peers
    stage micro 60 micro
    stage memcheck 90 sanitize memcheck
    stage racecheck 90 sanitize racecheck
    stage counters 40 counters
fi
describe >"$out/machine.json"
python3 "$root/bench/gpu/report.py" "$out" || failures=$((failures + 1))
# Few files, so that all of them can be taken home.
tar -C "$out" -czf "$out/logs.tar.gz" logs lines stages && rm -rf "$out/logs" "$out/lines" "$out/stages"
[ "$failures" -eq 0 ] || { echo "$failures of the stages failed" >&2; exit 1; }
