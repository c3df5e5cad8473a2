// SPDX-License-Identifier: GPL-3.0-or-later
// Samples between the network and the loudspeaker. Whatever begins, ends or is missing is faded:
// nothing clicks.

const CAPACITY_SECONDS = 10;
const FADE_SECONDS = 0.01;
const STOP_SECONDS = 0.08;

export class Ring {
  #samples;
  #pushed = 0;
  #gain = 0;
  #rise;
  #fall;
  #fade;
  #enough;
  #ended = false;
  #stopping = false;

  /** Samples that went out, or that were dropped because nobody took them. */
  taken = 0;
  /** How often it was empty when it should not have been. */
  underruns = 0;
  playing = false;
  /** Nothing more will come out. */
  finished = false;

  /**
   * @param {number} sampleRate in Hz
   * @param {number} leadSeconds to wait for before anything is played, at first and after an underrun
   */
  constructor(sampleRate, leadSeconds) {
    this.#samples = new Float32Array(Math.ceil(CAPACITY_SECONDS * sampleRate));
    this.#fade = Math.round(FADE_SECONDS * sampleRate);
    this.#rise = 1 / this.#fade;
    this.#fall = 1 / (STOP_SECONDS * sampleRate);
    this.#enough = Math.round(leadSeconds * sampleRate);
  }

  get buffered() {
    return this.#pushed - this.taken;
  }

  /** @param {Int16Array} pcm of any length */
  push(pcm) {
    for (const value of pcm) {
      this.#samples[this.#pushed++ % this.#samples.length] = value / 32768;
    }
    if (this.buffered > this.#samples.length) {
      // Only where the device stood still, so there is no sound to be cut.
      this.taken = this.#pushed - this.#samples.length;
      this.#gain = 0;
    }
  }

  /** All was pushed: the rest is played, and being empty is no fault. */
  end() {
    this.#ended = true;
  }

  /** Fades out now. */
  stop() {
    this.#stopping = true;
  }

  /** @param {Float32Array} out filled: with silence where there is nothing */
  take(out) {
    for (let i = 0; i < out.length; i++) {
      out[i] = this.#next();
    }
  }

  #next() {
    const left = this.buffered;
    if (this.finished || left === 0) {
      this.#dry();
      return 0;
    }
    this.playing ||= left >= this.#enough || this.#ended;
    if (!this.playing) {
      this.finished ||= this.#stopping;
      return 0;
    }
    // Towards the end of what is there it gets quiet, whether or not more comes in time.
    const wanted = this.#stopping ? this.#gain - this.#fall : this.#gain + this.#rise;
    this.#gain = Math.max(0, Math.min(1, wanted, left / this.#fade));
    this.finished = this.#stopping && this.#gain === 0;
    return this.#gain * this.#samples[this.taken++ % this.#samples.length];
  }

  #dry() {
    if (this.playing && !this.#ended && !this.#stopping) {
      this.underruns++;
    }
    this.finished ||= this.#ended || this.#stopping;
    this.playing = false;
    this.#gain = 0;
  }
}
