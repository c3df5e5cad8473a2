// SPDX-License-Identifier: Apache-2.0
// Draws every figure.chart of the page from the JSON in it, with D3, as SVG: again when its width
// changes, and for paper. Colours and type are the style sheet's.
(() => {
  "use strict";

  const PAPER_WIDTH = 640;
  const kinds = {...chartCurves, ...chartMarks};

  function draw(figure, width) {
    const plot = figure.querySelector(".plot");
    const data = JSON.parse(figure.querySelector("script").textContent);
    plot.replaceChildren();
    const svg = d3.select(plot).append("svg").attr("aria-hidden", "true");
    const height = kinds[data.kind](svg, data, width);
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
  }

  const charts = [...document.querySelectorAll("figure.chart")];
  const widths = new Map();
  const redraw = figure => {
    const width = Math.floor(figure.querySelector(".plot").clientWidth);
    // Nothing to measure by while it is folded away.
    if (width > 0 && width !== widths.get(figure)) {
      widths.set(figure, width);
      draw(figure, Math.max(240, width));
    }
  };
  charts.forEach(redraw);
  const observer = new ResizeObserver(entries => entries.forEach(entry => redraw(entry.target)));
  charts.forEach(figure => observer.observe(figure));
  // The same share of a sheet as of the window.
  addEventListener("beforeprint", () => {
    const all = document.querySelector("section").clientWidth;
    for (const [figure, width] of widths) {
      draw(figure, Math.max(240, Math.round(Math.min(1, width / all) * PAPER_WIDTH)));
    }
  });
  addEventListener("afterprint", () => charts.forEach(figure => {
    widths.delete(figure);
    redraw(figure);
  }));
})();
