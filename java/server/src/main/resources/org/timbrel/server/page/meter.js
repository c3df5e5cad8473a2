// SPDX-License-Identifier: GPL-3.0-or-later
// The level of what is heard, in dB of full scale: the bar its mean, the tick its peak.

import {number} from "./words.js";

const FLOOR_DB = -60;
const TEXT_EVERY_MS = 250;
const PEAK_FALLS_DB_PER_MS = 0.02;

export class Meter {
  #meter = document.getElementById("level");
  #text = document.getElementById("level-text");
  #peak = FLOOR_DB;
  #told = 0;
  #seen = 0;

  /** @param {{rms: number, peak: number}} level of full scale */
  show({rms, peak}) {
    const mean = Math.max(FLOOR_DB, 20 * Math.log10(rms));
    const now = performance.now();
    const fallen = this.#peak - PEAK_FALLS_DB_PER_MS * (now - this.#seen);
    this.#seen = now;
    this.#peak = rms === 0 ? FLOOR_DB : Math.max(FLOOR_DB, fallen, 20 * Math.log10(peak));
    const place = db => 1 - db / FLOOR_DB;
    this.#meter.style.setProperty("--mean", place(mean));
    this.#meter.style.setProperty("--peak", place(this.#peak));
    if (now - this.#told > TEXT_EVERY_MS || rms === 0) {
      this.#told = now;
      const text = mean > FLOOR_DB ? `${number(mean, 0)} dB` : "silent";
      this.#text.textContent = text;
      this.#meter.setAttribute("aria-valuenow", Math.round(mean));
      this.#meter.setAttribute("aria-valuetext", text);
    }
  }
}
