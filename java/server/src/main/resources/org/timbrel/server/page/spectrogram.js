// SPDX-License-Identifier: GPL-3.0-or-later
// A picture of the last seconds that were heard. It runs from right to left; where motion is to be
// reduced it stands still and is written over from left to right.

import {colour} from "./colours.js";
import {clock} from "./words.js";
import {Spectrum} from "./spectrum.js";

const SECONDS = 12;
const BANDS = 160;
const COLUMNS_A_SECOND = 86;
const HEIGHT = 300;
const QUIETEST_DB = -100;
const LOUDEST_DB = -20;
const LABELS_HZ = [100, 500, 1000, 2000, 5000, 10000, 20000];
const CURSOR_COLUMNS = 14;

export class Spectrogram {
  #canvas;
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  #strip = new OffscreenCanvas(1, BANDS);
  #recording = null;
  #spectrum = new Spectrum(44100, BANDS);
  #hop = 1;
  #drawn = 0;
  #marks = [];
  #levels = new Float32Array(BANDS);
  #image;

  constructor(canvas) {
    this.#canvas = canvas;
    const anew = () => this.draw(this.#drawn * this.#hop);
    new ResizeObserver(anew).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
    this.#clear(Math.round(SECONDS * COLUMNS_A_SECOND));
  }

  #clear(columns) {
    this.#strip = new OffscreenCanvas(columns, BANDS);
    const pen = this.#strip.getContext("2d");
    this.#image = pen.createImageData(1, BANDS);
    this.#image.data.fill(255);
  }

  /** A new stream. */
  show(recording) {
    this.#recording = recording;
    this.#spectrum = new Spectrum(recording.sampleRate, BANDS);
    this.#hop = Math.round(recording.sampleRate / COLUMNS_A_SECOND);
    this.#drawn = 0;
    this.#marks = [];
    this.#clear(Math.round(SECONDS * recording.sampleRate / this.#hop));
  }

  /** Something changes there, in seconds of the stream. */
  mark(seconds) {
    this.#marks.push(seconds);
  }

