# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts what bench/gpu/run.sh measured into one JSON file and one page of tables, with floors.

    python3 bench/gpu/report.py FOLDER

Reads FOLDER/lines/*, FOLDER/stages and FOLDER/machine.json; writes FOLDER/gpu-CARD.json and .md.
"""

import json
import pathlib
import re
import sys

import floors
import milestones
import tables


def read_lines(folder):
    lines = []
    for path in sorted((folder / "lines").glob("*.jsonl")):
        for text in path.read_text().splitlines():
            try:
                lines.append({"from": path.stem, **json.loads(text)})
            except (ValueError, TypeError):
                continue  # what a program says beside its results
    return lines


def read_self_tests(folder):
    """Of lines such as 'cuda:0  bf16  product  ok  error 1.0e-03, limit 1.5e-01 by plain'."""
    results = []
    for path in sorted((folder / "lines").glob("self-test-*.txt")):
        kernels = path.stem[len("self-test-"):]
        for text in path.read_text().splitlines():
            match = re.match(r"cuda:\S+ +(fp32|tf32|bf16) .* (ok|FAILED) ", text)
            if match:
                results.append({"kernels": kernels, "precision": match[1], "ok": match[2] == "ok",
                                "line": " ".join(text.split())})
    return results


def read_stages(folder):
    """Of lines with a name, seconds and a status, apart by tabs."""
    path = folder / "stages"
    cells = [text.split("\t") for text in path.read_text().splitlines()] if path.exists() else []
    return [{"name": name, "seconds": int(seconds), "status": status}
            for name, seconds, status in cells]


def versions_of(machine, lines):
    """Of the machine, and of the peers that ran."""
    peers = next((line for line in lines if line.get("name") == "versions"), None)
    return machine["versions"] + ("" if peers is None else (
        f", PyTorch {peers['torch']}, CUDA {peers['cuda']}, cuDNN {peers['cudnn']}"))


def cases_of(lines, ceilings, micro):
    """The measured cases with their floors."""
    found = [dict(line) for line in lines if "implementation" in line]
    for line in found:
        if "milliseconds" not in line:
            continue
        floor = floors.floor_of(line, ceilings, micro)
        if floor is not None:
            line["floor_milliseconds"], line["floor_of"] = floor
        floor = floors.plan_floor_of(line, micro)
        if floor is not None:
            line["plan_floor_milliseconds"], line["plan_floor_of"] = floor
    return found


def main():
    folder = pathlib.Path(sys.argv[1])
    machine = json.loads((folder / "machine.json").read_text())
    lines = read_lines(folder)
    machine["stages"] = read_stages(folder)
    machine["versions"] = versions_of(machine, lines)
    ceilings = {line["name"]: line["value"] for line in lines
                if str(line.get("name", "")).startswith("ceiling")}
    micro = [line for line in lines if "implementation" not in line and "unit" in line]
    found = cases_of(lines, ceilings, micro)
    self_tests = read_self_tests(folder)
    sanitized = [line for line in lines if line.get("name") == "sanitize"]
    sound = [line for line in lines if line.get("name") == "sound"]
    train = [line for line in lines if line.get("name") == "train"]
    reached = milestones.milestones(found, micro, self_tests, sanitized)
    card = re.sub(r"[^a-z0-9]+", "-", machine["card"].lower().replace("nvidia", "")).strip("-")
    result = {"machine": machine, "milestones": reached, "cases": found, "micro": micro,
              "sound": sound, "train": train, "sanitized": sanitized,
              "self_test_failures": [line for line in self_tests if not line["ok"]]}
    (folder / f"gpu-{card}.json").write_text(json.dumps(result, indent=1) + "\n")
    text = "\n".join([f"# {machine['card']}, commit {machine['commit']}", "", machine["versions"], "",
                      *tables.stages(machine["stages"]), "", *tables.milestones(reached), "",
                      *tables.cases(found), "", *tables.train(train), "", *tables.sound(sound), "",
                      *tables.micro(micro), ""])
    (folder / f"gpu-{card}.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
