# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers and their training in PyTorch, by nn.LSTM, which is cuDNN: for bench/gpu/peers.py."""

import torch

FRAME = 80
RAGGED = "ragged"


def lstm(inputs, hidden, layers, device, dtype):
    return torch.nn.LSTM(inputs, hidden, layers).to(device, dtype)


def raw_cudnn(network, x):
    """cuDNN's forward pass for training, by the call below nn.LSTM."""
    mode_of_lstm = 2
    weights = [weight for group in network.all_weights for weight in group]
    zeros = torch.zeros(1, x.shape[1], network.hidden_size, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        buffer = torch._cudnn_rnn_flatten_weight(
            weights, 4, network.input_size, mode_of_lstm, network.hidden_size, 0, 1, False, False)

    def work():
        return torch._cudnn_rnn(
            x, weights, 4, buffer, zeros, zeros, mode_of_lstm, network.hidden_size, 0, 1, False,
            0.0, True, False, [], None)[0]

    return work


def training_step(hidden, layers, batch, steps, variant, device, dtype):
    """The work of a step: forward, loss and back of a network with a linear head.

    work.parameters are what it makes gradients of.
    """
    network = lstm(FRAME, hidden, layers, device, dtype)
    head = torch.nn.Linear(hidden, FRAME).to(device, dtype)
    x = torch.randn(steps, batch, FRAME, device=device, dtype=dtype)
    # [N] in the host's memory: half of the steps at least.
    lengths = torch.randint((steps + 1) // 2, steps + 1, (batch,))

    def ragged():
        packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
        y, _ = network(packed)
        return head(y.data), packed.data

    def whole():
        return head(network(x)[0]), x

    forward = ragged if variant == RAGGED else whole

    def work():
        network.zero_grad(set_to_none=False)
        head.zero_grad(set_to_none=False)
        y, wanted = forward()
        torch.nn.functional.mse_loss(y, wanted).backward()

    work.parameters = [part for module in (network, head) for part in module.parameters()]
    return work
