// SPDX-License-Identifier: GPL-3.0-or-later
// What was steered, written down: the request that makes the same sound as a file.

import {address, key} from "./api.js";


/** Values over time, straight from point to point. */
class Curve {
  #points;

  constructor(values) {
    this.#points = [{at: 0, values}];
  }

  at(seconds) {
    const next = this.#points.findIndex(point => point.at > seconds);
    if (next === 0) {
      return this.#points[0].values;
    }
    if (next < 0) {
      return this.#points.at(-1).values;
    }
    const [from, to] = [this.#points[next - 1], this.#points[next]];
    const share = (seconds - from.at) / (to.at - from.at);
    return from.values.map((value, i) => value + share * (to.values[i] - value));
  }

  // What was to come after it does not.
  glide(at, seconds, values) {
    const begin = this.at(at);
    this.#points = this.#points.filter(point => point.at < at);
    this.#points.push({at, values: begin}, {at: at + seconds, values});
  }

  // Those before {@code end}, and where it goes from the last of them.
  points(end) {
    const known = this.#points.filter((point, k) => k === 0 || this.#points[k - 1].at < end);
    const [last, next] = [known.at(-2), known.at(-1)];
    const level = last && next.at >= end && next.values.every((value, i) => value === last.values[i]);
    return level ? known.slice(0, -1) : known;
  }
}

/** One stream's request, kept up as it is steered. */
export class Again {
  #started;
  #begin;
  #curves;
  #sounds;
  #frame;

  /** Its temperature was changed, which a request for a file cannot say. */
  reheated = false;

  /**
   * @param started what the server said of it
   * @param begin what it was asked for with
   * @param {number} frame how long one is, in seconds
   */
  constructor(started, begin, frame) {
    this.#started = started;
    this.#begin = begin;
    this.#frame = frame;
    this.#sounds = Object.keys(begin.condition ?? {});
    this.#curves = {
      condition: new Curve(this.#shares(begin.condition ?? {})),
      loudness_db: new Curve([begin.loudness_db]),
      brightness_db_per_octave: new Curve([begin.brightness_db_per_octave]),
    };
  }

  #shares(condition) {
    const weights = this.#sounds.map(sound => condition[sound] ?? 0);
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map(weight => weight / sum);
  }

  /** What was asked for, and from when it holds. */
  steered(steering, at, glide) {
    for (const [name, curve] of Object.entries(this.#curves)) {
      if (name in steering) {
        // Nothing is reached in less than a frame.
        const took = Math.max(glide, this.#frame);
        curve.glide(at, took, name === "condition" ? this.#shares(steering[name]) : [steering[name]]);
      }
    }
    this.reheated ||= "temperature" in steering;
  }

  /**
   * The body of the request for the first seconds, and for what makes them whole: the last samples of
   * a file are those of frames that nothing follows.
   */
  request(seconds) {
    const body = {
      model: this.#started.model,
      seed: this.#started.seed,
      temperature: this.#begin.temperature,
      duration_s: (Math.ceil(10 * seconds) + 1) / 10,
    };
    const one = ([value]) => value;
    const mix = shares => Object.fromEntries(this.#sounds.map((sound, i) => [sound, shares[i]]));
    if (this.#sounds.length > 0) {
      body.condition = this.#written("condition", seconds, "condition", mix);
    }
    for (const name of ["loudness_db", "brightness_db_per_octave"]) {
      body[name] = this.#written(name, seconds, "value", one);
    }
    return body;
  }

  #written(name, end, called, write) {
    const points = this.#curves[name].points(end);
    return points.length === 1
      ? write(points[0].values)
      : points.map(({at, values}) => ({at_s: at, [called]: write(values)}));
  }

  /** As it is typed into a shell. */
  command(seconds) {
    const fields = Object.entries(this.request(seconds))
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    const body = `{\n${fields.join(",\n")}\n  }`.replaceAll("'", String.raw`'\''`);
    const lines = [
      `curl -o ${this.#started.model.replace(/[^\w-]+/g, "-")}.wav`,
      String(address("v1/audio/textures")),
      ...(key.get() ? [`-H "Authorization: Bearer $TIMBREL_KEY"`] : []),
      "-H 'Content-Type: application/json'",
      `-d '${body}'`,
    ];
    return lines.join(" \\\n  ");
  }
}
