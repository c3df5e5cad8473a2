# SPDX-License-Identifier: GPL-3.0-or-later
"""Which steps on the way to fast kernels a run has on record: for bench/gpu/report.py.

M0  microbenchmarks, and the plain kernels: right, and timed
M1  a network of 256 units in clusters: right, and timed
M2  the same without a race or a wrong access, by every checker in every test, and the same bits again
M3  512 units in clusters, in bf16, beside their targets
M4  the way back by teams of blocks: right, and timed
M5  a layer of 768 units there and back as one graph, and layers in a wavefront, beside their targets
"""

import tables

# Microseconds a step with the head, in bf16, by H and L.
TARGETS = {(256, 1): 0.9, (256, 2): 1.5, (256, 3): 2.1,
           (512, 1): 1.1, (512, 2): 1.9, (512, 3): 2.7,
           (1024, 1): 1.4, (1024, 2): 2.5, (1024, 3): 3.6}
# Milliseconds of a layer of 768 units, 16 sequences and 1024 steps, and how many times faster than
# the best of others in half precision that is to be.
LAYER = {"H": 768, "N": 16, "T": 1024, "precision": "bf16"}
LAYER_TARGETS = {"layer forward": 1.2, "layer forward and back": 3.3}
LAYER_RATIO = 1.6
MICRO = ("cluster_barrier_release", "cluster_barrier_relaxed", "resident_clusters",
         "l2_flag_exchange", "l2_words", "l2_read", "launch_on_stream", "product_mma_sync",
         "product_wgmma", "product_split", "st_async_exchange", "st_async_words")
TOOLS = ("memcheck", "racecheck", "synccheck")
TEAMS = ("clusters", "grid")
IN_TURN = "layers in turn"


def states_of(lines, kernels, name="generation", **where):
    """Of these kernels' cases: (those done right, those that failed)."""
    those = [line for line in lines
             if line.get("implementation") == "timbrel" and line.get("kernels") in kernels
             and line["name"] == name
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


def tested(self_tests, kernels):
    """Of the self-tests of some kernels: (those that are missing, what is wrong)."""
    missing, wrong = [], []
    for each in kernels:
        results = [line for line in self_tests if line["kernels"] == each]
        # A line ends with the kinds of kernels that served: "by plain, grid".
        served = any(each in line["line"].rpartition(" by ")[2].split(", ") for line in results)
        missing += [] if served else [f"self-test of {each}"]
        wrong += [line["line"] for line in results if not line["ok"]]
    return missing, wrong


def of_kernels(name, what, found, self_tests, kernels, target=False, **where):
    right, failed = states_of(found, (kernels,), **where)
    missing, wrong = tested(self_tests, (kernels,))
    wrong = [line["failed"] for line in failed] + wrong
    missing = ([] if right or wrong else [f"times of {kernels}"]) + missing
    return entry(name, what, missing, wrong, times_of(right, target))


def checked(found, sanitized):
    """M2: each tool must have found each test clean."""
    outcomes = {(line["tool"], line["test"]): line["outcome"] for line in sanitized
                if line["kind"] == "resident"}
    tests = sorted({test for _, test in outcomes})
    missing = [f"{tool} at all" for tool in TOOLS if tool not in {tool for tool, _ in outcomes}]
    wrong = []
    for tool in TOOLS:
        for test in tests:
            outcome = outcomes.get((tool, test), "not reached")
            if outcome == "errors" or outcome.startswith("failed"):
                wrong.append(f"{tool} of {test}: {outcome}")
            elif outcome != "clean" and f"{tool} at all" not in missing:
                missing.append(f"{tool} of {test}: {outcome}")
    right, _ = states_of(found, ("clusters",), H=256)
    return entry("M2", "no race, no wrong access, the same bits again",
                 missing + ([] if right else ["times"]), wrong,
                 {f"{tool} of {test}": outcome for (tool, test), outcome in outcomes.items()})


def way_back(found, self_tests):
    """M4: by clusters or a grid, whichever of them serves."""
    name = "layer forward and back"
    right, failed = states_of(found, TEAMS, name)
    missing, wrong = tested(self_tests, TEAMS)
    figures = {f"{line['kernels']} {line['precision']} H={line['H']} N={line['N']} T={line['T']}"
               f"{', graph' if line['graph'] else ''}": round(line["milliseconds"], 3)
               for line in right}
    return entry("M4", "the way back by teams of blocks, in ms",
                 ([] if right else ["times of the way back"]) + missing,
                 [line["failed"] for line in failed] + wrong, figures)


def whole_step(found):
    """M5: the layer that others publish, and what a wavefront of layers gains."""
    figures, missing, wrong = {}, [], []
    for name, goal in LAYER_TARGETS.items():
        right, failed = states_of(found, TEAMS, name, **LAYER)
        wrong += [line["failed"] for line in failed]
        ours = tables.best(right)
        if not any(line["graph"] or name == "layer forward" for line in right):
            missing.append(f"times of {name} with H=768")
        if ours is None:
            continue
        figures[name] = round(ours["milliseconds"], 3)
        figures[f"{name}, times its target"] = round(ours["milliseconds"] / goal, 2)
        peer = tables.best(tables.peers_of(tables.key_of(ours), found))
        if peer is None:
            missing.append(f"peers of {name} with H=768")
        else:
            figures[f"{name}, {tables.by(peer)} over ours, of {LAYER_RATIO}"] = round(
                peer["milliseconds"] / ours["milliseconds"], 2)
    pairs = wavefronts(found)
    if not pairs:
        missing.append("times of layers in a wavefront and in turn")
    for line, in_turn in pairs:
        figures[f"{line['kernels']} H={line['H']} L={line['L']} N={line['N']}, in turn over a "
                "wavefront"] = round(in_turn["milliseconds"] / line["milliseconds"], 2)
    return entry("M5", "768 units there and back as a graph, and layers in a wavefront", missing,
                 wrong, figures)


def wavefronts(found):
    """Cases of training as usual with the same whose layers are computed one after the other."""
    right, _ = states_of(found, TEAMS, "training", graph=True)
    pairs = []
    for in_turn in (line for line in right if line.get("variant") == IN_TURN):
        same = [line for line in right if not line.get("variant")
                and all(line[key] == in_turn[key]
                        for key in ("kernels", "precision", "H", "L", "N", "T"))]
        pairs += [(line, in_turn) for line in same]
    return pairs


def milestones(found, micro, self_tests, sanitized):
    """The list of them."""
    names = {line.get("name") for line in micro}
    first = of_kernels("M0", "microbenchmarks and the plain kernels", found, self_tests, "plain")
    first["missing"] += [name for name in MICRO if name not in names]
    if first["missing"] and first["state"] == "on record":
        first["state"] = "not in this run"
    second = of_kernels("M1", "256 units in clusters", found, self_tests, "clusters", H=256)
    third = of_kernels("M3", "512 units in clusters, beside their targets", found, self_tests,
                       "clusters", True, H=512, precision="bf16")
    return [first, second, checked(found, sanitized), third, way_back(found, self_tests),
            whole_step(found)]
