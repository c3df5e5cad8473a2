// SPDX-License-Identifier: GPL-3.0-or-later
// Night blue through teal and green to pale yellow, ever lighter, as on the report pages: anchors in
// OKLab, where equal steps look equal (Björn Ottosson, "A perceptual color space for image
// processing", 2020).

const ANCHORS = [
  [0.13, 0.030, 280], [0.28, 0.105, 278], [0.42, 0.120, 262], [0.55, 0.100, 220],
  [0.68, 0.115, 178], [0.80, 0.145, 145], [0.90, 0.150, 112], [0.975, 0.060, 100],
];
const ENTRIES = 256;

const byte = linear => {
  const x = Math.max(0, Math.min(1, linear));
  return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055));
};

function rgb([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3;
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
  ];
}

const lab = ANCHORS.map(([lightness, chroma, hue]) => {
  const angle = hue * Math.PI / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
});

const entries = Array.from({length: ENTRIES}, (_, k) => {
  const position = k / (ENTRIES - 1) * (lab.length - 1);
  const left = Math.min(Math.floor(position), lab.length - 2);
  const part = position - left;
  return rgb(lab[left].map((value, c) => value * (1 - part) + lab[left + 1][c] * part));
});

/** [red, green, blue], each 0..255, of a value that is taken to the nearer end outside 0..1. */
export const colour = value => entries[Math.round(Math.max(0, Math.min(1, value)) * (ENTRIES - 1))];
