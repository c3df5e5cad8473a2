# SPDX-License-Identifier: GPL-3.0-or-later
"""What others need for the work that GpuTimes.java measures on the same card, as lines of JSON.

PyTorch's nn.LSTM, which is cuDNN, in fp16, bf16, tf32 and fp32, eager and as a CUDA graph; cuDNN
itself through torch._cudnn_rnn, which spares PyTorch's own work around it (peer_training.py);
generation in the forms of peer_generation.py; and what the card can do at most: a copy and a matrix product, which the
floors are made of. torch.compile is left out: compiling takes a minute a case.

    python3 bench/gpu/peers.py [DIVISOR [SECONDS]]

DIVISOR divides the sizes, for a first try. The most telling cases come first, as in GpuCase.java;
what does not fit SECONDS is said to be left out. Every case that fails is reported with its reason,
and the others go on.
"""

import collections
import json
import statistics
import sys
import time

import torch

import peer_generation
import peer_training

REPETITIONS = 9
SECONDS_OF_CASE = 0.4
STEPS = 256
MOST_VALUES = 1 << 24
# Steps of a graph: what is between two replays weighs little beside them.
GRAPH_STEPS = 32
DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32, "tf32": torch.float32}
# How much less a precision tells than bf16.
BEHIND = {"bf16": 0, "fp16": 1, "fp32": 2, "tf32": 3}
LAYERS = ((768, 16, 1024), (512, 16, 1024), (512, 64, 512), (1024, 16, 512), (256, 64, 512))

# N and T of training.
BATCHES = ((64, 200), (16, 200), (512, 100))
DEVICE = "cuda"

Case = collections.namedtuple("Case", "kind precision hidden batch steps layers variant rank")


def cases():
    """Those of GpuCase.java, and fp16 besides, in the order of their ranks.

    Of the variants only the one that nn.LSTM has: it knows no layer norm, and no recurrent dropout.
    """
    found = []
    for precision, behind in BEHIND.items():
        for k, (hidden, batch, steps) in enumerate(LAYERS):
            found.append(Case("layer", precision, hidden, batch, steps, 1, "", behind + k))
        for layers in (1, 2, 3):
            for k, (batch, steps) in enumerate(BATCHES):
                for hidden in (512, 256):
                    rank = 1 + behind + k + abs(layers - 2) + (0 if hidden == 512 else 1)
                    found.append(
                        Case("training", precision, hidden, batch, steps, layers, "", rank))
        if precision in ("bf16", "fp16"):
            found.append(Case("training", precision, 512, 64, 200, 2, peer_training.RAGGED, 3 + behind))
        for hidden in (512, 256, 1024):
            for layers in (1, 2, 3):
                for streams, more in ((16, 0), (1, 0), (256, 1), (1024, 2), (4096, 4)):
                    rank = behind + (0 if hidden == 512 else 1) + layers - 1 + more
                    found.append(Case("generation", precision, hidden, streams, 1, layers, "", rank))
    return sorted(found, key=lambda case: case.rank)


def set_precision(name):
    """float32 products in tf32 or in full; the others are what their tensors are."""
    allowed = name != "fp32"
    torch.backends.cuda.matmul.allow_tf32 = allowed
    torch.backends.cudnn.allow_tf32 = allowed


def milliseconds(work, most):
    """The median over repetitions of the mean over runs, by events around them.

    most: runs of a repetition, fewer where they would take longer than a case may.
    """
    times = [timed(work, 1) for _ in range(2)]
    runs = max(1, min(most, int(1e3 * SECONDS_OF_CASE / REPETITIONS / max(1e-3, times[1]))))
    return statistics.median(timed(work, runs) for _ in range(REPETITIONS))


def timed(work, runs):
    begin = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    begin.record()
    for _ in range(runs):
        work()
    end.record()
    end.synchronize()
    return begin.elapsed_time(end) / runs


def host_milliseconds(work):
    """From the call until the host knows that it is done."""
    times = []
    while len(times) < 5 or (len(times) < REPETITIONS + 2 and sum(times) < 1e3 * SECONDS_OF_CASE):
        torch.cuda.synchronize()
        begin = time.perf_counter()
        work()
        torch.cuda.synchronize()
        times.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(times[2:])


