#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Packs what bench/gpu/run.sh needs on a machine with a GPU but without Java, Maven and a network:
# FOLDER/java.tar.gz, a Java runtime with Timbrel, the tests of java/nn and their libraries. No
# FFmpeg, no OpenBLAS, no toolkit of NVIDIA's, no kernels. At most 45 MiB: with the clone that is 64.
#
#   bench/gpu/pack.sh [FOLDER]           FOLDER is .gpu by default
#   bench/gpu/pack.sh --built [FOLDER]   takes what is built, which must be all of it
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
built=
if [ "${1:-}" = --built ]; then
    built=1
    shift
fi
folder=${1:-$root/.gpu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/java/jars" "$work/java/sound"

# Tests are compiled, not run; native libraries are built here for the CPU alone: the machine with the
# GPU builds its own.
cd "$root"
[ -n "$built" ] || ./mvnw -B -q -pl bench -am -DskipTests -Dspotless.check.skip=true \
    -Dtimbrel.cuda=OFF package

console=$(sed -n 's|.*<junit.version>5\(\..*\)</junit.version>.*|1\1|p' pom.xml)
./mvnw -B -q dependency:copy \
    "-Dartifact=org.junit.platform:junit-platform-console-standalone:$console" \
    "-DoutputDirectory=$work/java/jars"
# What the network needs, and what else sound needs.
tr ':' '\n' <bench/target/classpath.txt | while read -r jar; do
    case $(basename "$jar") in
        javacpp-*.jar | cuda-*.jar | jackson-*.jar) cp "$jar" "$work/java/jars/" ;;
        JTransforms-*.jar | JLargeArrays-*.jar | TarsosDSP-*.jar | hipparchus-*.jar)
            cp "$jar" "$work/java/sound/"
            ;;
    esac
done
# As folders: the runtime has no file system for jars, which finding tests takes, and the libraries
# that the machine builds are put beside those that are here.
for part in classes test-classes native; do
    cp -R "java/nn/target/$part" "$work/java/$part"
done
# For other cards, and as large as all else.
rm -f "$work"/java/native/org/timbrel/nn/device/cuda/*/libtimbrel_cuda.so*
for module in audio music app; do
    cp -R "java/$module/target/classes" "$work/java/sound/$module"
done
mkdir -p "$work/java/sound/bench/org/timbrel/bench"
cp -R bench/target/classes/org/timbrel/bench/gpu "$work/java/sound/bench/org/timbrel/bench/"
cp audio-samples/models/weather.safetensors "$work/java/sound/"

jlink --add-modules java.base,java.logging,java.management,java.xml,jdk.unsupported \
    --strip-debug --no-header-files --no-man-pages --compress=2 --output "$work/java/runtime"

mkdir -p "$folder"
git rev-parse HEAD >"$folder/commit"
tar -C "$work" -czf "$folder/java.tar.gz" java
size=$(($(stat -c %s "$folder/java.tar.gz") / 1048576))
echo "$folder/java.tar.gz: $size MiB"
[ "$size" -le 45 ] || { echo "bench/gpu/pack.sh: $size MiB is more than 45" >&2; exit 1; }
