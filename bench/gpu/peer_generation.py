# SPDX-License-Identifier: GPL-3.0-or-later
"""Generation in PyTorch, as one would write it for speed: for bench/gpu/peers.py.

A step is the layers, the head of a mixture density, a draw from it, and the frame drawn fed back;
all of it on the device, with torch's own Philox generator, so that a CUDA graph holds whole chunks
of steps. The layers come in three forms, of which the fastest counts: nn.LSTM, which is cuDNN, one
step at a time; products and nn.LSTMCell's fused gates; and one product a layer.
"""

import torch

FRAME = 40
COMPONENTS = 8
SCALE_FLOOR = 0.01
FORMS = ("cuDNN", "cells", "one product")


def draw(outputs, exponentials, normals, temperature=1.0):
    """A frame of each row.

    outputs       [N, K + 2 K D]: logits, means, raw scales s with deviation SCALE_FLOOR + exp(s)
    exponentials  [N, K] from the exponential distribution: -log of them is Gumbel's
    normals       [N, D]
    returns       [N, D]
    """
    rows = outputs.shape[0]
    logits, means, scales = outputs.float().split(
        [COMPONENTS, COMPONENTS * FRAME, COMPONENTS * FRAME], 1)
    # The Gumbel-max trick: the likeliest of the disturbed is a draw by the softmax.
    chosen = torch.argmax(logits / temperature - torch.log(exponentials), 1)
    at = chosen.view(rows, 1, 1).expand(rows, 1, FRAME)
    mean = means.view(rows, COMPONENTS, FRAME).gather(1, at).squeeze(1)
    scale = scales.view(rows, COMPONENTS, FRAME).gather(1, at).squeeze(1)
    return mean + temperature**0.5 * (SCALE_FLOOR + torch.exp(scale)) * normals


def gates_to_state(gates, nothing, c):
    """[N,4H] of i, f, g, o before their functions, zeros like them, and [N,H]: the next (h, c)."""
    if gates.is_cuda:
        # What nn.LSTMCell calls: one kernel, which adds two products.
        h, c, _ = torch._thnn_fused_lstm_cell(gates, nothing, c)
        return h, c
    i, f, g, o = gates.chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


class Generator:
    """Streams of a random network, on a device and in a dtype.

    step() advances them in place: everything that it reads or writes has a fixed place, as graphs
    want it.
    """

    def __init__(self, form, hidden, layers, streams, device, dtype):
        kind = {"device": device, "dtype": dtype}
        self.form = form
        self.layers = layers
        self.lstm = torch.nn.LSTM(FRAME, hidden, layers).to(**kind).eval()
        self.head = torch.nn.Linear(hidden, COMPONENTS * (1 + 2 * FRAME)).to(**kind)
        self.frame = torch.zeros(streams, FRAME, **kind)
        self.h = torch.zeros(layers, streams, hidden, **kind)
        self.c = torch.zeros(layers, streams, hidden, **kind)
        self.nothing = torch.zeros(streams, 4 * hidden, **kind)
        self.exponentials = torch.empty(streams, COMPONENTS, device=device)
        self.normals = torch.empty(streams, FRAME, device=device)
        self.weights = [[part.detach() for part in group] for group in self.lstm.all_weights]
        # [I+H,4H] and [4H] of each layer, for one product of [x,h].
        self.joined = [(torch.cat([w_ih, w_hh], 1).t().contiguous(), b_ih + b_hh)
                       for w_ih, w_hh, b_ih, b_hh in self.weights]

    @torch.no_grad()
    def top(self):
        """Moves the layers' state by the last frame; the last layer's output [N,H]."""
        if self.form == "cuDNN":
            y, (h, c) = self.lstm(self.frame.unsqueeze(0), (self.h, self.c))
            self.h.copy_(h)
            self.c.copy_(c)
            return y[0]
        x = self.frame
        for layer in range(self.layers):
            if self.form == "cells":
                h, c = torch.lstm_cell(x, (self.h[layer], self.c[layer]), *self.weights[layer])
            else:
                weights, bias = self.joined[layer]
                gates = torch.addmm(bias, torch.cat([x, self.h[layer]], 1), weights)
                h, c = gates_to_state(gates, self.nothing, self.c[layer])
            self.h[layer].copy_(h)
            self.c[layer].copy_(c)
            x = h
        return x

    @torch.no_grad()
    def step(self):
        self.exponentials.exponential_()
        self.normals.normal_()
        self.frame.copy_(draw(self.head(self.top()), self.exponentials, self.normals))
        return self.frame


class Chunk:
    """Steps in a row, whose frames [steps,N,D] go to the host at the end."""

    def __init__(self, generator, steps, graph_steps, graph_of):
        """graph_of: makes a replay of work, or None: every call is made by itself."""
        self.generator = generator
        frame = generator.frame
        self.made = torch.empty(steps, *frame.shape, device=frame.device, dtype=frame.dtype)
        self.host = torch.empty(self.made.shape, dtype=frame.dtype, pin_memory=frame.is_cuda)
        self.part = torch.empty(graph_steps, *frame.shape, device=frame.device, dtype=frame.dtype)
        self.rounds = steps // graph_steps
        self.some = self.steps if graph_of is None else graph_of(self.steps)

    def steps(self):
        for step in range(self.part.shape[0]):
            self.part[step].copy_(self.generator.step())

    def run(self):
        count = self.part.shape[0]
        for part in range(self.rounds):
            self.some()
            self.made[part * count:(part + 1) * count].copy_(self.part)
        self.host.copy_(self.made, non_blocking=True)
