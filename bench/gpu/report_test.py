# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests bench/gpu/report.py on a made-up run: python3 bench/gpu/report_test.py"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import floors
import milestones

HERE = pathlib.Path(__file__).parent
STEP = {"name": "generation", "precision": "bf16", "H": 512, "N": 16, "T": 1, "L": 1}
PLAN = {"kernels": "clusters", "blocks": 16, "units": 32, "slots": 16, "teams": 1, "registers": 16,
        "sharedBytes": 200000}
MICRO = [
    {"name": "st_async_words", "cluster": 16, "words": 128, "value": 400, "unit": "cycles",
     "nanoseconds": 200.0},
    {"name": "l2_words", "words": 2048, "blocks": 64, "value": 900, "unit": "cycles",
     "nanoseconds": 500.0},
    {"name": "l2_read", "blocks": 1, "value": 1e11, "unit": "B/s"},
    {"name": "l2_read", "blocks": "all", "value": 5e12, "unit": "B/s"},
]
CEILINGS = [{"name": "ceiling copy", "value": 4e12, "unit": "B/s"},
            {"name": "ceiling product bf16", "value": 8e14, "unit": "FLOP/s"}]


def ours(kernels, milliseconds=None, **more):
    line = {**STEP, "implementation": "timbrel", "kernels": kernels, "graph": False, **more}
    return line if milliseconds is None else {**line, "milliseconds": milliseconds}


class ReportTest(unittest.TestCase):

    def run_with(self, lines, self_tests="", sanitized=()):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "lines").mkdir()
            (folder / "machine.json").write_text(json.dumps(
                {"card": "NVIDIA H200", "commit": "c", "versions": "v", "stages": []}))
            (folder / "lines" / "times.jsonl").write_text(
                "\n".join(json.dumps(line) for line in [*lines, *MICRO, *CEILINGS, *sanitized])
                + "\nNo line of JSON\n")
            for kernels in ("plain", "clusters"):
                (folder / "lines" / f"self-test-{kernels}.txt").write_text(self_tests)
            subprocess.run([sys.executable, HERE / "report.py", folder], check=True,
                           stdout=subprocess.DEVNULL)
            return (json.loads((folder / "gpu-h200.json").read_text()),
                    (folder / "gpu-h200.md").read_text())

    def test_a_row_has_the_fastest_right_kernels_and_the_best_peer(self):
        lines = [ours("plain", 0.024), ours("clusters", 0.0012, plan=PLAN, error=1e-3),
                 ours("grid", failed="wrong: not timed", error=0.5),
                 {**STEP, "implementation": "PyTorch cells", "graph": True, "milliseconds": 0.012},
                 {**STEP, "implementation": "PyTorch cuDNN", "precision": "fp16", "graph": True,
                  "milliseconds": 0.009},
                 {**STEP, "implementation": "PyTorch cuDNN", "N": 1, "graph": True,
                  "milliseconds": 0.001}]
        report, text = self.run_with(lines)
        row = next(line for line in text.splitlines() if line.startswith("| generation | 512 | 1 | 16"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        self.assertEqual(cells[6:10], ["24", "", "1.2", "**wrong: not timed**"])
        self.assertEqual(cells[10:14], ["9", "PyTorch cuDNN fp16, graph", "0.6", "hops"])
        self.assertEqual(cells[14:], ["7.50", "2.0", "5.0e-01"])
        case = next(case for case in report["cases"] if case.get("kernels") == "clusters")
        # Three hops of 200 ns.
        self.assertAlmostEqual(case["floor_milliseconds"], 6e-4)
        self.assertEqual(case["plan_floor_of"], "shared memory")

    def test_a_case_that_nobody_reached_is_said_to_be_left_out(self):
        report, text = self.run_with([ours("plain", left_out="no time")])
        self.assertIn("Left out, 1 cases: generation H=512 L=1 N=16 bf16", text)
        self.assertEqual(report["cases"][0]["left_out"], "no time")

    def test_floors(self):
        weights = 4 * 512 * (40 + 512) + 8 * 81 * 512
        self.assertEqual(floors.weights_of(STEP), weights)
        line = ours("plain", 0.02)
        milliseconds, where = floors.plan_floor_of(line, MICRO)
        self.assertEqual(where, "L2")
        self.assertAlmostEqual(milliseconds, 1e3 * 2 * weights / 1e11)
        # 16 blocks, 2 times 8 slots, and 64 KiB in registers.
        milliseconds, where = floors.plan_floor_of(ours("clusters", 0.002, plan=PLAN), MICRO)
        self.assertEqual(where, "shared memory")
        self.assertAlmostEqual(milliseconds, 2e3 * (2 * weights / 16 - 65536) / 128 / 2e9)
        milliseconds, where = floors.plan_floor_of(
            ours("grid", 0.002, plan={**PLAN, "sharedBytes": 1000, "teams": 8}), MICRO)
        self.assertEqual(where, "L2")
        many = {**STEP, "N": 1 << 20}
        ceilings = {line["name"]: line["value"] for line in CEILINGS}
        milliseconds, where = floors.floor_of(many, ceilings, MICRO)
        self.assertEqual(where, "operations")
        self.assertAlmostEqual(milliseconds, 1e3 * 2 * weights * (1 << 20) / 8e14)
        # Three layers of 1024 units in fp32 fit no card: they are read at every step.
        large = {**STEP, "H": 1024, "L": 3, "precision": "fp32"}
        self.assertEqual(
            floors.floor_of(large, {**ceilings, "ceiling product fp32": 1e14}, MICRO)[1], "bytes")
        self.assertIsNone(floors.floor_of(STEP, ceilings, []))

    def test_milestones(self):
        times = [ours("clusters", 0.0022, plan=PLAN), ours("clusters", 0.002, H=256, plan=PLAN)]
        clean = [{"name": "sanitize", "tool": tool, "kind": "resident", "test": "some_cuda_test",
                  "outcome": "clean"} for tool in milestones.TOOLS]
        right = "cuda:0       bf16  product                      ok     error 1.0e-03, limit 1.5e-01\n"
        report, _ = self.run_with(times, right, clean)
        states = {one["name"]: one["state"] for one in report["milestones"]}
        self.assertEqual(states, {"M0": "not in this run", "M1": "on record", "M2": "on record", "M3": "on record"})
        figures = report["milestones"][3]["figures"]
        self.assertEqual(figures["bf16 H=512 L=1 N=16, times its target"], 2.0)
        clean[1]["outcome"] = "errors"
        wrong = right.replace("ok    ", "FAILED")
        report, _ = self.run_with(times, wrong, clean)
        states = {one["name"]: one["state"] for one in report["milestones"]}
        self.assertEqual(states, {"M0": "failed", "M1": "failed", "M2": "failed", "M3": "failed"})
        self.assertEqual(len(report["self_test_failures"]), 2)


if __name__ == "__main__":
    unittest.main()
