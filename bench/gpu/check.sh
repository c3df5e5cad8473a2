#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Whether bench/gpu/run.sh still does what it does on a machine with a GPU, in a minute, without one:
# on the emulated GPU, with what Maven has built (./mvnw verify), and some cases of each stage. For CI.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$root/bench/gpu/bounded.sh"

fail() {
    echo "bench/gpu/check.sh: FAILED: $1" >&2
    tail -n 20 "$work"/log* >&2
    exit 1
}

# A stage that hangs, and what it started, in a session of its own and bounded itself, are gone when
# its time is up.
status=0
mkfifo "$work/never"
cat >"$work/hang" <<END
#!/bin/bash
. "$root/bench/gpu/bounded.sh"
trap "" TERM
setsid cat "$work/never" &
bounded 99 cat "$work/never"
cat "$work/never"
END
chmod +x "$work/hang"
bounded 1 "$work/hang" 2>/dev/null || status=$?
[ "$status" = 124 ] || fail "a stage that hangs ends with $status instead of 124"
left=$(grep -alsF "$work/never" /proc/[0-9]*/cmdline || true)
[ -z "$left" ] || fail "of a stage that hangs there is left: $left"

if ! command -v python3 >/dev/null; then
    echo "bench/gpu/check.sh: skipped: there is no python3, which run.sh needs"
    exit
fi
python3 "$root/bench/gpu/report_test.py" >"$work/log-report" 2>&1 || fail "report_test.py"
python3 "$root/bench/gpu/peers_test.py" >"$work/log-peers" 2>&1 || fail "peers_test.py"

"$root/bench/gpu/pack.sh" --built "$work/pack" >"$work/log-pack" 2>&1 || fail "pack.sh"
TIMBREL_GPU_EMULATED=1 TIMBREL_GPU_FOLDER=$work/pack TIMBREL_GPU_BUILD=$root/java/nn/target/cmake \
    TIMBREL_GPU_SECONDS=${TIMBREL_GPU_SECONDS:-2} TIMBREL_GPU_PATIENCE=${TIMBREL_GPU_PATIENCE:-3} \
    "$root/bench/gpu/run.sh" "$work/out" self-test-plain times-plain times-clusters times-grid \
    times-products sound-plain train-fastest >"$work/log-run" 2>&1 || fail "run.sh on the emulated GPU"
python3 - "$work/out/gpu-emulated-gpu.json" <<'END' >"$work/log-json" 2>&1 || fail "the report"
import json, sys
report = json.load(open(sys.argv[1]))
wrong = [stage for stage in report["machine"]["stages"] if stage["status"] != "ok"]
timed = [case for case in report["cases"] if "milliseconds" in case]
failed = [case for case in report["cases"] if "failed" in case]
done = {(case["kernels"], case["name"].split()[0]) for case in timed}
trained = {line["device"] for line in report["train"] if line.get("milliseconds", 0) > 0}
heard = [line for line in report["sound"] if line.get("sound_per_second", 0) > 0]
assert len(report["machine"]["stages"]) == 10 and not wrong, wrong
assert not failed, failed[0]
for kernels in ("plain", "clusters", "grid"):
    assert {(kernels, name) for name in ("generation", "layer", "training")} <= done, (kernels, done)
assert [case for case in report["cases"] if case["kernels"] == "products"], "no line of products"
assert len(heard) > 0, report["sound"]
assert trained == {"cpu", "cuda:0"}, report["train"]
END
echo "bench/gpu/check.sh: run.sh works on the emulated GPU ($SECONDS s)"
