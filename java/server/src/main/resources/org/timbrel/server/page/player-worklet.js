// SPDX-License-Identifier: GPL-3.0-or-later
// The ring on the thread that plays.

import {Ring} from "./ring.js";

const REPORT_SAMPLES = 1024;

class TexturePlayer extends AudioWorkletProcessor {
  #ring;
  #since = 0;

  constructor({processorOptions: {leadSeconds}}) {
    super();
    this.#ring = new Ring(sampleRate, leadSeconds);
    this.port.onmessage = ({data: {pcm, does}}) => {
      if (pcm) {
        this.#ring.push(pcm);
      } else {
        this.#ring[does]();
      }
    };
  }

  process(inputs, [[out]]) {
    this.#ring.take(out);
    this.#since += out.length;
    if (this.#since >= REPORT_SAMPLES || this.#ring.finished) {
      this.#since = 0;
      const {taken, buffered, underruns, playing, finished} = this.#ring;
      this.port.postMessage({taken, buffered, underruns, playing, finished});
    }
    return !this.#ring.finished;
  }
}

registerProcessor("texture-player", TexturePlayer);
