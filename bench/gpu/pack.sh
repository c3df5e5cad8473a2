#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Packs what bench/gpu/run.sh needs on a machine with a GPU but without Java, Maven and a network:
# .gpu/java.tar.gz, a Java runtime with java/nn, its tests and their libraries. No FFmpeg, no
# OpenBLAS. At most 64 MiB.
#
#   bench/gpu/pack.sh [FOLDER]     FOLDER is .gpu by default
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:-$root/.gpu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Tests are compiled, not run; native libraries are built here for the CPU alone: the machine with the
# GPU builds its own.
cd "$root"
./mvnw -B -q -pl java/nn -DskipTests -Dtimbrel.cuda=OFF package
./mvnw -B -q -pl java/nn dependency:copy-dependencies -DincludeScope=test \
    "-DoutputDirectory=$work/java/jars"
console=$(sed -n 's|.*<junit.version>5\(\..*\)</junit.version>.*|1\1|p' pom.xml)
./mvnw -B -q dependency:copy \
    "-Dartifact=org.junit.platform:junit-platform-console-standalone:$console" \
    "-DoutputDirectory=$work/java/jars"

# The console brings JUnit along; ArchUnit and the like are for other tests.
cd "$work/java/jars"
for jar in *; do
    case $jar in
        javacpp-*|cuda-*|jackson-*|junit-platform-console-standalone-*) ;;
        *) rm "$jar" ;;
    esac
done
# As folders: the runtime has no file system for jars, which finding tests takes, and the libraries
# that the machine builds are put beside those that are here.
for part in classes test-classes native; do
    cp -R "$root/java/nn/target/$part" "$work/java/$part"
done

jlink --add-modules \
    java.base,java.desktop,java.logging,java.management,java.net.http,jdk.unsupported,jdk.httpserver \
    --strip-debug --no-header-files --no-man-pages --compress=2 --output "$work/java/runtime"

mkdir -p "$folder"
git -C "$root" rev-parse HEAD >"$folder/commit"
tar -C "$work" -czf "$folder/java.tar.gz" java
size=$(($(stat -c %s "$folder/java.tar.gz") / 1048576))
echo "$folder/java.tar.gz: $size MiB"
[ "$size" -lt 64 ] || { echo "bench/gpu/pack.sh: $size MiB is more than 64" >&2; exit 1; }
