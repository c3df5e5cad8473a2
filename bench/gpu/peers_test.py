# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds bench/gpu/peer_generation.py to NumPy, and runs the peers, on the CPU; says so and does nothing without torch.

    python3 bench/gpu/peers_test.py
"""

import collections
import contextlib
import io
import json
import unittest
import unittest.mock

try:
    import numpy
    import torch

    import peer_generation
    import peer_training
    import peers
except ImportError as missing:
    print(f"peers_test.py: skipped: {missing}")
    raise SystemExit(0) from None

D, K = peer_generation.FRAME, peer_generation.COMPONENTS


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


def reference_draw(outputs, exponentials, normals, temperature):
    """Row by row, from the formulas of timbrel.h."""
    frames = []
    for out, e, n in zip(outputs, exponentials, normals):
        disturbed = out[:K] / temperature + -numpy.log(e)
        k = max(range(K), key=lambda component: disturbed[component])
        mean = out[K + k * D:K + (k + 1) * D]
        raw = out[K + K * D + k * D:K + K * D + (k + 1) * D]
        deviation = peer_generation.SCALE_FLOOR + numpy.exp(raw)
        frames.append(mean + numpy.sqrt(temperature) * deviation * n)
    return numpy.array(frames)


class PeersTest(unittest.TestCase):

    def setUp(self):
        torch.manual_seed(3)

    def test_draw(self):
        outputs = torch.randn(7, K * (1 + 2 * D))
        exponentials = torch.empty(7, K).exponential_()
        normals = torch.randn(7, D)
        for temperature in (1.0, 0.3):
            drawn = peer_generation.draw(outputs, exponentials, normals, temperature)
            expected = reference_draw(outputs.double().numpy(), exponentials.double().numpy(),
                                      normals.double().numpy(), temperature)
            # float32, values of up to some ten
            self.assertLess(numpy.abs(drawn.numpy() - expected).max(), 1e-4)

    def test_components_come_as_often_as_the_softmax_says(self):
        logits = torch.linspace(-1, 1, K)
        outputs = torch.zeros(20000, K * (1 + 2 * D))
        outputs[:, :K] = logits
        # The component shows in the mean; the deviation is nearly none.
        outputs[:, K:K + K * D] = torch.arange(K).repeat_interleave(D).float()
        outputs[:, K + K * D:] = -30
        exponentials = torch.empty(20000, K).exponential_()
        drawn = peer_generation.draw(outputs, exponentials, torch.zeros(20000, D))
        shares = torch.bincount(drawn[:, 0].round().long(), minlength=K) / 20000
        # four standard deviations of a share of 20000
        self.assertLess((shares - torch.softmax(logits, 0)).abs().max().item(), 4 * 0.5 / 141)

    def test_steps_of_all_forms(self):
        for form in peer_generation.FORMS:
            generator = peer_generation.Generator(form, 24, 2, 5, "cpu", torch.float32)
            frame = numpy.zeros((5, D))
            h, c = numpy.zeros((2, 5, 24)), numpy.zeros((2, 5, 24))
            for _ in range(3):
                made = generator.step().double().numpy()
                x = frame
                for layer, group in enumerate(generator.weights):
                    w_ih, w_hh, b_ih, b_hh = (part.double().numpy() for part in group)
                    i, f, g, o = numpy.split(
                        x @ w_ih.T + b_ih + h[layer] @ w_hh.T + b_hh, 4, axis=1)
                    c[layer] = sigmoid(f) * c[layer] + sigmoid(i) * numpy.tanh(g)
                    x = h[layer] = sigmoid(o) * numpy.tanh(c[layer])
                head = generator.head
                outputs = x @ head.weight.detach().double().numpy().T
                outputs += head.bias.detach().double().numpy()
                frame = reference_draw(outputs, generator.exponentials.double().numpy(),
                                       generator.normals.double().numpy(), 1.0)
                # float32, a few steps
                self.assertLess(numpy.abs(made - frame).max(), 1e-4, form)

    def test_chunks_hold_every_step(self):
        generator = peer_generation.Generator("cells", 8, 1, 2, "cpu", torch.float32)
        chunk = peer_generation.Chunk(generator, 6, 2, None)
        chunk.run()
        self.assertTrue(torch.equal(chunk.host[-1], generator.frame))
        self.assertEqual(len({tuple(frame.flatten().tolist()) for frame in chunk.host}), 6)

    def test_training_learns_from_real_steps_alone(self):
        made = []
        for variant in (peer_training.RAGGED, ""):
            torch.manual_seed(5)
            work = peer_training.training_step(12, 2, 3, 7, variant, "cpu", torch.float32)
            work()
            made.append([part.grad.clone() for part in work.parameters])
            work()
            for part, first in zip(work.parameters, made[-1]):
                # Gradients do not add up over runs.
                self.assertTrue(torch.equal(part.grad, first))
        self.assertTrue(all(part.abs().max() > 0 for part in made[0]))
        # The same weights and frames, but not the same steps.
        self.assertTrue(any((a - b).abs().max() > 1e-6 for a, b in zip(*made)))

    def test_every_case_has_its_lines(self):
        """As main() does it, in small and on the CPU, where graphs are replaced by what they hold."""
        patches = {"DEVICE": "cpu", "milliseconds": lambda work, most: (work(), 1.0)[1],
                   "host_milliseconds": lambda work: (work(), 1.0)[1], "graph_of": lambda work: work,
                   "recover": lambda: None, "set_precision": lambda name: None}
        raw = {"raw_cudnn": lambda network, x: lambda: network(x)[0]}
        out = io.StringIO()
        with (unittest.mock.patch.multiple(peers, **patches),
              unittest.mock.patch.multiple(peer_training, **raw),
              contextlib.redirect_stdout(out)):
            peers.layer("fp32", 8, 2, 3)
            peers.training("fp32", 8, 2, 3, 4, "")
            peers.training("fp32", 8, 2, 3, 4, peer_training.RAGGED)
            peers.generation("fp32", 8, 2, 3, 8)
        lines = [json.loads(text) for text in out.getvalue().splitlines()]
        self.assertEqual([line for line in lines if "milliseconds" not in line], [])
        self.assertEqual(collections.Counter(line["name"] for line in lines),
                         {"layer forward": 3, "layer forward and back": 3, "training": 3,
                          "generation": 4})

    def test_cases_are_those_of_gpu_times(self):
        cases = peers.cases()
        ranks = [case.rank for case in cases]
        self.assertEqual(ranks, sorted(ranks))
        self.assertEqual((cases[0].kind, cases[0].hidden, cases[0].batch), ("layer", 768, 16))
        self.assertEqual(len([case for case in cases if case.kind == "generation"]), 45 * 4)
        # H, L and N of training, and the one variant that nn.LSTM has in half precision.
        self.assertEqual(len([case for case in cases if case.kind == "training"]), 18 * 4 + 2)


if __name__ == "__main__":
    unittest.main()
