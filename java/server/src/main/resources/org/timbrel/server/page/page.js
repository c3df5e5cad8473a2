// SPDX-License-Identifier: GPL-3.0-or-later
// The page: joins its parts, and says what happens.

import {Problem, ask, key} from "./api.js";
import {Controls} from "./controls.js";
import {Facts} from "./facts.js";
import {Meter} from "./meter.js";
import {Session} from "./session.js";
import {Spectrogram} from "./spectrogram.js";
import {Streams} from "./streams.js";
import {seconds, sentence} from "./words.js";

const byId = id => document.getElementById(id);

const SEED_MOST = Number.MAX_SAFE_INTEGER;

const play = byId("play");
const model = byId("model");
const seed = byId("seed");

let models = [];
let session = null;
let retry = 0;

const spectrogram = new Spectrogram(byId("spectrogram"));
const meter = new Meter();
const facts = new Facts(wanted => {
  seed.value = wanted;
});
const streams = new Streams(problem => complain(problem.message));
const controls = new Controls(steering => session?.steer(steering, controls.glide));

function say(text) {
  byId("state").textContent = text;
}

function complain(text) {
  byId("problem").textContent = sentence(text);
  if (text === "") {
    byId("countdown").textContent = "";
  }
}

function chosen() {
  return models.find(({id}) => id === model.value);
}

// What the button does, and what may be changed meanwhile.
function offer(playing) {
  play.textContent = playing ? "Stop" : "Start";
  play.classList.toggle("playing", playing);
  play.disabled = models.length === 0;
  model.disabled = playing || models.length === 0;
  seed.readOnly = playing;
  document.title = playing ? `${model.value} \u2013 Timbrel` : "Timbrel";
}

async function load() {
  try {
    ({models} = await ask("v1/models"));
  } catch (problem) {
    refuse(problem);
    return;
  }
  model.replaceChildren(...models.map(({id, default: first}) => new Option(id, id, first, first)));
  controls.offer(chosen()?.sounds ?? []);
  lock(false);
  complain("");
  say(models.length > 0 ? "Ready." : "This server has no textures.");
  offer(false);
  streams.refresh();
}

function refuse(problem) {
  if (problem.status !== 401) {
    complain(problem.message);
    return;
  }
  lock(true);
  complain(key.get() ? "The server does not know this key." : "");
  say("This server asks for a key.");
  byId("key").focus();
}

// Without a key there is nothing to do but to give one.
function lock(locked) {
  byId("key-form").hidden = !locked;
  for (const part of document.querySelectorAll(".desk")) {
    part.hidden = locked && models.length === 0;
  }
}

// Whole, and not rounded by a browser; null: any.
function wantedSeed() {
  const text = seed.value.trim().replace(/^\u2212/, "-");
  if (text === "") {
    return null;
  }
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new Problem({title: `The seed ${text} is no whole number within \u00b1${SEED_MOST}.`});
  }
  return Number(text);
}

function start() {
  let number;
  try {
    number = wantedSeed();
  } catch (problem) {
    complain(problem.message);
    seed.focus();
    return;
  }
  complain("");
  say("Starting \u2026");
  const wanted = chosen();
  const {id} = wanted;
  const now = new Session({
    started: () => {
      spectrogram.show(now.recording);
      facts.show(now, id);
      streams.own(now.id);
    },
    begun: () => say(`Playing ${id}.`),
    marked: at => spectrogram.mark(at),
    refused: problem => complain(problem.message),
    over: problem => ended(problem),
  });
  session = now;
  offer(true);
  now.start(wanted, {model: id, ...(number === null ? {} : {seed: number}), ...controls.begin()});
  requestAnimationFrame(frame);
}

function ended(problem) {
  frame();
  const heard = session.played / (session.recording?.sampleRate ?? 1);
  say(heard > 0 ? `Stopped after ${seconds(heard)}.` : "Ready.");
  facts.update();
  session = null;
  offer(false);
  streams.refresh();
  if (problem?.retryAfterSeconds > 0) {
    // The countdown says when.
    complain(problem.message.replace(/[:,;.]? try again in [\d.]+ s\.?$/i, ""));
    countDown(Math.ceil(problem.retryAfterSeconds));
  } else if (problem) {
    refuse(problem);
  }
}

// Tries again by itself; Stop ends that. The seconds are for the eye, as told each they would be in the way.
function countDown(left) {
  offer(true);
  if (left === 0) {
    retry = 0;
    start();
    return;
  }
  say("Waiting to try again.");
  byId("countdown").textContent = `Trying again in ${left} s.`;
  retry = setTimeout(countDown, 1000, left - 1);
}

function giveUp() {
  clearTimeout(retry);
  retry = 0;
  complain("");
  say("Ready.");
  offer(false);
}

function frame() {
  if (session) {
    spectrogram.draw(session.heard);
    meter.show(session.level());
    facts.update();
    if (!session.over) {
      requestAnimationFrame(frame);
    }
  }
}

byId("transport").onsubmit = event => {
  event.preventDefault();
  if (retry) {
    giveUp();
  } else if (session) {
    session.stop();
  } else {
    start();
  }
};
byId("steering").onsubmit = event => event.preventDefault();
byId("key-form").onsubmit = event => {
  event.preventDefault();
  key.set(byId("key").value.trim());
  byId("key").value = "";
  load();
};
model.onchange = () => controls.offer(chosen().sounds);

spectrogram.draw(0);
load();