def graph_of(work):
    """The work as a CUDA graph's replay."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            work()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph.replay


def report(name, implementation, precision, sizes, graph, work, variant=""):
    """Prints a line for the case; work gives its milliseconds."""
    hidden, batch, steps, layers = sizes
    line = {"name": name, "implementation": implementation, "precision": precision, "H": hidden,
            "N": batch, "T": steps, "L": layers, "variant": variant, "graph": graph}
    try:
        line["milliseconds"] = work()
    except Exception as failure:  # a case that one version refuses must not end the others
        line["failed"] = (str(failure).strip() or repr(failure)).splitlines()[0]
        recover()
    print(json.dumps(line), flush=True)


def recover():
    """Waits until what failed is over; where the device is lost, no case after it can be right."""
    try:
        torch.cuda.synchronize()
    except RuntimeError as failure:
        print(json.dumps({"name": "device lost", "why": str(failure).splitlines()[0]}), flush=True)
        sys.exit(1)


def layer(precision, hidden, batch, steps):
    """One layer, its inputs as wide as itself."""
    set_precision(precision)
    network = peer_training.lstm(hidden, hidden, 1, DEVICE, DTYPES[precision])
    x = torch.randn(steps, batch, hidden, device=DEVICE, dtype=DTYPES[precision])
    dy = torch.randn_like(x)

    # As training goes forward: with what the way back needs.
    leaf = x.clone().requires_grad_()

    def forward():
        network(leaf)

    def both():
        y, _ = network(leaf)
        y.backward(dy)

    sizes = (hidden, batch, steps, 1)
    report("layer forward", "PyTorch", precision, sizes, False, lambda: milliseconds(forward, 5))
    report("layer forward and back", "PyTorch", precision, sizes, False,
           lambda: milliseconds(both, 3))
    report("layer forward", "PyTorch", precision, sizes, True,
           lambda: milliseconds(graph_of(forward), 5))
    report("layer forward and back", "PyTorch", precision, sizes, True,
           lambda: milliseconds(graph_of(both), 3))
    raw = peer_training.raw_cudnn(network, leaf)
    report("layer forward", "cuDNN", precision, sizes, False, lambda: milliseconds(raw, 5))
    report("layer forward and back", "cuDNN", precision, sizes, False,
           lambda: milliseconds(lambda: raw().backward(dy), 3))


def training(precision, hidden, layers, batch, steps, variant):
    """Forward, loss and back of a network with a linear head; the optimizer's step is not in it."""
    set_precision(precision)
    work = peer_training.training_step(
        hidden, layers, batch, steps, variant, DEVICE, DTYPES[precision])
    sizes = (hidden, batch, steps, layers)
    report("training", "PyTorch", precision, sizes, False, lambda: milliseconds(work, 3), variant)
    if variant != peer_training.RAGGED:
        # Packing asks the host for the lengths, which a graph cannot.
        report("training", "PyTorch", precision, sizes, True,
               lambda: milliseconds(graph_of(work), 3), variant)


def generation(precision, hidden, layers, streams, divisor):
    """Chunks of steps, from the call to values in the host's memory."""
    set_precision(precision)
    fitting = min(STEPS, MOST_VALUES // (streams * peer_generation.FRAME)) // divisor
    steps = max(GRAPH_STEPS, fitting // GRAPH_STEPS * GRAPH_STEPS)
    sizes = (hidden, streams, 1, layers)
    for form in peer_generation.FORMS:
        def measure(graph, count, form=form):
            generator = peer_generation.Generator(
                form, hidden, layers, streams, DEVICE, DTYPES[precision])
            chunk = peer_generation.Chunk(generator, count, min(count, GRAPH_STEPS),
                                          graph_of if graph else None)
            return host_milliseconds(chunk.run) / count

        name = "PyTorch " + form
        report("generation", name, precision, sizes, True,
               lambda measure=measure: measure(True, steps))
        if form == "cuDNN":
            # As a loop in Python makes it: slow enough to be measured by fewer steps.
            report("generation", name, precision, sizes, False,
                   lambda measure=measure: measure(False, GRAPH_STEPS))


def ceilings(divisor):
    """What floors are counted with: bytes a second of a copy, operations a second of products."""
    count = (1 << 30) // divisor
    source = torch.randn(count, device=DEVICE)
    target = torch.empty_like(source)
    seconds = milliseconds(lambda: target.copy_(source), 3) / 1e3
    print(json.dumps({"name": "ceiling copy", "value": 2 * 4 * count / seconds, "unit": "B/s"}))
    del source, target
    for precision in ("bf16", "fp16", "tf32", "fp32"):
        set_precision(precision)
        size = (8192 if precision != "fp32" else 4096) // divisor
        a = torch.randn(size, size, device=DEVICE, dtype=DTYPES[precision])
        b = torch.randn(size, size, device=DEVICE, dtype=DTYPES[precision])
        seconds = milliseconds(lambda: a @ b, 3) / 1e3
        print(json.dumps({"name": "ceiling product " + precision, "value": 2 * size**3 / seconds,
                          "unit": "FLOP/s"}), flush=True)


def main():
    divisor = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    end = time.monotonic() + (float(sys.argv[2]) if len(sys.argv) > 2 else 1e9)
    torch.manual_seed(1)
    print(json.dumps({"name": "versions", "torch": torch.__version__, "cuda": torch.version.cuda,
                      "cudnn": torch.backends.cudnn.version(),
                      "card": torch.cuda.get_device_name()}), flush=True)
    ceilings(divisor)
    for case in cases():
        hidden, batch = max(1, case.hidden // divisor), max(1, case.batch // divisor)
        steps = case.steps if case.kind == "generation" else max(2, case.steps // divisor)
        if time.monotonic() > end:
            print(json.dumps({"name": "left out", "case": case.kind, "precision": case.precision,
                              "H": hidden, "N": batch, "T": steps, "L": case.layers,
                              "variant": case.variant}), flush=True)
        elif case.kind == "layer":
            layer(case.precision, hidden, batch, steps)
        elif case.kind == "training":
            training(case.precision, hidden, case.layers, batch, steps, case.variant)
        else:
            generation(case.precision, hidden, case.layers, batch, divisor)


if __name__ == "__main__":
    main()
