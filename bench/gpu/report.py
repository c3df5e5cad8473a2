# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts what bench/gpu/run.sh measured into one JSON file and one table, with floors.

    python3 bench/gpu/report.py FOLDER

Reads FOLDER/lines/*.jsonl and FOLDER/machine.json; writes FOLDER/gpu-CARD.json and .md. A floor is
the larger of the operations over the card's rate and the bytes over its bandwidth, both measured in
the same run; for steps that depend on each other it is far from what latency allows.
"""

import json
import pathlib
import re
import sys

FRAME = 80
BYTES = {"fp16": 2, "bf16": 2, "tf32": 4, "fp32": 4}


def read_lines(folder):
    lines = []
    for path in sorted((folder / "lines").glob("*.jsonl")):
        for text in path.read_text().splitlines():
            try:
                lines.append({"from": path.stem, **json.loads(text)})
            except (ValueError, TypeError):
                continue  # what a program says beside its results
    return lines


def work_of(line):
    """(operations, bytes) of a case, each input read and each output written once."""
    hidden, batch, steps, layers = (line[key] for key in "HNTL")
    size = BYTES[line["precision"]]
    rows = steps * batch
    if line["name"].startswith("layer"):
        inputs = [hidden]
    else:
        inputs = [FRAME] + [hidden] * (layers - 1)
    weights = sum(4 * hidden * (width + hidden) for width in inputs)
    values = sum(rows * (width + 6 * hidden) for width in inputs)
    if line["name"] != "layer forward" and line["name"] != "layer forward and back":
        weights += hidden * FRAME
    passes = 1 if line["name"] in ("layer forward", "generation") else 3
    return passes * 2 * rows * weights, passes * size * (weights + values)


def floor_milliseconds(line, ceilings):
    rate = ceilings.get("ceiling product " + line["precision"])
    bandwidth = ceilings.get("ceiling copy")
    if rate is None or bandwidth is None:
        return None
    operations, moved = work_of(line)
    return 1e3 * max(operations / rate, moved / bandwidth)


def cases(lines, ceilings):
    found = [dict(line) for line in lines if "implementation" in line]
    for line in found:
        if "milliseconds" in line:
            line["floor_milliseconds"] = floor_milliseconds(line, ceilings)
    return found


def best_peer(case, found):
    """The fastest of the others at the same sizes, in any form of the same or half precision."""
    half = case["precision"] in ("bf16", "fp16")
    times = [
        other["milliseconds"] for other in found
        if other["implementation"] != "timbrel" and "milliseconds" in other
        and other["name"] == case["name"] and all(other[key] == case[key] for key in "HNTL")
        and (other["precision"] in ("bf16", "fp16") if half
             else other["precision"] == case["precision"])]
    return min(times, default=None)


def table(found):
    rows = ["| case | H | N | T | L | by | precision | graph | ms | floor ms | best peer / this |",
            "|---|---|---|---|---|---|---|---|---|---|---|"]
    order = sorted(found, key=lambda line: (line["name"], *(line[key] for key in "HLNT"),
                                            line["precision"], line["implementation"]))
    for line in order:
        if "milliseconds" not in line:
            time, floor, ratio = "failed: " + line["failed"][:60], "", ""
        else:
            time = f"{line['milliseconds']:.4f}"
            floor = line["floor_milliseconds"]
            floor = "" if floor is None else f"{floor:.4f}"
            peer = best_peer(line, found) if line["implementation"] == "timbrel" else None
            ratio = "" if peer is None else f"{peer / line['milliseconds']:.2f}"
        rows.append("| {name} | {H} | {N} | {T} | {L} | {implementation} | {precision} | {0} | {1} "
                    "| {2} | {3} |".format("yes" if line["graph"] else "no", time, floor, ratio,
                                           **line))
    return rows


def micro_table(lines):
    rows = ["| microbenchmark | value | unit | at |", "|---|---|---|---|"]
    for line in lines:
        if "unit" in line:
            at = ", ".join(f"{key} {value}" for key, value in line.items()
                           if key not in ("name", "value", "unit", "from"))
            rows.append(f"| {line['name']} | {line['value']:.6g} | {line['unit']} | {at} |")
    return rows


def main():
    folder = pathlib.Path(sys.argv[1])
    machine = json.loads((folder / "machine.json").read_text())
    lines = read_lines(folder)
    ceilings = {line["name"]: line["value"] for line in lines
                if str(line.get("name", "")).startswith("ceiling")}
    found = cases(lines, ceilings)
    micro = [line for line in lines if "implementation" not in line]
    card = re.sub(r"[^a-z0-9]+", "-", machine["card"].lower().replace("nvidia", "")).strip("-")
    result = {"machine": machine, "cases": found, "micro": micro}
    (folder / f"gpu-{card}.json").write_text(json.dumps(result, indent=1) + "\n")
    stages = [f"| {stage['name']} | {stage['seconds']} | {stage['status']} |"
              for stage in machine["stages"]]
    text = [f"# {machine['card']}, commit {machine['commit']}", "", machine["versions"], "",
            "| stage | s | status |", "|---|---|---|", *stages, "", *micro_table(micro), "",
            *table(found)]
    (folder / f"gpu-{card}.md").write_text("\n".join(text) + "\n")
    print("\n".join(text))


if __name__ == "__main__":
    main()
