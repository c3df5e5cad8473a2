// SPDX-License-Identifier: GPL-3.0-or-later
// The sliders: what they say, and what is asked of the server when they move.

import {number, seconds, signed} from "./words.js";

const byId = id => document.getElementById(id);

const SHAPE = [
  {id: "temperature", field: "temperature", says: value => number(value, 2)},
  {id: "loudness", field: "loudness_db", says: value => `${signed(value, 1)} dB`},
  {id: "brightness", field: "brightness_db_per_octave", says: value => `${signed(value, 2)} dB/octave`},
];
const MOST = 100;

// The part from the neutral value to the thumb is coloured.
function tell(input, says) {
  const place = value => 100 * (value - input.min) / (input.max - input.min);
  const [here, neutral] = [place(input.value), place(Math.max(input.min, input.dataset.neutral ?? input.min))];
  input.style.setProperty("--from", `${Math.min(here, neutral)}%`);
  input.style.setProperty("--to", `${Math.max(here, neutral)}%`);
  input.setAttribute("aria-valuetext", says);
  byId(`${input.id}-value`).textContent = says;
}

function slider(id, name) {
  const input = Object.assign(document.createElement("input"), {id, type: "range", min: 0, max: MOST, value: 0});
  const label = Object.assign(document.createElement("label"), {htmlFor: id, textContent: name});
  const output = document.createElement("output");
  output.id = `${id}-value`;
  output.htmlFor.add(id);
  const row = document.createElement("div");
  row.className = "slider";
  row.append(label, output, input);
  return {row, input};
}

export class Controls {
  #sounds = [];
  #inputs = [];

  /**
   * @param {(steering: object) => void} steer is given the fields that changed
   */
  constructor(steer) {
    this.steer = steer;
    for (const {id, field, says} of SHAPE) {
      const input = byId(id);
      input.dataset.neutral = input.defaultValue;
      input.oninput = () => {
        tell(input, says(input.valueAsNumber));
        this.steer({[field]: input.valueAsNumber});
      };
    }
    const glide = byId("glide");
    glide.oninput = () => tell(glide, seconds(glide.valueAsNumber));
    byId("reset").onclick = () => this.#reset();
    this.#tellShape();
  }

  #tellShape() {
    SHAPE.forEach(({id, says}) => tell(byId(id), says(byId(id).valueAsNumber)));
    tell(byId("glide"), seconds(this.glide));
  }

  #reset() {
    SHAPE.forEach(({id}) => {
      byId(id).value = byId(id).defaultValue;
    });
    this.#tellShape();
    this.steer(this.#shape());
  }

  #shape() {
    return Object.fromEntries(SHAPE.map(({id, field}) => [field, byId(id).valueAsNumber]));
  }

  /** How long a change takes, in seconds. */
  get glide() {
    return byId("glide").valueAsNumber;
  }

  /** A slider a sound; of two, one from the one to the other. */
  offer(sounds) {
    this.#sounds = sounds;
    const sliders = sounds.length === 2
      ? [slider("sound-0", `${sounds[0]} to ${sounds[1]}`)]
      : sounds.map((sound, i) => slider(`sound-${i}`, sound));
    this.#inputs = sliders.map(({input}) => input);
    byId("sound-sliders").replaceChildren(...sliders.map(({row}) => row));
    byId("sounds").hidden = sounds.length < 2;
    if (sounds.length > 2) {
      this.#inputs[0].value = MOST;
    }
    this.#inputs.forEach(input => {
      input.oninput = () => this.#mixed();
    });
    this.#tellSounds();
  }

  #weights() {
    const values = this.#inputs.map(input => input.valueAsNumber / MOST);
    return this.#sounds.length === 2 ? [1 - values[0], values[0]] : values;
  }

  #tellSounds() {
    const weights = this.#weights();
    const sum = weights.reduce((a, b) => a + b, 0);
    const share = i => `${sum > 0 ? Math.round(100 * weights[i] / sum) : 0}\u00a0%`;
    byId("sounds-note").hidden = sum > 0 || this.#sounds.length < 2;
    this.#inputs.forEach((input, i) => {
      const both = () => `${share(0)} ${this.#sounds[0]}, ${share(1)} ${this.#sounds[1]}`;
      tell(input, this.#sounds.length === 2 ? both() : share(i));
    });
    return sum > 0;
  }

  #mixed() {
    if (this.#tellSounds()) {
      this.steer({condition: this.#condition()});
    }
  }

  #condition() {
    const weights = this.#weights();
    return Object.fromEntries(this.#sounds.map((sound, i) => [sound, weights[i]]));
  }

  /** All of it, to begin a stream with. */
  begin() {
    const shape = this.#shape();
    if (this.#sounds.length < 2) {
      return shape;
    }
    const silent = this.#weights().every(weight => weight === 0);
    return {...shape, condition: silent ? {[this.#sounds[0]]: 1} : this.#condition()};
  }
}
