// SPDX-License-Identifier: GPL-3.0-or-later
// From a press of Start to the last sample: one stream, what is heard of it, and what is kept.

import {Again} from "./again.js";
import {LiveTexture} from "./live.js";
import {Player, output} from "./player.js";
import {Problem} from "./api.js";
import {Recording} from "./recording.js";

/** How much of what is heard is kept. */
export const KEPT_SECONDS = 600;

/** What the server sends ahead, and what is collected before it sounds, in seconds. */
const LEAD = 0.3;
const ENOUGH = 0.2;

const STEER_EVERY_MS = 80;

/**
 * A stream that is heard. What happens goes to `on`: started(), begun() when it sounds, marked(seconds)
 * for a change, refused(Problem), and once over(Problem|null).
 */
export class Session {
  #live = null;
  #player = null;
  #on;
  #changes = {};
  #timer = 0;
  #ending = null;
  #pressed = performance.now();

  id = "";
  seed = null;
  made = 0;
  sent = 0;
  /** From the press to the first sample that sounded, in seconds. */
  delay = 0;
  recording = null;
  again = null;
  over = false;

  constructor(on) {
    this.#on = on;
  }

  /**
   * To be called within a click, so that sound is let out.
   *
   * @param {object} model as the server lists it
   * @param {object} begin of the API's start
   */
  start(model, begin) {
    let opening;
    try {
      opening = output(model.sample_rate_hz);
    } catch (error) {
      opening = Promise.reject(error);
    }
    const early = [];
    this.#live = new LiveTexture({...begin, lead_s: LEAD}, {
      started: message => {
        ({id: this.id, seed: this.seed} = message);
        this.again = new Again(message, begin, 1 / model.frames_per_second);
        this.recording = new Recording(message.sample_rate_hz, KEPT_SECONDS);
        this.#on.started();
      },
      audio: pcm => {
        this.recording.push(pcm);
        this.sent += pcm.length;
        if (this.#player) {
          this.#player.push(pcm);
        } else {
          early.push(pcm);
        }
      },
      steered: ({at_s: at, glide_s: glide}, steering) => {
        this.again.steered(steering, at, glide);
        this.#on.marked(at);
      },
      state: ({made_s: made}) => {
        this.made = made;
      },
      refused: problem => this.#on.refused(problem),
      done: () => this.#end(null),
      lost: problem => this.#end(problem),
    });
    opening.then(context => {
      if (this.over) {
        return;
      }
      this.#player = new Player(context, ENOUGH, () => this.#begun(), () => this.#finished());
      early.forEach(pcm => this.#player.push(pcm));
      if (this.#ending) {
        this.#player.end();
      }
    }, error => {
      this.#live.stop();
      this.#end(new Problem({title: `This browser lets no sound out: ${error.message}`}));
    });
  }

  #begun() {
    this.delay = (performance.now() - this.#pressed) / 1000;
    this.#on.begun();
  }

  /** Fades out and ends. */
  stop() {
    this.#live.stop();
    this.#ending ??= {problem: null};
    if (this.#player) {
      this.#player.stop();
    } else {
      this.#finished();
    }
  }

  // What came is still played.
  #end(problem) {
    this.#ending ??= {problem};
    if (this.#player) {
      this.#player.end();
    } else {
      this.#finished();
    }
  }

  #finished() {
    if (!this.over) {
      this.over = true;
      clearTimeout(this.#timer);
      this.#on.over(this.#ending?.problem ?? null);
    }
  }

  /** Asks for changes. */
  steer(changes, glide) {
    if (!this.recording || this.#ending) {
      return;
    }
    Object.assign(this.#changes, changes, {glide_s: glide});
    if (!this.#timer) {
      this.#send();
    }
  }

  // The first change at once, those that follow it together.
  #send() {
    this.#live.steer(this.#changes);
    this.#changes = {};
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (!this.#ending && Object.keys(this.#changes).length > 0) {
        this.#send();
      }
    }, STEER_EVERY_MS);
  }

  /** Samples heard about now. */
  get heard() {
    return Math.min(this.#player?.heard ?? 0, this.recording?.length ?? 0);
  }

  /** Samples played. */
  get played() {
    return this.#player?.taken ?? 0;
  }

  /** In seconds. */
  get buffered() {
    return this.#player?.buffered ?? 0;
  }

  get underruns() {
    return this.#player?.underruns ?? 0;
  }

  level() {
    return this.#player && !this.over ? this.#player.level() : {rms: 0, peak: 0};
  }
}
