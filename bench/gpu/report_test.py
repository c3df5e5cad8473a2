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


RIGHT = ("cuda:0       bf16  product                      ok     error 1.0e-03, limit 1.5e-01"
         " by plain, clusters, grid\n")


def sanitized(tool, test):
    return {"name": "sanitize", "tool": tool, "kind": "resident", "test": test, "outcome": "clean"}


def ours(kernels, milliseconds=None, **more):
    line = {**STEP, "implementation": "timbrel", "kernels": kernels, "graph": False, **more}
    return line if milliseconds is None else {**line, "milliseconds": milliseconds}


class ReportTest(unittest.TestCase):

    def run_with(self, lines, self_tests="", sanitized=()):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "lines").mkdir()
            (folder / "machine.json").write_text(json.dumps(
                {"card": "NVIDIA H200", "commit": "c", "versions": "v"}))
            (folder / "stages").write_text("unpack\t3\tok\nracecheck\t0\tleft out: no time\n")
            (folder / "lines" / "times.jsonl").write_text(
                "\n".join(json.dumps(line) for line in [*lines, *MICRO, *CEILINGS, *sanitized])
                + "\nNo line of JSON\n")
            for kernels in ("plain", "clusters", "grid"):
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

    def states(self, *run):
        return {one["name"]: one["state"] for one in self.run_with(*run)[0]["milestones"]}

    def test_milestones(self):
        times = [ours("clusters", 0.0022, plan=PLAN), ours("clusters", 0.002, H=256, plan=PLAN)]
        clean = [sanitized(tool, test) for tool in milestones.TOOLS for test in ("one", "other")]
        report, text = self.run_with(times, RIGHT, clean)
        states = {one["name"]: one["state"] for one in report["milestones"]}
        self.assertEqual(states, {"M0": "not in this run", "M1": "on record", "M2": "on record",
                                  "M3": "on record", "M4": "not in this run",
                                  "M5": "not in this run"})
        figures = report["milestones"][3]["figures"]
        self.assertEqual(figures["bf16 H=512 L=1 N=16, times its target"], 2.0)
        self.assertIn("| racecheck | 0 | left out: no time |", text)
        wrong = RIGHT.replace("ok    ", "FAILED")
        clean[1]["outcome"] = "errors"
        report, _ = self.run_with(times, wrong, clean)
        states = {one["name"]: one["state"] for one in report["milestones"]}
        self.assertEqual(states, {name: "failed" for name in ("M0", "M1", "M2", "M3", "M4")}
                         | {"M5": "not in this run"})
        self.assertEqual(len(report["self_test_failures"]), 3)

    def test_a_self_test_by_other_kernels_is_none(self):
        times = [ours("clusters", 0.002, H=256, plan=PLAN)]
        plain = RIGHT.replace(", clusters, grid", "")
        report, _ = self.run_with(times, plain)
        first = report["milestones"][1]
        self.assertEqual((first["state"], first["missing"]),
                         ("not in this run", ["self-test of clusters"]))

    def test_every_tool_must_find_every_test_clean(self):
        times = [ours("clusters", 0.002, H=256, plan=PLAN)]
        clean = [sanitized(tool, test) for tool in milestones.TOOLS for test in ("one", "other")]
        for outcome, state in (("over 15 s", "not in this run"), ("not reached", "not in this run"),
                               ("errors", "failed"), ("failed (139)", "failed")):
            lines = [*clean[:-1], {**clean[-1], "outcome": outcome}]
            self.assertEqual(self.states(times, RIGHT, lines)["M2"], state, outcome)
        # A list comes first; what is said of a test later counts.
        listed = [{**line, "outcome": "not reached"} for line in clean]
        self.assertEqual(self.states(times, RIGHT, listed + clean)["M2"], "on record")
        self.assertEqual(self.states(times, RIGHT, clean[:-1])["M2"], "not in this run")
        self.assertEqual(self.states(times, RIGHT, clean[:-2])["M2"], "not in this run")
        self.assertEqual(self.states(times, RIGHT, [])["M2"], "not in this run")

    def test_the_way_back_beside_its_targets(self):
        layer = {"H": 768, "T": 1024}
        both = "layer forward and back"
        lines = [ours("clusters", 1.5, name="layer forward", **layer),
                 ours("clusters", 3.6, name=both, **layer),
                 ours("clusters", 3.0, name=both, **{**layer, "graph": True}),
                 {**STEP, **layer, "name": "layer forward", "implementation": "PyTorch",
                  "precision": "fp16", "graph": False, "milliseconds": 2.1},
                 {**STEP, **layer, "name": both, "implementation": "cuDNN", "precision": "fp16",
                  "graph": False, "milliseconds": 5.1}]
        report, text = self.run_with(lines, RIGHT)
        last = report["milestones"][-1]
        self.assertEqual(last["state"], "not in this run")
        self.assertEqual(last["missing"], ["times of layers in a wavefront and in turn"])
        self.assertEqual(last["figures"], {
            "layer forward": 1.5, "layer forward, times its target": 1.25,
            "layer forward, PyTorch fp16 over ours, of 1.6": 1.4,
            both: 3.0, both + ", times its target": 0.91,
            both + ", cuDNN fp16 over ours, of 1.6": 1.7})
        self.assertIn("One layer, milliseconds:", text)
        self.assertNotIn("Generation, ", text)
        training = {"name": "training", "L": 3, "N": 64, "T": 200, "graph": True}
        lines += [ours("clusters", 4.0, **training),
                  ours("clusters", 6.0, variant=milestones.IN_TURN, **training),
                  ours("clusters", 9.0, **{**training, "graph": False})]
        report, text = self.run_with(lines, RIGHT)
        self.assertEqual(report["milestones"][-1]["state"], "on record")
        self.assertEqual(report["milestones"][-1]["figures"][
            "clusters H=512 L=3 N=64, in turn over a wavefront"], 1.5)
        self.assertIn("| training, layers in turn | 512 | 3 | 64 | 200 | bf16 |  |  | 6 |", text)
        self.assertEqual(report["milestones"][-2]["state"], "on record")
        lines.append(ours("grid", name=both, failed="wrong: not timed", **layer))
        report, _ = self.run_with(lines, RIGHT)
        self.assertEqual([one["state"] for one in report["milestones"][-2:]], ["failed"] * 2)

    def test_training_runs_beside_the_processors(self):
        run = {"name": "train", "kernels": "fastest", "precision": "fp32", "H": 512, "L": 2,
               "N": 64, "T": 200}
        _, text = self.run_with([{**run, "device": "cpu", "milliseconds": 120.0, "served": "plain"},
                                 {**run, "device": "cuda:0", "milliseconds": 4.0,
                                  "served": "clusters"},
                                 {**run, "device": "cuda:0", "precision": "tf32",
                                  "failed": "no such thing"}])
        self.assertIn("| cuda:0 | clusters | fp32 | 512 | 2 | 64 | 200 | 4 | 30 |", text)
        self.assertIn("| cuda:0 |  | tf32 | 512 | 2 | 64 | 200 | no such thing |  |", text)


if __name__ == "__main__":
    unittest.main()
