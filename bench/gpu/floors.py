# SPDX-License-Identifier: GPL-3.0-or-later
"""What no implementation can go below, from what the same run measured: for bench/gpu/report.py.

A case's floor is the largest of three times, and is said to be that one's:

- operations: all products, over the rate of a large one in that precision;
- bytes: every input read once and every output written once, over the rate of a copy; for a step of
  generation the weights alone, over the rate of reads from the L2 cache, and 0 where all weights fit
  into the multiprocessors' shared memory and registers and need not be read at all;
- hops: steps wait for each other, and within a step the layers do: every state once through a
  cluster or the L2 cache, whichever was faster. A step of generation has one hop a layer, one to
  where frames are drawn and one back.

A plan has a floor of its own: what its blocks read at every step, from where the plan has it.
"""

SIZE = {"fp16": 2, "bf16": 2, "tf32": 4, "fp32": 4}
FRAME = {"generation": 40, "training": 80}
COMPONENTS = 8
# Of a Hopper card: 132 blocks of 227 KiB and 160 KiB of registers that can hold weights.
ON_CHIP = 132 * (227 + 160) * 1024
THREADS = 256


def weights_of(line):
    """Weights of a case's network."""
    hidden, layers = line["H"], line["L"]
    if line["name"].startswith("layer"):
        return 8 * hidden * hidden
    frame = FRAME[line["name"]]
    head = COMPONENTS * (1 + 2 * frame) if line["name"] == "generation" else frame
    inputs = [frame] + [hidden] * (layers - 1)
    return sum(4 * hidden * (width + hidden) for width in inputs) + head * hidden


def passes_of(line):
    """Ways through the network, in products."""
    return 1 if line["name"] in ("layer forward", "generation") else 3


def values_of(line):
    """Values that a case reads and writes beside weights, in and out of every layer."""
    if line["name"] == "generation":
        return 0
    width = line["H"] if line["name"].startswith("layer") else FRAME["training"]
    inputs = [width] + [line["H"]] * (line["L"] - 1)
    return line["T"] * line["N"] * sum(width + 6 * line["H"] for width in inputs)


def fastest(micro, name, key="nanoseconds", **where):
    """The least of a microbenchmark's values that were measured at such places; None: none."""
    values = [line[key] for line in micro
              if line.get("name") == name and key in line
              and all(line.get(at) == value for at, value in where.items())]
    return min(values, default=None)


def hop_nanoseconds(micro):
    """A state of 512 values of 8 sequences to all blocks that need it."""
    hops = [fastest(micro, "st_async_words", words=128, cluster=16),
            fastest(micro, "l2_words", words=2048)]
    return min((hop for hop in hops if hop is not None), default=None)


def hops_of(line):
    if line["name"] == "generation":
        return line["L"] + 2
    return line["T"] * (1 if line["name"] == "layer forward" else 2)


def read_rate(micro, blocks):
    """Bytes a second that one block, or all, read from the L2 cache."""
    rates = [line["value"] for line in micro
             if line.get("name") == "l2_read" and line.get("blocks") == blocks]
    return max(rates, default=None)


def floor_of(line, ceilings, micro):
    """(milliseconds, of what), or None where the run has not measured enough."""
    size = SIZE[line["precision"]]
    weights = weights_of(line)
    times = []
    rate = ceilings.get("ceiling product " + line["precision"])
    if rate is not None:
        rows = line["T"] * line["N"]
        times.append((1e3 * passes_of(line) * 2 * rows * weights / rate, "operations"))
    hop = hop_nanoseconds(micro)
    if hop is not None:
        times.append((1e-6 * hops_of(line) * hop, "hops"))
    times.append(bytes_floor(line, weights * size, ceilings, micro))
    known = [time for time in times if time is not None]
    return max(known) if len(known) == 3 else None


def bytes_floor(line, weight_bytes, ceilings, micro):
    if line["name"] == "generation":
        if weight_bytes <= ON_CHIP:
            return 0.0, "bytes"
        rate = read_rate(micro, "all")
        return None if rate is None else (1e3 * weight_bytes / rate, "bytes")
    rate = ceilings.get("ceiling copy")
    if rate is None:
        return None
    # Activations lie in fp32, whatever the precision of products.
    moved = passes_of(line) * (weight_bytes + 4 * values_of(line))
    return 1e3 * moved / rate, "bytes"


def plan_floor_of(line, micro):
    """(milliseconds, from where) that a plan's reads of weights take; None where it is not known."""
    if line["name"] != "generation" or line.get("implementation") != "timbrel":
        return None
    weight_bytes = weights_of(line) * SIZE[line["precision"]]
    kernels = (line.get("plan") or {}).get("kernels", "plain")
    if kernels == "plain":
        # A block a slot, and each reads them all.
        one, together = read_rate(micro, 1), read_rate(micro, "all")
        if one is None or together is None:
            return None
        return 1e3 * max(weight_bytes / one, line["N"] * weight_bytes / together), "L2"
    if kernels in ("clusters", "grid"):
        plan = line["plan"]
        clock = clock_hertz(micro)
        if clock is None or not plan.get("blocks"):
            return None
        # A team's slots in eights, each of which reads all of a block's weights but those in registers.
        rounds = max(1, plan["slots"] // 8)
        a_block = max(0, weight_bytes / plan["blocks"] - plan["registers"] * 16 * THREADS)
        shared = min(a_block, plan["sharedBytes"])
        # 128 bytes a cycle: shared memory has 32 banks of 4 bytes.
        times = [(1e3 * rounds * shared / 128 / clock, "shared memory")]
        together = read_rate(micro, "all")
        if a_block > shared and together is not None:
            blocks = plan["blocks"] * plan["teams"]
            times.append((1e3 * rounds * (a_block - shared) * blocks / together, "L2"))
        return max(times)
    return None


def clock_hertz(micro):
    """Cycles a second while the microbenchmarks ran."""
    for line in micro:
        if line.get("name") == "st_async_words" and line.get("nanoseconds"):
            return 1e9 * line["value"] / line["nanoseconds"]
    return None
