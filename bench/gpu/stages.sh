# SPDX-License-Identifier: GPL-3.0-or-later
# What the stages of bench/gpu/run.sh do, which sources this: each leaves lines of JSON in
# $work/lines and says the rest to its log. A stage that ends with $not_here needs what this machine
# does not have.
not_here=79

unpack() {
    rm -rf "$java_home"
    tar -C "$folder" -xzf "$folder/java.tar.gz"
}

# The libraries first, and at once where Java looks for them: of what comes behind nothing else can
# keep them from being measured.
compile() {
    local cuda=ON generator="Unix Makefiles" targets=timbrel_libraries
    [ -z "$emulated" ] || cuda=OFF targets="timbrel_libraries timbrel_emulated"
    ! command -v ninja >/dev/null || generator=Ninja
    if [ -z "${TIMBREL_GPU_BUILD:-}" ]; then
        # One that was brought along from another place cannot be used again.
        grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt" || rm -rf "$build"
        cmake -S "$root" -B "$build" -G "$generator" "-DTIMBREL_CUDA=$cuda" \
            "-DCMAKE_CUDA_ARCHITECTURES=$arch" || return
        # shellcheck disable=SC2086
        cmake --build "$build" --parallel "$(nproc)" --target $targets || return
    fi
    # What was built here takes the place of what was packed.
    take cpu "$build/lib/libtimbrel_cpu.so" || return
    if [ -n "$emulated" ]; then
        take cuda "$build"/lib/emulated/lib*.so
    else
        take cuda "$build/lib/libtimbrel_cuda.so"
    fi
}

# Native tests and microbenchmarks, as far as they compile: one that does not is missed where it is
# run, and fails there alone.
compile_tests() {
    local going_on="-k" target=timbrel_cuda_tests micro status=0
    [ -z "${TIMBREL_GPU_BUILD:-}" ] || return 0
    [ -z "$emulated" ] || target=all
    ! grep -qxF 'CMAKE_GENERATOR:INTERNAL=Ninja' "$build/CMakeCache.txt" || going_on="-k 0"
    compile_micro &
    micro=$!
    # shellcheck disable=SC2086
    cmake --build "$build" --parallel "$(nproc)" --target "$target" -- $going_on || status=$?
    wait "$micro" || status=$?
    return "$status"
}

compile_micro() {
    local source name process compilers=() status=0
    [ -z "$emulated" ] || return 0
    mkdir -p "$build/micro"
    for source in "$here"/micro/*.cu; do
        name=$(basename "$source" .cu)
        nvcc -std=c++17 -O3 "-gencode=arch=compute_$arch,code=sm_$arch" "-I$root/native/include" \
            "-I$root/native/common" "-I$root/native/cuda" "-I$root/native/cuda/resident" -o "$build/micro/$name" "$source" &
        compilers+=($!)
    done
    for process in "${compilers[@]}"; do
        wait "$process" || status=$?
    done
    return "$status"
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
        tee "$work/logs/ctest.log"
    [ "${PIPESTATUS[0]}" -eq 0 ] && ! grep -F '***Skipped' "$work/logs/ctest.log"
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

# self_test KERNELS: its lines go into the report. Not right either where they served nothing: without
# a GPU it would be the processor's, and without a plan the plain kernels'.
self_test() {
    local lines=$work/lines/self-test-$1.txt
    java_run "$1" org.timbrel.nn.device.selftest.PrintSelfTest | tee "$lines"
    [ "${PIPESTATUS[0]}" -eq 0 ] && grep -Eq "^cuda:.* by (.*, )?$1(,|\$)" "$lines"
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
    java_run "$1" org.timbrel.nn.model.GpuTimes "$divisor" "$2" >"$work/lines/times-$1.jsonl"
}

# sound KERNELS SECONDS STREAMS...
sound() {
    local kernels=$1
    shift
    java_run "$kernels" org.timbrel.bench.gpu.SoundRate "$java_home/sound/weather.safetensors" \
        cuda:0 fp32 "$@" >"$work/lines/sound-$kernels.jsonl"
}

# train KERNELS SECONDS: the training of a whole run, by the GPU and by this machine's processors.
train() {
    local divisor=1
    [ -z "$emulated" ] || divisor=32
    java_run "$1" org.timbrel.bench.gpu.TrainRate "$divisor" "$2" >"$work/lines/train-$1.jsonl"
}

# peers SECONDS
peers() {
    PYTHONUNBUFFERED=1 python3 "$here/peers.py" 1 "$1" >"$work/lines/peers.jsonl"
}

micro() {
    local worst=0 source name
    : >"$work/lines/micro.jsonl"
    for source in "$here"/micro/*.cu; do
        name=$(basename "$source" .cu)
        bounded 15 "$build/micro/$name" >>"$work/lines/micro.jsonl" || {
            echo "$name: status $?"
            worst=1
        }
    done
    return "$worst"
}

# tests_of resident|others: the native tests of kernels whose blocks work together, or of the others;
# by their sources, so that one that did not compile is missed.
tests_of() {
    local source kind
    for source in "$root"/native/test/*_cuda_test.cu; do
        case $(basename "$source") in
            *resident* | exchange_*) kind=resident ;;
            *) kind=others ;;
        esac
        [ "$kind" != "$1" ] || basename "$source" .cu
    done
}

# sanitize TOOL SECONDS resident|others: native tests of the kernels under one of NVIDIA's checkers.
# They are slow there: each has its own time, and one that runs out of it is not wrong, but not clean
# either. All are on the list from the beginning, so that one which was not reached is missed.
sanitize() {
    local tool=$1 seconds=$2 kind=$3 worst=0 test status word
    local lines=$work/lines/sanitize-$1-$3.jsonl
    command -v compute-sanitizer || return "$not_here"
    : >"$lines"
    for test in $(tests_of "$kind"); do
        outcome "$tool" "$kind" "$test" "not reached" >>"$lines"
    done
    for test in $(tests_of "$kind"); do
        bounded "$seconds" compute-sanitizer --tool "$tool" --error-exitcode 9 \
            "$build/native/test/$test"
        status=$?
        case $status in
            0) word=clean ;;
            77) word="failed (skipped)" ;;
            124 | 125) word="over $seconds s" ;;
            9) word=errors ;;
            *) word="failed ($status)" ;;
        esac
        [ "$status" -eq 0 ] || [ "$status" -eq 124 ] || worst=$status
        outcome "$tool" "$kind" "$test" "$word" | tee -a "$lines"
    done
    [ -s "$lines" ] || echo "there are no such tests"
    [ -s "$lines" ] && return "$worst"
}

# outcome TOOL KIND TEST WORD
outcome() {
    printf '{"name": "sanitize", "tool": "%s", "kind": "%s", "test": "%s", "outcome": "%s"}\n' "$@"
}

# The hardware's counters of the kernels whose blocks stay, to read where their time goes.
counters() {
    local test
    command -v ncu || return "$not_here"
    for test in resident_forward resident_backward resident_generate; do
        ncu --clock-control none --set basic --launch-count 4 \
            --kernel-name 'regex:^(forward|backward|resident_generation)_kernel' \
            "$build/native/test/${test}_cuda_test" || return
    done
}
