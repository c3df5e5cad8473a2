// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as they are written here.

const MINUS = "\u2212";

/** With a real minus and so many decimals at most. */
export const number = (value, decimals) =>
  String(Number(value.toFixed(decimals))).replace("-", MINUS);

/** With its sign, but zero. */
export const signed = (value, decimals) => (value > 0 ? "+" : "") + number(value, decimals);

/** With a capital and a full stop. */
export const sentence = text =>
  text === "" ? "" : text[0].toUpperCase() + text.slice(1) + (/[.!?\u2026]$/.test(text) ? "" : ".");

/** "7.5 s". */
export const seconds = value => `${value.toFixed(1)} s`;

/** "0:07", "12:30". */
export const clock = value => {
  const whole = Math.floor(value + 1e-6);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

/** Seconds as "120 ms". */
export const milliseconds = value => `${Math.round(1000 * value)} ms`;
