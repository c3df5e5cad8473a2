#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What Maven calls for the native libraries, so that java/nn builds with one command.
#
#   native.sh build SOURCE BUILD NATIVE CUDA   configures and builds the libraries, and puts them
#                                              under NATIVE where JavaCPP looks for them;
#                                              CUDA is AUTO, ON or OFF
#   native.sh emulated BUILD FOLDER            builds the emulated GPU for tests, and puts its
#                                              libraries into FOLDER
#   native.sh test BUILD                       builds the native tests and runs them
set -eu

die() {
    echo "java/nn/native.sh: $*" >&2
    exit 1
}

# JavaCPP loads a library from the package of the class that binds it.
package() {
    echo "$native/org/timbrel/nn/device/$1/linux-x86_64"
}

# keep LIBRARY: puts a library where JavaCPP looks for that of its device, and takes away those of
# other versions of its interface, which would go into the jar too.
keep() {
    name=$(basename "$1")
    device=${name#libtimbrel_}
    folder=$(package "${device%%.*}")
    mkdir -p "$folder"
    cmake -E copy_if_different "$1" "$folder"
    for other in "$folder/${name%%.so*}".so.*; do
        if [ "$(basename "$other")" != "$name" ]; then
            rm -f "$other"
        fi
    done
}

build() {
    source=$1 build=$2 native=$3 cuda=$4
    command -v cmake >/dev/null ||
        die "cmake 3.22 or later was not found (Debian, Ubuntu: apt install cmake)."
    compiler=${CXX:-c++}
    command -v "${compiler%% *}" >/dev/null ||
        die "the C++ compiler $compiler was not found (Debian, Ubuntu: apt install g++)."

    # A build folder that was copied or moved with its clone cannot be used again.
    home="CMAKE_HOME_DIRECTORY:INTERNAL=$source"
    if [ -f "$build/CMakeCache.txt" ] && ! grep -qxF "$home" "$build/CMakeCache.txt"; then
        rm -rf "$build"
    fi
    if [ ! -f "$build/CMakeCache.txt" ]; then
        generator="Unix Makefiles"
        if command -v ninja >/dev/null; then
            generator=Ninja
        elif ! command -v make >/dev/null; then
            die "neither ninja nor make was found (Debian, Ubuntu: apt install ninja-build)."
        fi
        if ! cmake -S "$source" -B "$build" -G "$generator" "-DTIMBREL_CUDA=$cuda"; then
            rm -f "$build/CMakeCache.txt"
            die "CMake could not configure the native libraries; its message is above."
        fi
    else
        cmake -S "$source" -B "$build" "-DTIMBREL_CUDA=$cuda"
    fi
    cmake --build "$build" --parallel "$(nproc)" --target timbrel_libraries

    keep "$build/lib/libtimbrel_cpu.so.7"
    if grep -q '^TIMBREL_HAS_CUDA:INTERNAL=ON$' "$build/CMakeCache.txt"; then
        keep "$build/lib/libtimbrel_cuda.so.7"
    else
        rm -f "$(package cuda)"/libtimbrel_cuda.so.*
    fi
    find "$native" -name 'libjniTimbrel*.so' ! -name 'libjniTimbrel*6.so' -delete
}

emulated() {
    cmake --build "$1" --parallel "$(nproc)" --target timbrel_emulated
    mkdir -p "$2"
    for library in timbrel_emulator.so timbrel_cuda.so.7 cuda.so.1 cudart.so.13 cublas.so.13 \
        cublasLt.so.13; do
        cmake -E copy_if_different "$1/lib/emulated/lib$library" "$2"
    done
}

test_all() {
    cmake --build "$1" --parallel "$(nproc)"
    cd "$1"
    ctest --parallel "$(nproc)" --output-on-failure --no-tests=error
}

case "${1:-}" in
    build) build "$2" "$3" "$4" "$5" ;;
    emulated) emulated "$2" "$3" ;;
    test) test_all "$2" ;;
    *) die "unknown verb '${1:-}'; the first lines of this file say what there is." ;;
esac
