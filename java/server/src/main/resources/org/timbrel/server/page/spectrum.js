// SPDX-License-Identifier: GPL-3.0-or-later
// Levels by frequency of a stretch of sound.

const WINDOW_SECONDS = 0.046;
const LOWEST_HZ = 40;
const HIGHEST_HZ = 20000;

// Slaney's mel scale: even up to 1 kHz, logarithmic above.
const BEND_HZ = 1000;
const BEND_MEL = 15;
const MEL_OF_E = 27 / Math.log(6.4);
const mel = hz => hz < BEND_HZ ? 3 * hz / 200 : BEND_MEL + Math.log(hz / BEND_HZ) * MEL_OF_E;
const hertz = m => m < BEND_MEL ? 200 * m / 3 : BEND_HZ * Math.exp((m - BEND_MEL) / MEL_OF_E);

export class Spectrum {
  #real;
  #imaginary;
  #window;
  #cosines;
  #sines;
  #reversed;
  #bands;

  /**
   * @param {number} sampleRate in Hz
   * @param {number} bands evenly spaced in mel
   */
  constructor(sampleRate, bands) {
    const n = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRate));
    /** Samples that a call looks at. */
    this.size = n;
    this.#low = mel(LOWEST_HZ);
    this.#high = mel(Math.min(HIGHEST_HZ, sampleRate / 2));
    this.#real = new Float64Array(n);
    this.#imaginary = new Float64Array(n);
    this.#window = Float64Array.from({length: n}, (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / n));
    this.#cosines = Float64Array.from({length: n / 2}, (_, i) => Math.cos(2 * Math.PI * i / n));
    this.#sines = Float64Array.from({length: n / 2}, (_, i) => -Math.sin(2 * Math.PI * i / n));
    const bits = Math.log2(n);
    this.#reversed = Uint32Array.from({length: n}, (_, i) => {
      let reversed = 0;
      for (let b = 0; b < bits; b++) {
        reversed |= (i >> b & 1) << (bits - 1 - b);
      }
      return reversed;
    });
    const edge = b => hertz(this.#low + b / bands * (this.#high - this.#low)) / sampleRate * n;
    this.#bands = Array.from({length: bands}, (_, b) => [edge(b), edge(b + 1)]);
  }

  #low;
  #high;

  /** Where a frequency lies among the bands: 0 below the lowest, 1 above the highest. */
  place(hz) {
    return (mel(hz) - this.#low) / (this.#high - this.#low);
  }

  /**
   * The level of each band, in dB: of a full-scale sine 0.
   *
   * @param {(i: number) => number} sample of {@code size} samples, within -1..1
   * @param {Float32Array} out a value a band, from the lowest
   */
  levels(sample, out) {
    this.#transform(sample);
    const scale = (4 / this.size) ** 2;
    const power = k => scale * (this.#real[k] ** 2 + this.#imaginary[k] ** 2);
    this.#bands.forEach(([from, to], b) => {
      const first = Math.ceil(from);
      const last = Math.min(this.size / 2, Math.ceil(to) - 1);
      let mean = 0;
      if (last < first) {
        // Narrower than the lines are apart: between its neighbours.
        const middle = (from + to) / 2;
        const below = Math.floor(middle);
        mean = power(below) + (middle - below) * (power(below + 1) - power(below));
      } else {
        for (let k = first; k <= last; k++) {
          mean += power(k) / (last - first + 1);
        }
      }
      out[b] = 10 * Math.log10(mean + 1e-14);
    });
  }

  // Cooley and Tukey's, in place, of the windowed samples.
  #transform(sample) {
    const [re, im] = [this.#real, this.#imaginary];
    const n = this.size;
    for (let i = 0; i < n; i++) {
      re[this.#reversed[i]] = sample(i) * this.#window[i];
    }
    im.fill(0);
    for (let half = 1; half < n; half *= 2) {
      const stride = n / 2 / half;
      for (let start = 0; start < n; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const [a, b] = [start + k, start + k + half];
          const c = this.#cosines[k * stride];
          const s = this.#sines[k * stride];
          const turnedRe = re[b] * c - im[b] * s;
          const turnedIm = re[b] * s + im[b] * c;
          re[b] = re[a] - turnedRe;
          im[b] = im[a] - turnedIm;
          re[a] += turnedRe;
          im[a] += turnedIm;
        }
      }
    }
  }
}
