# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of bench/gpu/report.py, as lines of Markdown."""

KERNELS = ("plain", "products", "clusters", "grid")
HALF = ("bf16", "fp16")
# What begins with what.
TITLES = {"Generation, microseconds a step:": "generation",
          "One layer, milliseconds:": "layer",
          "Training of a network, milliseconds for forward, loss and back:": "training"}


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def head(*cells):
    return [row(*cells), row(*("---" for _ in cells))]


def stages(found):
    return head("stage", "s", "status") + [
        row(stage["name"], stage["seconds"], stage["status"]) for stage in found]


def milestones(found):
    lines = head("milestone", "what", "state", "missing or wrong")
    for one in found:
        why = "; ".join(one["wrong"] + [f"no {name}" for name in one["missing"]])
        lines.append(row(one["name"], one["what"], one["state"], why[:200]))
    return lines


def key_of(line):
    return (line["name"], line["H"], line["L"], line["N"], line["T"], line.get("variant", ""),
            line["precision"])


def best(lines):
    """The fastest of lines that were timed; None: there is none."""
    timed = [line for line in lines if "milliseconds" in line]
    return min(timed, key=lambda line: line["milliseconds"], default=None)


def peers_of(key, found):
    """The others' at the same sizes, in any form of the same or half precision."""
    *sizes, precision = key
    return [line for line in found
            if line["implementation"] != "timbrel" and list(key_of(line)[:-1]) == sizes
            and (line["precision"] in HALF if precision in HALF
                 else line["precision"] == precision)]


def time_text(line):
    """A step's microseconds of generation, else milliseconds."""
    return f"{line['milliseconds'] * (1e3 if line['name'] == 'generation' else 1):.3g}"


def served(line):
    """By what kernels a case of ours was done."""
    return (line.get("plan") or {}).get("kernels", line["kernels"])


def cell(lines):
    """What these kernels have to say of a case."""
    timed = best(lines)
    if timed is not None:
        also = "" if served(timed) == timed["kernels"] else f" (by {served(timed)})"
        return time_text(timed) + also
    for line in lines:
        for word in ("failed", "left_out", "not_served"):
            if word in line:
                return {"failed": "**" + line[word][:40] + "**", "left_out": "left out",
                        "not_served": "not served"}[word]
    return ""


def cases(found):
    """A table of each kind of work, a row a case."""
    lines = ["Only kernels that were right are timed. The floor is that of any implementation: see",
             "floors.py."]
    ours = [line for line in found if line["implementation"] == "timbrel"]
    keys = sorted({key_of(line) for line in ours} | set(missing_keys(found, ours)))
    left = []
    for title, names in TITLES.items():
        rows = [case_row(key, found, ours, left) for key in keys if key[0].startswith(names)]
        rows = [text for text in rows if text is not None]
        if rows:
            lines += ["", title, ""]
            lines += head("case", "H", "L", "N", "T", "", *KERNELS, "best peer", "by", "floor",
                          "of", "peer / ours", "ours / floor", "error") + rows
    if left:
        lines += ["", f"Left out, {len(left)} cases: " + "; ".join(
            f"{name_text(name, variant)} H={hidden} L={layers} N={batch} {precision}"
            for name, hidden, layers, batch, _, variant, precision in left)]
    return lines


def name_text(name, variant):
    return f"{name}, {variant}" if variant else name


def case_row(key, found, ours, left):
    """Each kind of kernels, the best peer, the floor, and how far all that is apart.

    Cases that nobody reached go to left, and have no row.
    """
    mine = [line for line in ours if key_of(line) == key]
    fastest, peer = best(mine), best(peers_of(key, found))
    if peer is None and mine and all("left_out" in line for line in mine):
        left.append(key)
        return None
    name, hidden, layers, batch, steps, variant, precision = key
    floor = fastest or peer or {}
    errors = [line["error"] for line in mine if "error" in line]
    return row(
        name_text(name, variant), hidden, layers, batch, steps, precision,
        *(cell([line for line in mine if line["kernels"] == kernels]) for kernels in KERNELS),
        "" if peer is None else time_text(peer),
        "" if peer is None else by(peer),
        "" if "floor_milliseconds" not in floor else time_text(
            {**floor, "milliseconds": floor["floor_milliseconds"]}),
        floor.get("floor_of", ""),
        "" if not (fastest and peer)
        else f"{peer['milliseconds'] / fastest['milliseconds']:.2f}",
        "" if not (fastest and fastest.get("floor_milliseconds"))
        else f"{fastest['milliseconds'] / fastest['floor_milliseconds']:.1f}",
        "" if not errors else f"{max(errors):.1e}")


def missing_keys(found, ours):
    """Cases of peers alone, but not those in fp16: we have none."""
    have = {key_of(line) for line in ours}
    return [key_of(line) for line in found
            if key_of(line) not in have and line["precision"] != "fp16"]


def by(line):
    graph = ", graph" if line.get("graph") else ""
    return f"{line['implementation']} {line['precision']}{graph}"


def sound(found):
    if not found:
        return []
    lines = ["Sound of many streams, frames on the GPU and their sound on all processors.", ""]
    lines += head("model", "streams", "asked for", "by", "", "processors", "s of sound a s",
                  "frames of a chunk, s", "their sound, s", "a chunk is, s")
    for line in found:
        rate = line.get("sound_per_second")
        lines.append(row(
            line["model"], line["N"], line["kernels"], line.get("served", ""), line["precision"],
            line["processors"],
            line.get("failed", line.get("left_out", "")) if rate is None else f"{rate:.4g}",
            *(f"{line[key]:.3g}" if key in line else "" for key in
              ("generating_seconds", "rendering_seconds", "chunk_seconds"))))
    return lines


def train(found):
    """Steps of whole training runs, and how many times as many as the processors make."""
    if not found:
        return []
    lines = ["Whole training runs, as `timbrel train` does them: batches, their steps with the",
             "optimizer's, and what is written of each.", ""]
    lines += head("device", "by", "", "H", "L", "N", "T", "ms a step", "times the processors'")
    processors = best([line for line in found if line["device"] == "cpu"])
    for line in found:
        timed = "milliseconds" in line
        lines.append(row(
            line["device"], line.get("served", ""), line["precision"], line["H"], line["L"],
            line["N"], line["T"],
            f"{line['milliseconds']:.4g}" if timed
            else line.get("failed", line.get("left_out", "")),
            f"{processors['milliseconds'] / line['milliseconds']:.3g}"
            if timed and processors else ""))
    return lines


def micro(found):
    lines = head("microbenchmark", "value", "unit", "at")
    for line in found:
        at = ", ".join(f"{key} {value}" for key, value in line.items()
                       if key not in ("name", "value", "unit", "from"))
        lines.append(row(line["name"], f"{line['value']:.6g}", line["unit"], at))
    return lines
