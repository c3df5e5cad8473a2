# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch on the piano rolls that `timbrel bench likelihoods` learns, as one line of JSON.

One recurrent layer of 300 units, dropout 0.5 before a Bernoulli head, batches of 4 whole pieces, Adam
with a rate that falls from 0.003 along a cosine, gradients clipped to norm 1, 40 epochs; the test
figure is taken at the epoch of the best validation.

    python3 bench/src/peers/python/likelihoods.py TRAIN VALID TEST --ticks 240 --threads 2 [--cell lstm]
"""

import argparse
import json
import math
import pathlib
import random
import struct
import time

import torch

LOW, KEYS = 21, 88
HIDDEN, DROPOUT, BATCH, EPOCHS, RATE, CLIP = 300, 0.5, 4, 40, 3e-3, 1.0
CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}


def length(data, at):
    """A number of variable length, and where it ends."""
    value = 0
    while True:
        value = value << 7 | data[at] & 127
        at += 1
        if data[at - 1] < 128:
            return value, at


def notes(data):
    """(onset, end, key) of every note of a Standard MIDI File, in ticks."""
    found, at = [], 8 + struct.unpack(">I", data[4:8])[0]
    while at + 8 <= len(data):
        end = at + 8 + struct.unpack(">I", data[at + 4:at + 8])[0]
        at, tick, status, on = at + 8, 0, 0, {}
        while at < end:
            delta, at = length(data, at)
            tick += delta
            if data[at] >= 0xF0:
                at += 2 if data[at] == 0xFF else 1
                skipped, at = length(data, at)
                at += skipped
                continue
            if data[at] >= 0x80:
                status, at = data[at], at + 1
            kind, key = status >> 4, (status & 15, data[at])
            velocity = 0 if kind in (12, 13) else data[at + 1]
            at += 1 if kind in (12, 13) else 2
            if kind in (8, 9):
                if key in on:
                    found.append((on.pop(key), tick, key[1]))
                if kind == 9 and velocity:
                    on[key] = tick
    return found


def roll(file, ticks):
    """[frames, 88]: 1 where a key is on at the beginning of a frame."""
    found = notes(file.read_bytes())
    frames = torch.zeros(-(-max(end for _, end, _ in found) // ticks), KEYS)
    for onset, end, key in found:
        if LOW <= key < LOW + KEYS:
            frames[-(-onset // ticks):-(-end // ticks), key - LOW] = 1
    return frames


class Network(torch.nn.Module):
    def __init__(self, cell):
        super().__init__()
        self.recurrent = CELLS[cell](KEYS, HIDDEN, batch_first=True)
        self.dropout = torch.nn.Dropout(DROPOUT)
        self.head = torch.nn.Linear(HIDDEN, KEYS)

    def forward(self, frames):
        return self.head(self.dropout(self.recurrent(frames)[0]))


def losses(network, pieces):
    """The sum of the losses of all frames but the first of each piece, and how many they are."""
    padded = torch.nn.utils.rnn.pad_sequence(pieces, True)
    real = torch.nn.utils.rnn.pad_sequence([torch.ones(len(p) - 1) for p in pieces], True)
    each = torch.nn.functional.binary_cross_entropy_with_logits(
        network(padded[:, :-1]), padded[:, 1:], reduction="none").sum(2)
    return (each * real).sum(), real.sum()


def judged(network, pieces):
    network.eval()
    with torch.no_grad():
        sums = [losses(network, [piece]) for piece in pieces]
    return (sum(loss for loss, _ in sums) / sum(count for _, count in sums)).item()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for part in ("train", "valid", "test"):
        options.add_argument(part, type=pathlib.Path)
    options.add_argument("--ticks", type=int, default=240)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--cell", choices=CELLS, default="lstm")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    order = random.Random(given.seed)
    train, valid, test = ([roll(file, given.ticks) for file in sorted(folder.glob("*.mid"))]
                          for folder in (given.train, given.valid, given.test))
    network = Network(given.cell)
    optimizer = torch.optim.Adam(network.parameters(), RATE)
    batches = math.ceil(len(train) / BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS * batches)
    wall, cpu, best = time.perf_counter(), time.process_time(), None
    for epoch in range(1, EPOCHS + 1):
        network.train()
        order.shuffle(train)
        for at in range(0, len(train), BATCH):
            loss, count = losses(network, train[at:at + BATCH])
            optimizer.zero_grad()
            (loss / count).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
            optimizer.step()
            schedule.step()
        validation = judged(network, valid)
        if best is None or validation < best[0]:
            best = validation, judged(network, test), epoch
    print(json.dumps({
        "model": "PyTorch " + torch.__version__ + " " + given.cell.upper(),
        "test": best[1], "validation": best[0], "epoch": best[2],
        "parameters": sum(p.numel() for p in network.parameters()),
        "seconds": time.perf_counter() - wall, "cpuSeconds": time.process_time() - cpu}))


if __name__ == "__main__":
    main()
