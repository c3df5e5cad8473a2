# SPDX-License-Identifier: Apache-2.0
"""Reads a checkpoint by hand and runs it with the equations of torch.nn.LSTM.

usage: read_checkpoint.py CHECKPOINT INPUTS OUTPUTS STEPS
INPUTS are float32 [STEPS, D], OUTPUTS what Timbrel's head gave for them, [STEPS, P].
"""
import hashlib
import json
import struct
import sys

import numpy as np

path, inputs, outputs, steps = sys.argv[1:]
data = open(path, "rb").read()
(length,) = struct.unpack("<Q", data[:8])
header = json.loads(data[8 : 8 + length])
metadata = header.pop("__metadata__")
assert length % 8 == 0

digits = metadata["sha256"].encode()
assert data.count(digits) == 1
assert hashlib.sha256(data.replace(digits, b"0" * 64)).hexdigest().encode() == digits

tensors = {}
for name, info in header.items():
    begin, end = info["data_offsets"]
    raw = data[8 + length + begin : 8 + length + end]
    assert info["dtype"] == "F32"
    tensors[name] = np.frombuffer(raw, "<f4").reshape(info["shape"]).astype(np.float64)

spec = json.loads(metadata["network"])
L, H, D = spec["layers"], spec["hiddenSize"], spec["frameSize"]
K = spec["head"]["components"]
for layer in range(L):
    I = D if layer == 0 else H
    assert tensors[f"lstm.weight_ih_l{layer}"].shape == (4 * H, I)
    assert tensors[f"lstm.weight_hh_l{layer}"].shape == (4 * H, H)
    assert tensors[f"lstm.bias_ih_l{layer}"].shape == (4 * H,)
    assert tensors[f"lstm.bias_hh_l{layer}"].shape == (4 * H,)
assert tensors["head.weight"].shape == (K * (1 + 2 * D), H)
weights = [name for name in tensors if not name.startswith(("optimizer.", "state."))]
assert len(weights) == 4 * L + 2
for name in weights:
    assert tensors["optimizer.exp_avg." + name].shape == tensors[name].shape
    assert tensors["optimizer.exp_avg_sq." + name].shape == tensors[name].shape


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


x = np.fromfile(inputs, "<f4").reshape(int(steps), D).astype(np.float64)
h = np.zeros((L, H))
c = np.zeros((L, H))
y = []
for frame in x:
    for layer in range(L):
        z = (
            tensors[f"lstm.weight_ih_l{layer}"] @ frame
            + tensors[f"lstm.bias_ih_l{layer}"]
            + tensors[f"lstm.weight_hh_l{layer}"] @ h[layer]
            + tensors[f"lstm.bias_hh_l{layer}"]
        )
        i, f, g, o = np.split(z, 4)
        c[layer] = sigmoid(f) * c[layer] + sigmoid(i) * np.tanh(g)
        h[layer] = sigmoid(o) * np.tanh(c[layer])
        frame = h[layer]
    y.append(tensors["head.weight"] @ frame + tensors["head.bias"])

expected = np.array(y)
actual = np.fromfile(outputs, "<f4").reshape(expected.shape)
worst = np.max(np.abs(expected - actual))
assert worst < 1e-5, worst
print("largest difference", worst)
