// SPDX-License-Identifier: GPL-3.0-or-later
// One texture over a WebSocket: what it is begun with, the sound as it comes, and steering.

import {Problem, address, ask, key} from "./api.js";

const PROTOCOL = "timbrel.v1";
const REASONS = {
  1001: "The server is shutting down.",
  1008: "The server ended the stream: a message was not as it must be.",
  1009: "The server ended the stream: a message was too long.",
  1011: "The stream failed on the server.",
  1013: "The server has no room for another stream now.",
};

const base64url = text =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/**
 * A stream. What happens goes to `on`: started(message), audio(Int16Array), steered(message, steering),
 * state(message), refused(Problem) of a steering, and once at last done() or lost(Problem).
 */
export class LiveTexture {
  #socket;
  #on;
  #steerings = [];
  #problem = null;
  #started = false;
  #over = false;

  constructor(begin, on) {
    this.#on = on;
    const url = address("v1/textures/live");
    url.protocol = url.protocol.replace("http", "ws");
    const protocols = key.get() ? [PROTOCOL, `timbrel.key.${base64url(key.get())}`] : [PROTOCOL];
    this.#socket = new WebSocket(url, protocols);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.#send({type: "start", ...begin});
    this.#socket.onmessage = ({data}) => this.#receive(data);
    this.#socket.onclose = event => this.#closed(event);
  }

  /** Asks for a change; {@code steering} comes back with the time from which it holds. */
  steer(steering) {
    this.#steerings.push(steering);
    this.#send({type: "steer", ...steering});
  }

  /** Ends it. What comes still is not told. */
  stop() {
    this.#over = true;
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#send({type: "stop"});
    }
    this.#socket.close(1000);
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  #receive(data) {
    if (this.#over) {
      return;
    }
    if (typeof data !== "string") {
      this.#on.audio(new Int16Array(data));
      return;
    }
    const message = JSON.parse(data);
    switch (message.type) {
      case "started":
        this.#started = true;
        this.#on.started(message);
        break;
      case "steered":
        this.#on.steered(message, this.#steerings.shift());
        break;
      case "state":
        this.#on.state(message);
        break;
      case "done":
        this.#end(() => this.#on.done());
        break;
      default:
        this.#refused(new Problem(message));
    }
  }

  // The answer to the oldest steering, unless the stream ends with it.
  #refused(problem) {
    this.#problem = problem;
    if (this.#started && this.#steerings.length > 0) {
      this.#steerings.shift();
      this.#on.refused(problem);
    }
  }

  async #closed({code, reason}) {
    if (this.#over) {
      return;
    }
    let problem = code === 1000 ? null : this.#problem;
    if (!problem && !this.#started && code === 1006) {
      // A browser does not tell why a connection was refused; a plain request does.
      problem = await ask("v1/models").then(() => null, refusal => refusal);
    }
    problem ??= new Problem({title: REASONS[code] ?? (reason || "The connection was lost.")});
    this.#end(() => this.#on.lost(problem));
  }

  #end(tell) {
    if (!this.#over) {
      this.#over = true;
      tell();
    }
  }
}
