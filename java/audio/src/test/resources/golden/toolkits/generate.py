# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of Kaldi's, torchaudio's and HTK's conventions, by programs that are not Timbrel.

python3 generate.py, on Debian 12 with python3-torchaudio 0.13.1-1 and sptk 3.9-3.
"""

import json
import os
import subprocess
import wave

import numpy as np
import torch
import torchaudio
from torchaudio.compliance import kaldi

MFCC_OF = "../mfcc/"
SPTK = "/usr/libexec/sptk/bin/mfcc"
cases = []


def speech():
    """A second and a half at 16 kHz: a gliding voice, silence, a hiss, a click; ours."""
    rate = 16000
    rng = np.random.default_rng(7)
    t = np.arange(24000) / rate
    phase = 2 * np.pi * np.cumsum(120 + 60 * np.sin(2 * np.pi * 1.5 * t)) / rate
    voice = sum(np.sin(k * phase) / k for k in range(1, 25)) * np.hanning(24000)
    sound = 0.15 * voice + 0.02 * rng.standard_normal(24000) * (t > 1.1)
    sound[9000:11000] = 0
    sound[10000] = 0.9
    pcm = np.round(32767 * np.clip(sound, -1, 1)).astype("<i2")
    with wave.open("speech.wav", "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(pcm.tobytes())


def read(name):
    with wave.open(name, "rb") as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return pcm.astype(np.float64), file.getframerate()


def save(case, profile, wav, options, mfcc):
    """mfcc: [frames, coefficients]."""
    np.save(case + ".npy", np.asarray(mfcc, dtype=np.float32))
    cases.append(dict(case=case, profile=profile, wav=wav, frames=len(mfcc), options=options))


def of_kaldi(case, wav, ours, **theirs):
    pcm, rate = read(wav)
    options = dict(energy_floor=0.0, use_energy=True, sample_frequency=float(rate))
    options.update(theirs)
    mfcc = kaldi.mfcc(torch.from_numpy(pcm).unsqueeze(0), **options)
    save(case, "kaldi", wav, ours, mfcc.numpy())


def of_torchaudio(case, wav, ours, n_mfcc=40, **mel):
    pcm, rate = read(wav)
    transform = torchaudio.transforms.MFCC(rate, n_mfcc, melkwargs=mel).double()
    save(case, "torchaudio", wav, ours, transform(torch.from_numpy(pcm / 32768)).numpy().T)


def of_htk(case, wav, ours, window, transform, hop, channels=26, order=12):
    """SPTK computes as HTK; the frames are cut here, and C0, its last, is put first."""
    pcm, rate = read(wav)
    frames = 1 + (len(pcm) - window) // hop
    cut = np.stack([pcm[i * hop : i * hop + window] for i in range(frames)])
    command = [SPTK, "-s", str(rate / 1000), "-l", str(window), "-L", str(transform)]
    command += ["-m", str(order), "-n", str(channels), "-e", "1", "-0"]
    out = subprocess.run(command, input=cut.astype("<f4").tobytes(), capture_output=True, check=True)
    mfcc = np.frombuffer(out.stdout, "<f4").reshape(frames, order + 1)
    save(case, "htk", wav, ours, np.roll(mfcc, 1, axis=1))


os.chdir(os.path.dirname(os.path.abspath(__file__)))
speech()
amen, choir, short = (MFCC_OF + name + ".wav" for name in ("amen", "choir", "short"))
of_kaldi("kaldi-speech", "speech.wav", {})
of_kaldi("kaldi-amen", amen, {})
of_kaldi("kaldi-speech-c0", "speech.wav", {"energy": False}, use_energy=False)
of_kaldi("kaldi-speech-whole", "speech.wav", {"center": True}, snip_edges=False)
of_kaldi(
    "kaldi-choir-40",
    choir,
    {"melBands": 40, "coefficients": 40, "lifter": 0, "window": "hamming", "fmaxHz": 16000.0},
    num_mel_bins=40,
    num_ceps=40,
    cepstral_lifter=0.0,
    window_type="hamming",
    high_freq=16000.0,
)
of_torchaudio("torchaudio-speech", "speech.wav", {})
of_torchaudio("torchaudio-short", short, {})
of_torchaudio("torchaudio-amen", amen, {})
of_torchaudio(
    "torchaudio-choir-slaney",
    choir,
    {"fftSize": 1024, "hopSamples": 256, "melBands": 64, "coefficients": 20}
    | {"melScale": "slaney", "melNorm": "slaney", "fminHz": 30.0, "fmaxHz": 14000.0},
    n_mfcc=20,
    n_fft=1024,
    hop_length=256,
    n_mels=64,
    mel_scale="slaney",
    norm="slaney",
    f_min=30.0,
    f_max=14000.0,
)
of_htk("htk-speech", "speech.wav", {}, 400, 512, 160)
of_htk("htk-amen", amen, {}, 1102, 2048, 441)
manifest = dict(generator=f"torchaudio {torchaudio.__version__}, torch {torch.__version__}, SPTK 3.9")
with open("manifest.json", "w") as file:
    json.dump(manifest | dict(cases=cases), file, indent=1)
    file.write("\n")
