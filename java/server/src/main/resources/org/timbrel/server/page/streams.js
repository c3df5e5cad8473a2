// SPDX-License-Identifier: GPL-3.0-or-later
// The caller's streams, this page's among them, each with a button that ends it.

import {ask} from "./api.js";
import {number, seconds} from "./words.js";

const EVERY_MS = 2000;

const table = document.getElementById("streams");
const note = document.getElementById("streams-note");

function row(stream, stop) {
  const line = document.createElement("tr");
  line.dataset.id = stream.id;
  const name = Object.assign(document.createElement("th"), {scope: "row"});
  name.append(Object.assign(document.createElement("code"), {textContent: stream.id}));
  line.append(name);
  for (let k = 0; k < 5; k++) {
    line.append(document.createElement("td"));
  }
  line.cells[4].className = line.cells[5].className = "n";
  const button = Object.assign(document.createElement("button"), {type: "button", textContent: "Stop"});
  button.setAttribute("aria-label", `Stop stream ${stream.id}`);
  button.onclick = () => stop(stream.id, button);
  const last = document.createElement("td");
  last.append(button);
  line.append(last);
  return line;
}

function fill(line, stream, own) {
  const texts = [
    stream.model,
    String(stream.seed),
    stream.id === own ? `${stream.state.toLowerCase()}, this page` : stream.state.toLowerCase(),
    seconds(stream.made_s),
    seconds(stream.taken_s),
  ];
  texts.forEach((text, k) => {
    if (line.cells[k + 1].textContent !== text) {
      line.cells[k + 1].textContent = text;
    }
  });
}

export class Streams {
  #own = "";
  #failed;
  #timer = 0;

  /**
   * @param {(problem: Problem) => void} failed where one could not be stopped
   */
  constructor(failed) {
    this.#failed = failed;
    document.addEventListener("visibilitychange", () => this.refresh());
  }

  /** Which is this page's. */
  own(id) {
    this.#own = id;
    this.refresh();
  }

  /** Now, and every two seconds from now on while the page is seen. */
  async refresh() {
    clearTimeout(this.#timer);
    if (document.visibilityState === "visible") {
      // Rows stay where they are, so that a button keeps its focus.
      await ask("v1/streams").then(answer => this.#show(answer), problem => {
        note.textContent = problem.message;
        table.hidden = true;
      });
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.refresh(), EVERY_MS);
    }
  }

  #show({streams, slots, running, waiting}) {
    const body = table.tBodies[0];
    const known = new Map([...body.rows].map(line => [line.dataset.id, line]));
    for (const stream of streams) {
      const line = known.get(stream.id) ?? body.appendChild(row(stream, (...which) => this.#stop(...which)));
      fill(line, stream, this.#own);
      known.delete(stream.id);
    }
    known.forEach(line => line.remove());
    table.hidden = streams.length === 0;
    const others = waiting > 0 ? `, ${number(waiting, 0)} waiting` : "";
    note.textContent = `${streams.length === 0 ? "None now" : `${streams.length} of yours`}; the server runs ${running} of at most ${slots}${others}.`;
  }

  async #stop(id, button) {
    button.disabled = true;
    try {
      await ask(`v1/streams/${encodeURIComponent(id)}`, "DELETE");
    } catch (problem) {
      // One that is gone is what was wanted.
      if (problem.status !== 404) {
        this.#failed(problem);
      }
    }
    this.refresh();
  }
}