  /** Draws what was heard before sample {@code heard}. */
  draw(heard) {
    if (this.#recording) {
      this.#analyse(heard);
    }
    const ratio = devicePixelRatio;
    const width = this.#canvas.clientWidth;
    const [w, h] = [Math.round(width * ratio), Math.round(HEIGHT * ratio)];
    if (this.#canvas.width !== w || this.#canvas.height !== h) {
      [this.#canvas.width, this.#canvas.height] = [w, h];
    }
    const pen = this.#canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, HEIGHT);
    const style = getComputedStyle(this.#canvas);
    pen.font = `12px ${style.fontFamily}`;
    const box = {left: 52, top: 6, width: width - 52 - (width < 480 ? 1 : 46), height: HEIGHT - 30};
    pen.fillStyle = style.getPropertyValue("--empty");
    pen.fillRect(box.left, box.top, box.width, box.height);
    pen.save();
    pen.beginPath();
    pen.rect(box.left, box.top, box.width, box.height);
    pen.clip();
    const place = this.#still.matches ? this.#written(pen, box) : this.#running(pen, box, heard);
    pen.restore();
    pen.fillStyle = pen.strokeStyle = style.color;
    this.#times(pen, box, place, heard);
    this.#frequencies(pen, box);
    if (width >= 480) {
      this.#scale(pen, box);
    }
  }

  // Column c is of the window that ends before sample (c + 1) hop.
  #analyse(heard) {
    const columns = this.#strip.width;
    const pen = this.#strip.getContext("2d");
    const last = Math.floor(heard / this.#hop);
    this.#drawn = Math.max(this.#drawn, last - columns);
    for (; this.#drawn < last; this.#drawn++) {
      const from = (this.#drawn + 1) * this.#hop - this.#spectrum.size;
      this.#spectrum.levels(i => from + i < 0 ? 0 : this.#recording.sample(from + i), this.#levels);
      this.#levels.forEach((level, b) => {
        const shade = colour((level - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB));
        this.#image.data.set(shade, 4 * (BANDS - 1 - b));
      });
      pen.putImageData(this.#image, this.#drawn % columns, 0);
    }
  }

  // Returns where on the canvas a time is, in seconds.
  #running(pen, box, heard) {
    const columns = this.#strip.width;
    const step = box.width / columns;
    // What is heard now is at the right edge; before there is enough, all begins at the left.
    const end = Math.max(columns, heard / this.#hop);
    for (const lap of [Math.floor((end - 1) / columns) - 1, Math.floor((end - 1) / columns)]) {
      const x = box.left + (lap * columns - (end - columns)) * step;
      pen.drawImage(this.#strip, x, box.top, box.width, box.height);
    }
    const place = seconds => box.left + (seconds * this.#rate - (end - columns)) * step;
    this.#dash(pen, box, place);
    return place;
  }

  #written(pen, box) {
    const columns = this.#strip.width;
    const step = box.width / columns;
    pen.drawImage(this.#strip, box.left, box.top, box.width, box.height);
    pen.fillRect(box.left + this.#drawn % columns * step, box.top, CURSOR_COLUMNS * step, box.height);
    const oldest = this.#drawn - columns + CURSOR_COLUMNS;
    const place = seconds => {
      const column = seconds * this.#rate;
      return column < oldest ? -1 : box.left + column % columns * step;
    };
    this.#dash(pen, box, place);
    return place;
  }

  get #rate() {
    return this.#recording ? this.#recording.sampleRate / this.#hop : COLUMNS_A_SECOND;
  }

  #dash(pen, box, place) {
    const now = this.#drawn / this.#rate;
    this.#marks = this.#marks.filter(seconds => seconds > now - SECONDS);
    pen.strokeStyle = "#ffffffb0";
    pen.setLineDash([5, 4]);
    for (const x of this.#marks.filter(seconds => seconds <= now).map(place)) {
      line(pen, x, box.top, x, box.top + box.height);
    }
    pen.setLineDash([]);
  }

  #times(pen, box, place, heard) {
    const now = heard / this.#hop / this.#rate;
    const every = box.width < 420 ? 4 : 2;
    const bottom = box.top + box.height;
    const first = Math.max(0, Math.ceil((now - SECONDS) / every) * every);
    pen.textAlign = "center";
    for (let at = first; at <= Math.max(now, SECONDS); at += every) {
      const x = place(at);
      if (x >= box.left && x <= box.left + box.width && (at <= now || now < SECONDS)) {
        line(pen, x, bottom, x, bottom + 4);
        const half = pen.measureText(clock(at)).width / 2;
        pen.fillText(clock(at), Math.min(x, box.left + box.width - half), bottom + 17);
      }
    }
  }

  #frequencies(pen, box) {
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    for (const hz of LABELS_HZ) {
      const place = this.#spectrum.place(hz);
      const y = box.top + box.height * (1 - place);
      if (place <= 1) {
        line(pen, box.left - 4, y, box.left, y);
        pen.fillText(hz < 1000 ? `${hz} Hz` : `${hz / 1000} kHz`, box.left - 8, Math.max(y, 8));
      }
    }
    pen.textBaseline = "alphabetic";
  }

  #scale(pen, box) {
    const left = box.left + box.width + 10;
    for (let y = 0; y < box.height; y++) {
      pen.fillStyle = `rgb(${colour(1 - y / box.height)})`;
      pen.fillRect(left, box.top + y, 7, 1.5);
    }
    pen.fillStyle = pen.strokeStyle;
    pen.textAlign = "left";
    for (const db of [-40, -60, -80]) {
      const y = box.top + box.height * (db - LOUDEST_DB) / (QUIETEST_DB - LOUDEST_DB);
      pen.fillText(`\u2212${-db}`, left + 11, y + 4);
    }
    pen.fillText("dB", left + 11, box.top + box.height);
  }
}

function line(pen, x0, y0, x1, y1) {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}
