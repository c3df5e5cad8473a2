// SPDX-License-Identifier: GPL-3.0-or-later
// Plays samples as they come, at the rate they were made for.

import {Ring} from "./ring.js";

const WORKLET = new URL("player-worklet.js", import.meta.url);
const OLD_BLOCK = 1024;

const contexts = new Map();
let players = 0;

/**
 * The sound output at a rate, which a click may open. The same one each time: browsers have few.
 *
 * @throws {Error} where the browser cannot
 */
export function output(sampleRate) {
  if (!contexts.has(sampleRate)) {
    const context = new AudioContext({sampleRate, latencyHint: "interactive"});
    // Without https only the computer itself has worklets; elsewhere there is the old way.
    const ready = context.audioWorklet?.addModule(WORKLET) ?? Promise.resolve();
    contexts.set(sampleRate, {context, ready});
  }
  const {context, ready} = contexts.get(sampleRate);
  return Promise.all([context.resume(), ready]).then(() => context);
}

/** One stream's sound; ends once and is not used again. */
export class Player {
  #context;
  #node;
  #ring = null;
  #analyser;
  #window;
  #reported = performance.now();
  #report = {taken: 0, buffered: 0, underruns: 0, playing: false, finished: false};

  /**
   * @param {AudioContext} context of the stream's rate
   * @param {number} leadSeconds to collect before it begins
   * @param {() => void} begun when the first sample sounds
   * @param {() => void} finished when the last did
   */
  constructor(context, leadSeconds, begun, finished) {
    this.#context = context;
    this.#analyser = new AnalyserNode(context, {fftSize: 2048});
    this.#window = new Float32Array(this.#analyser.fftSize);
    const heard = report => {
      const first = this.#report.taken === 0 && report.taken > 0;
      const last = report.finished && !this.#report.finished;
      this.#report = report;
      this.#reported = performance.now();
      if (first) {
        begun();
      }
      if (last) {
        this.#leave();
        finished();
      }
    };
    this.#node = context.audioWorklet ? this.#worklet(leadSeconds, heard) : this.#old(leadSeconds, heard);
    this.#node.connect(this.#analyser).connect(context.destination);
    players++;
  }

  // The output rests while nothing plays.
  #leave() {
    this.#node.disconnect();
    this.#analyser.disconnect();
    players--;
    if (players === 0) {
      this.#context.suspend();
    }
  }

  #worklet(leadSeconds, heard) {
    const node = new AudioWorkletNode(this.#context, "texture-player", {
      numberOfInputs: 0,
      outputChannelCount: [1],
      processorOptions: {leadSeconds},
    });
    node.port.onmessage = ({data}) => heard(data);
    return node;
  }

  #old(leadSeconds, heard) {
    this.#ring = new Ring(this.#context.sampleRate, leadSeconds);
    const node = this.#context.createScriptProcessor(OLD_BLOCK, 0, 1);
    node.onaudioprocess = ({outputBuffer}) => {
      this.#ring.take(outputBuffer.getChannelData(0));
      const {taken, buffered, underruns, playing, finished} = this.#ring;
      heard({taken, buffered, underruns, playing, finished});
    };
    return node;
  }

  /** @param {Int16Array} pcm is not the caller's any more */
  push(pcm) {
    if (this.#ring) {
      this.#ring.push(pcm);
    } else {
      this.#node.port.postMessage({pcm}, [pcm.buffer]);
    }
  }

  /** Plays what is left. */
  end() {
    this.#do("end");
  }

  /** Fades out. */
  stop() {
    this.#do("stop");
  }

  #do(does) {
    if (this.#ring) {
      this.#ring[does]();
    } else {
      this.#node.port.postMessage({does});
    }
  }

  get underruns() {
    return this.#report.underruns;
  }

  /** Samples that were played. */
  get taken() {
    return this.#report.taken;
  }

  /** In seconds. */
  get buffered() {
    return this.#report.buffered / this.#context.sampleRate;
  }

  /** The sample that is heard about now: reports come some forty times a second. */
  get heard() {
    const {taken, playing} = this.#report;
    const rate = this.#context.sampleRate;
    const since = playing ? Math.min(0.05, (performance.now() - this.#reported) / 1000) : 0;
    const late = playing ? this.#context.outputLatency || 0 : 0;
    return Math.max(0, Math.round(taken + (since - late) * rate));
  }

  /** Of the last 2048 samples that went out, of full scale. */
  level() {
    this.#analyser.getFloatTimeDomainData(this.#window);
    let square = 0;
    let peak = 0;
    for (const value of this.#window) {
      square += value * value;
      peak = Math.max(peak, Math.abs(value));
    }
    return {rms: Math.sqrt(square / this.#window.length), peak};
  }
}
