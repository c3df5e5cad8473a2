# SPDX-License-Identifier: GPL-3.0-or-later
"""Which steps on the way to fast kernels a run has on record: for bench/gpu/report.py.

M0  microbenchmarks, and the plain kernels: right, and timed
M1  a network of 256 units in clusters: right, and timed
M2  the same without a race or a wrong access, and the same bits again
M3  512 units in clusters, in bf16, beside their targets
"""

# Microseconds a step with the head, in bf16, by H and L.
TARGETS = {(256, 1): 0.9, (256, 2): 1.5, (256, 3): 2.1,
           (512, 1): 1.1, (512, 2): 1.9, (512, 3): 2.7,
           (1024, 1): 1.4, (1024, 2): 2.5, (1024, 3): 3.6}
MICRO = ("cluster_barrier_release", "cluster_barrier_relaxed", "resident_clusters",
         "l2_flag_exchange", "l2_words", "l2_read", "launch_on_stream", "product_mma_sync",
         "product_wgmma", "product_split", "st_async_exchange", "st_async_words")
TOOLS = ("memcheck", "racecheck", "synccheck")


def states_of(lines, kernels, **where):
    """Of these kernels' cases: (those done right, those that failed)."""
    those = [line for line in lines
             if line.get("implementation") == "timbrel" and line.get("kernels") == kernels
             and line["name"] == "generation"
             and all(line.get(key) == value for key, value in where.items())]
    return ([line for line in those if "milliseconds" in line],
            [line for line in those if "failed" in line])


def entry(name, what, missing, wrong, figures):
    state = "failed" if wrong else "not in this run" if missing else "on record"
    return {"name": name, "what": what, "state": state, "missing": missing, "wrong": wrong,
            "figures": figures}


def times_of(lines, target=False):
    """Microseconds a step by case."""
    figures = {}
    for line in lines:
        at = f"{line['precision']} H={line['H']} L={line['L']} N={line['N']}"
        figures[at] = round(1e3 * line["milliseconds"], 3)
        goal = TARGETS.get((line["H"], line["L"]))
        if target and goal and line["precision"] == "bf16" and line["N"] <= 16:
            figures[at + ", times its target"] = round(1e3 * line["milliseconds"] / goal, 2)
    return figures


def self_test_failures(self_tests, kernels):
    """What is wrong there; None: not in this run."""
    results = [line for line in self_tests if line["kernels"] == kernels]
    return [line["line"] for line in results if not line["ok"]] if results else None


def of_kernels(name, what, found, self_tests, kernels, target=False, **where):
    right, failed = states_of(found, kernels, **where)
    wrong = [line["failed"] for line in failed]
    tested = self_test_failures(self_tests, kernels)
    missing = [] if right or wrong else [f"times of {kernels}"]
    if tested is None:
        missing.append(f"the self-test of {kernels}")
    return entry(name, what, missing, wrong + (tested or []), times_of(right, target))


def milestones(found, micro, self_tests, sanitized):
    """The list of them."""
    names = {line.get("name") for line in micro}
    first = of_kernels("M0", "microbenchmarks and the plain kernels", found, self_tests, "plain")
    first["missing"] += [name for name in MICRO if name not in names]
    if first["missing"] and first["state"] == "on record":
        first["state"] = "not in this run"
    checks = [line for line in sanitized if line["kind"] == "resident"]
    clean = {line["tool"] for line in checks if line["outcome"] == "clean"}
    wrong = [f"{line['tool']} of {line['test']}: {line['outcome']}" for line in checks
             if line["outcome"] == "errors" or line["outcome"].startswith("failed")]
    right, _ = states_of(found, "clusters", H=256)
    second = of_kernels("M1", "256 units in clusters", found, self_tests, "clusters", H=256)
    race = entry("M2", "no race, no wrong access, the same bits again",
                 [tool for tool in TOOLS if tool not in clean] + ([] if right else ["times"]),
                 wrong, {f"{line['tool']} of {line['test']}": line["outcome"] for line in checks})
    third = of_kernels("M3", "512 units in clusters, beside their targets", found, self_tests,
                       "clusters", True, H=512, precision="bf16")
    return [first, second, race, third]
