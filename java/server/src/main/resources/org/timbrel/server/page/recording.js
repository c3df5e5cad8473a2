// SPDX-License-Identifier: GPL-3.0-or-later
// The samples of a stream as they came, the last minutes of them.

const BLOCK = 1 << 16;

export class Recording {
  #blocks = [];
  #dropped = 0;
  #limit;

  /** Samples that came. */
  length = 0;

  /**
   * @param {number} sampleRate in Hz
   * @param {number} keptSeconds how much is kept; what is older is dropped
   */
  constructor(sampleRate, keptSeconds) {
    this.sampleRate = sampleRate;
    this.#limit = Math.round(keptSeconds * sampleRate);
  }

  /** @param {Int16Array} pcm copied */
  push(pcm) {
    for (let done = 0; done < pcm.length;) {
      const at = this.length % BLOCK;
      if (at === 0) {
        this.#blocks.push(new Int16Array(BLOCK));
      }
      const part = pcm.subarray(done, done + BLOCK - at);
      this.#blocks.at(-1).set(part, at);
      this.length += part.length;
      done += part.length;
    }
    while (this.length - (this.#dropped + 1) * BLOCK >= this.#limit) {
      this.#blocks.shift();
      this.#dropped++;
    }
  }

  /** The first sample that is kept of those before {@code end}. */
  first(end = this.length) {
    return Math.max(this.#dropped * BLOCK, end - this.#limit);
  }

  /** Sample {@code at}, within -1..1; 0 where there is none (any more). */
  sample(at) {
    const block = this.#blocks[Math.floor(at / BLOCK) - this.#dropped];
    return block && at < this.length ? block[at % BLOCK] / 32768 : 0;
  }

  /** What is kept of the samples before {@code end}: a WAV file, 16 bits, mono. */
  wav(end) {
    const first = this.first(end);
    const parts = [];
    for (let at = first; at < end;) {
      const from = at % BLOCK;
      const to = Math.min(BLOCK, from + end - at);
      parts.push(this.#blocks[Math.floor(at / BLOCK) - this.#dropped].subarray(from, to));
      at += to - from;
    }
    return new Blob([header(this.sampleRate, 2 * (end - first)), ...parts], {type: "audio/wav"});
  }
}

// RIFF, 44 bytes, PCM.
function header(sampleRate, bytes) {
  const view = new DataView(new ArrayBuffer(44));
  const text = (at, four) => [...four].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + bytes, true);
  text(8, "WAVE");
  text(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 2 * sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, bytes, true);
  return view;
}
