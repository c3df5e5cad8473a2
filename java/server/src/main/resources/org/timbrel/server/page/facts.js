// SPDX-License-Identifier: GPL-3.0-or-later
// What there is to say of a stream: its numbers, what was kept of it, and how to get it again.

import {KEPT_SECONDS} from "./session.js";
import {clock, milliseconds, seconds} from "./words.js";

const EVERY_MS = 250;

const byId = id => document.getElementById(id);

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export class Facts {
  #session = null;
  #model = "";
  #cells = new Map();
  #seed = document.createElement("span");
  #told = 0;

  /**
   * @param {(seed: string) => void} again for a stream of the same seed
   */
  constructor(again) {
    byId("download").onclick = () => this.#download();
    byId("copy").onclick = () => this.#copy();
    for (const name of ["Stream", "Seed", "Texture", "Made", "Received", "Heard", "Buffered", "Underruns", "First sound"]) {
      const row = byId("facts").insertRow();
      row.append(Object.assign(document.createElement("th"), {scope: "row", textContent: name}));
      this.#cells.set(name, row.insertCell());
    }
    const same = Object.assign(document.createElement("button"), {type: "button", className: "quiet"});
    same.textContent = "use it again";
    same.onclick = () => again(this.#seed.textContent);
    this.#cells.get("Seed").append(this.#seed, same);
  }

  #set(name, text) {
    const cell = this.#cells.get(name);
    if (cell.textContent !== text) {
      cell.textContent = text;
    }
  }

  /** Another stream, which has begun. */
  show(session, model) {
    this.#session = session;
    this.#model = model;
    this.#told = 0;
    this.#set("Stream", session.id);
    this.#seed.textContent = session.seed;
    byId("heard").hidden = false;
    byId("again").textContent = "";
    this.#set("Texture", `${model}, ${session.recording.sampleRate / 1000} kHz`);
    this.update();
  }

  /** As it is now; some four times a second, and when it is over. */
  update() {
    const session = this.#session;
    const now = performance.now();
    if (!session || (now - this.#told < EVERY_MS && !session.over)) {
      return;
    }
    this.#told = now;
    const rate = session.recording.sampleRate;
    const heard = session.played / rate;
    this.#set("Made", seconds(Math.max(session.made, session.sent / rate)));
    this.#set("Received", seconds(session.sent / rate));
    this.#set("Heard", seconds(heard));
    this.#set("Buffered", milliseconds(session.over ? 0 : session.buffered));
    this.#set("Underruns", String(session.underruns));
    this.#set("First sound", session.delay > 0 ? `after ${milliseconds(session.delay)}` : "\u2013");
    this.#record(session, heard);
  }

  #record(session, heard) {
    const dropped = session.recording.first(session.played) / session.recording.sampleRate;
    const kept = dropped > 0
      ? `The last ${KEPT_SECONDS / 60} minutes are kept; the ${clock(dropped)} before them was dropped.`
      : `${clock(heard)} is kept. Of more than ${KEPT_SECONDS / 60} minutes the oldest is dropped.`;
    byId("recorded").textContent = session.over ? `${kept} The next start begins anew.` : kept;
    byId("download").disabled = session.played === 0;
    byId("again-note").textContent = session.again.reheated
      ? "The temperature was changed on the way; a file has one, the first. The rest is as it was."
      : "What was heard to the sample, your changes in it, and a moment more, as a file:";
    if (session.played === 0) {
      return;
    }
    const command = session.again.command(heard);
    // What someone is marking stays as it is.
    if (getSelection().isCollapsed && byId("again").textContent !== command) {
      byId("again").textContent = command;
    }
  }

  #download() {
    const {recording, played, seed} = this.#session;
    save(recording.wav(played), `${this.#model}-${seed}.wav`);
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(byId("again").textContent);
      byId("copy").textContent = "Copied";
      setTimeout(() => {
        byId("copy").textContent = "Copy";
      }, 2000);
    } catch {
      // Without https a page may not; what is marked can be copied by hand.
      getSelection().selectAllChildren(byId("again"));
    }
  }
}
