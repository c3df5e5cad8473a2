# SPDX-License-Identifier: GPL-3.0-or-later
"""What others need for the work that GpuTimes.java measures on the same card, as lines of JSON.

PyTorch's nn.LSTM, which is cuDNN, in fp16, bf16 and tf32, eager and as a CUDA graph; cuDNN itself
through torch._cudnn_rnn, which spares PyTorch's own work around it; and what the card can do at
most: a copy and a matrix product, which the floors are made of.

    python3 bench/gpu/peers.py [DIVISOR]

DIVISOR divides the sizes, for a first try. Every case that fails is reported with its reason, and
the others go on.
"""

import json
import statistics
import sys
import time

import torch

FRAME = 80
REPETITIONS = 9
DTYPES = {"fp16": torch.float16, "bf16": torch.bfloat16, "tf32": torch.float32, "fp32": torch.float32}


def set_precision(name):
    """float32 products in tf32 or in full; the others are what their tensors are."""
    allowed = name != "fp32"
    torch.backends.cuda.matmul.allow_tf32 = allowed
    torch.backends.cudnn.allow_tf32 = allowed


def milliseconds(work, runs):
    """The median over repetitions of the mean over runs, by events around them."""
    times = []
    for repetition in range(-2, REPETITIONS):
        begin = torch.cuda.Event(enable_timing=True)
        end = torch.cuda.Event(enable_timing=True)
        begin.record()
        for _ in range(runs):
            work()
        end.record()
        end.synchronize()
        if repetition >= 0:
            times.append(begin.elapsed_time(end) / runs)
    return statistics.median(times)


def host_milliseconds(work):
    """From the call until the host knows that it is done."""
    times = []
    for repetition in range(-2, REPETITIONS):
        torch.cuda.synchronize()
        begin = time.perf_counter()
        work()
        torch.cuda.synchronize()
        if repetition >= 0:
            times.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(times)


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


def report(name, implementation, precision, sizes, graph, work):
    """Prints a line for the case; work gives its milliseconds."""
    hidden, batch, steps, layers = sizes
    line = {"name": name, "implementation": implementation, "precision": precision, "H": hidden,
            "N": batch, "T": steps, "L": layers, "graph": graph}
    try:
        line["milliseconds"] = work()
    except Exception as failure:  # a case that one version refuses must not end the others
        line["failed"] = str(failure).strip().splitlines()[0]
        torch.cuda.synchronize()
    print(json.dumps(line), flush=True)


def lstm(precision, inputs, hidden, layers):
    set_precision(precision)
    return torch.nn.LSTM(inputs, hidden, layers).cuda().to(DTYPES[precision])


def layer(precision, hidden, batch, steps):
    """One layer, its inputs as wide as itself."""
    network = lstm(precision, hidden, hidden, 1)
    x = torch.randn(steps, batch, hidden, device="cuda", dtype=DTYPES[precision])
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
    raw = raw_cudnn(network, leaf)
    report("layer forward", "cuDNN", precision, sizes, False, lambda: milliseconds(raw, 5))
    report("layer forward and back", "cuDNN", precision, sizes, False,
           lambda: milliseconds(lambda: raw().backward(dy), 3))


def raw_cudnn(network, x):
    """cuDNN's forward pass for training, by the call below nn.LSTM."""
    mode_of_lstm = 2
    weights = [weight for group in network.all_weights for weight in group]
    zeros = torch.zeros(1, x.shape[1], network.hidden_size, device="cuda", dtype=x.dtype)
    with torch.no_grad():
        buffer = torch._cudnn_rnn_flatten_weight(
            weights, 4, network.input_size, mode_of_lstm, network.hidden_size, 0, 1, False, False)

    def work():
        return torch._cudnn_rnn(
            x, weights, 4, buffer, zeros, zeros, mode_of_lstm, network.hidden_size, 0, 1, False,
            0.0, True, False, [], None)[0]

    return work


def training(precision, hidden, layers, batch, steps):
    """Forward, loss and back of a network with a linear head; the optimizer's step is not in it."""
    network = lstm(precision, FRAME, hidden, layers)
    head = torch.nn.Linear(hidden, FRAME).cuda().to(DTYPES[precision])
    x = torch.randn(steps, batch, FRAME, device="cuda", dtype=DTYPES[precision])

    def work():
        network.zero_grad(set_to_none=False)
        head.zero_grad(set_to_none=False)
        y, _ = network(x)
        torch.nn.functional.mse_loss(head(y), x).backward()

    sizes = (hidden, batch, steps, layers)
    report("training", "PyTorch", precision, sizes, False, lambda: milliseconds(work, 3))
    report("training", "PyTorch", precision, sizes, True, lambda: milliseconds(graph_of(work), 3))


def generation(precision, hidden, layers, streams, steps):
    """Each frame fed back, every step a call as a loop in Python makes it, or one graph's replay."""
    network = lstm(precision, FRAME, hidden, layers).eval()
    head = torch.nn.Linear(hidden, FRAME).cuda().to(DTYPES[precision])
    kind = {"device": "cuda", "dtype": DTYPES[precision]}
    frame = torch.randn(1, streams, FRAME, **kind)
    h = torch.zeros(layers, streams, hidden, **kind)
    c = torch.zeros(layers, streams, hidden, **kind)

    @torch.no_grad()
    def step():
        y, (new_h, new_c) = network(frame, (h, c))
        h.copy_(new_h)
        c.copy_(new_c)
        frame.copy_(head(y))

    def chunk(one):
        def work():
            for _ in range(steps):
                one()
        return work

    sizes = (hidden, streams, 1, layers)
    report("generation", "PyTorch", precision, sizes, False,
           lambda: host_milliseconds(chunk(step)) / steps)
    report("generation", "PyTorch", precision, sizes, True,
           lambda: host_milliseconds(chunk(graph_of(step))) / steps)


def ceilings(divisor):
    """What floors are counted with: bytes a second of a copy, operations a second of products."""
    count = (1 << 30) // divisor
    source = torch.randn(count, device="cuda")
    target = torch.empty_like(source)
    seconds = milliseconds(lambda: target.copy_(source), 3) / 1e3
    print(json.dumps({"name": "ceiling copy", "value": 2 * 4 * count / seconds, "unit": "B/s"}))
    del source, target
    for precision in ("bf16", "fp16", "tf32", "fp32"):
        set_precision(precision)
        size = (8192 if precision != "fp32" else 4096) // divisor
        a = torch.randn(size, size, device="cuda", dtype=DTYPES[precision])
        b = torch.randn(size, size, device="cuda", dtype=DTYPES[precision])
        seconds = milliseconds(lambda: a @ b, 3) / 1e3
        print(json.dumps({"name": "ceiling product " + precision, "value": 2 * size**3 / seconds,
                          "unit": "FLOP/s"}), flush=True)


def main():
    divisor = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    torch.manual_seed(1)
    print(json.dumps({"name": "versions", "torch": torch.__version__, "cuda": torch.version.cuda,
                      "cudnn": torch.backends.cudnn.version(),
                      "card": torch.cuda.get_device_name()}), flush=True)
    ceilings(divisor)
    for precision in DTYPES:
        layer(precision, 768 // divisor, max(1, 16 // divisor), max(2, 1024 // divisor))
        training(precision, 512 // divisor, 2, max(1, 64 // divisor), max(2, 200 // divisor))
        for hidden in (256, 512):
            for layers in (1, 2):
                for streams in (1, 16, 64):
                    generation(precision, hidden // divisor, layers, streams,
                               max(2, 128 // divisor))


if __name__ == "__main__":
    main()
