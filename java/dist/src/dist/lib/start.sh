# Sourced by both launchers, the clone's and the distribution's: finds java and starts Timbrel.
# Both have set $home, the folder that holds audio-samples/.

fail() {
    echo "timbrel: $1" >&2
    exit 1
}

# install_hint DEBIAN FEDORA MACOS: how to install a package on this machine.
install_hint() {
    if command -v apt-get >/dev/null 2>&1; then
        echo "apt install $1"
    elif command -v dnf >/dev/null 2>&1; then
        echo "dnf install $2"
    elif [ "$(uname)" = Darwin ]; then
        echo "$3"
    else
        echo "Debian: apt install $1; Fedora: dnf install $2; macOS: $3"
    fi
}

java_hint() {
    install_hint "openjdk-17-$1-headless (or a newer one)" \
        "java-latest-openjdk-$2" "brew install openjdk"
}

# Prints the major version of $java as its installation states it, or nothing: asking java itself
# would take longer than all the rest of a start.
java_major() {
    real=$(readlink -f "$java" 2>/dev/null) || real=$java
    release=${real%/bin/java}/release
    if [ -f "$release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release"
    fi
}

# find_java jdk|jre: sets $java, or says what to install.
find_java() {
    case $1 in jdk) hint=$(java_hint jdk devel) ;; *) hint=$(java_hint jre headless) ;; esac
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, where there is no bin/java"
    else
        java=$(command -v java) || fail "needs Java 17 or newer: $hint"
    fi
    major=$(java_major)
    if [ -n "$major" ] && [ "$major" -lt 17 ]; then
        fail "needs Java 17 or newer, and $java is older ($major); install: $hint"
    fi
}

# start_timbrel JAR_FOLDER ARGUMENT...: becomes java.
start_timbrel() {
    jars=$1
    shift
    case $jars in *:*) fail "cannot run from a folder with a colon in its path: $jars" ;; esac
    # Without a UTF-8 locale, java cannot open files whose names are not ASCII.
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
        *UTF-8* | *utf8*) ;;
        *) export LC_ALL=C.UTF-8 ;;
    esac
    terminal=false
    if [ -t 2 ]; then
        terminal=true
    fi
    # A server runs for long beside others: Java would take a quarter of the machine before it cleans up.
    heap=
    if [ "${1-}" = serve ]; then
        heap=-Xmx512m
    fi
    # JavaCPP would refuse native memory once the process has four times the heap that Java may have.
    # Java's synthesizer, which plays soundfonts, is in a package that it does not export.
    set -f # options are split at spaces, and nothing else
    # shellcheck disable=SC2086
    exec "$java" \
        --enable-native-access=ALL-UNNAMED \
        --add-exports java.desktop/com.sun.media.sound=ALL-UNNAMED \
        -Djava.awt.headless=true -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 \
        -Dtimbrel.home="$home" -Dtimbrel.terminal=$terminal \
        $heap ${TIMBREL_JAVA_OPTS:-} \
        -cp "$jars/*" org.timbrel.app.cli.Main "$@"
}
