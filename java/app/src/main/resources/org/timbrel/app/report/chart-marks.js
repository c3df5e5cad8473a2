// SPDX-License-Identifier: Apache-2.0
// Values of categories: rows of dots or bars, and upright bars.
const chartMarks = (() => {
  "use strict";

  const {minus, colour, finite, widest, scaleOf, ticksOf, legend} = chartParts;

  // A row a category; within it a line a series.
  function rows(svg, data, width) {
    const bars = data.kind === "bars";
    const several = data.series.length > 1;
    const top = several ? legend(svg, data.series, width, 12) + 12 : 4;
    const values = data.marks.flatMap(m => finite([m.value, m.low, m.high]));
    const format = d3.format(`.${data.decimals}f`);
    const written = m => m.value === undefined ? "\u2013" : minus(format(m.value));
    const left = Math.min(widest(svg, data.categories, "category") + 14, width * 0.42);
    const right = width - widest(svg, data.marks.map(written), "value") - 16;
    const step = several ? 17 : 28;
    const gap = several ? 14 : 0;
    // A category is as high as it has marks: not every series has one of each.
    const tops = [];
    let bottom = top;
    const places = new Map();
    data.categories.forEach((_, k) => {
      tops.push(bottom);
      const own = data.marks.filter(mark => mark.category === k);
      d3.sort(own, mark => mark.series).forEach((mark, i) => places.set(mark, bottom + gap / 2 + (i + 0.5) * step));
      bottom += own.length * step + gap;
    });
    tops.push(bottom);
    const x = scaleOf(data.value, values, [left + 6, right - 6], bars);
    const axis = svg.append("g").attr("class", "axis");
    for (const {at, label} of ticksOf(data.value, x, Math.max(3, Math.round((right - left) / 90)))) {
      axis.append("line").attr("class", at === 0 && !data.value.log ? "zero" : "grid")
        .attr("x1", x(at)).attr("x2", x(at)).attr("y1", top).attr("y2", bottom);
      axis.append("text").attr("x", x(at)).attr("y", bottom + 16).attr("text-anchor", "middle").text(label);
    }
    svg.append("text").attr("class", "title").attr("x", right).attr("y", bottom + 34).attr("text-anchor", "end")
      .text(data.value.title);
    data.categories.forEach((name, k) => {
      const label = svg.append("text").attr("class", "category").attr("x", 0)
        .attr("y", (tops[k] + tops[k + 1]) / 2).attr("dy", "0.32em").text(name);
      fit(label, name, left - 10);
    });
    for (const mark of data.marks) {
      const y = places.get(mark);
      const row = svg.append("g").style("color", colour(mark.colour));
      row.append("title").text(`${data.categories[mark.category]} ${data.series[mark.series].name} ${written(mark)}`);
      if (mark.value === undefined) {
        row.append("text").attr("class", "value").attr("x", width).attr("y", y).attr("dy", "0.32em")
          .attr("text-anchor", "end").text(written(mark));
        continue;
      }
      if (bars) {
        const thick = several ? 11 : 14;
        const zero = x(Math.max(0, x.domain()[0]));
        row.append("rect").attr("class", "bar").attr("x", Math.min(zero, x(mark.value))).attr("y", y - thick / 2)
          .attr("width", Math.abs(x(mark.value) - zero)).attr("height", thick);
      }
      if (mark.low !== undefined) {
        row.append("line").attr("class", bars ? "whisker" : "interval").attr("x1", x(mark.low)).attr("x2", x(mark.high))
          .attr("y1", y).attr("y2", y);
      }
      if (!bars) {
        row.append("circle").attr("class", "dot").attr("cx", x(mark.value)).attr("cy", y).attr("r", several ? 4 : 5);
      }
      row.append("text").attr("class", "value").attr("x", width).attr("y", y).attr("dy", "0.32em")
        .attr("text-anchor", "end").text(written(mark));
    }
    return bottom + 40;
  }

  // Cuts a name that is too long for its place; all of it is its tooltip.
  function fit(text, name, width) {
    let short = name;
    while (short.length > 4 && text.node().getComputedTextLength() > width) {
      short = short.slice(0, -1);
      text.text(`${short.trimEnd()}\u2026`);
    }
    if (short !== name) {
      text.append("title").text(name);
    }
  }

  // Upright bars over categories in an order.
  function upright(svg, data, width) {
    const several = data.series.length > 1;
    const top = several ? legend(svg, data.series, width, 32) + 16 : 26;
    const bottom = top + Math.round(Math.max(170, Math.min(240, width * 0.3)));
    const y = scaleOf(data.value, data.marks.flatMap(m => finite([m.value, m.low, m.high])), [bottom, top], true);
    const ticks = ticksOf(data.value, y, 4);
    const left = widest(svg, ticks.map(t => t.label)) + 10;
    const x = d3.scaleBand().domain(d3.range(data.categories.length)).range([left, width]).paddingInner(0.22).paddingOuter(0.1);
    const inner = d3.scaleBand().domain(d3.range(data.series.length)).range([0, x.bandwidth()]).paddingInner(0.08);
    const axis = svg.append("g").attr("class", "axis");
    for (const {at, label} of ticks) {
      axis.append("line").attr("class", at === 0 ? "base" : "grid").attr("x1", left).attr("x2", width)
        .attr("y1", y(at)).attr("y2", y(at));
      axis.append("text").attr("x", left - 8).attr("y", y(at)).attr("dy", "0.32em").attr("text-anchor", "end").text(label);
    }
    const room = widest(svg, data.categories) + 6;
    const every = Math.max(1, Math.ceil(room / x.step()));
    data.categories.forEach((name, k) => {
      if (k % every === 0) {
        axis.append("text").attr("x", x(k) + x.bandwidth() / 2).attr("y", bottom + 18).attr("text-anchor", "middle").text(name);
      }
    });
    svg.append("text").attr("class", "title").attr("x", 0).attr("y", 12).text(data.value.title);
    for (const mark of data.marks) {
      if (mark.value === undefined) {
        continue;
      }
      const at = x(mark.category) + inner(mark.series);
      const group = svg.append("g").style("color", colour(mark.colour));
      group.append("rect").attr("class", "bar").attr("x", at).attr("width", inner.bandwidth())
        .attr("y", Math.min(y(0), y(mark.value))).attr("height", Math.abs(y(mark.value) - y(0)))
        .append("title").text(`${data.categories[mark.category]} ${data.series[mark.series].name} ${minus(d3.format(`.${data.decimals}f`)(mark.value))}`);
      if (mark.low !== undefined) {
        const middle = at + inner.bandwidth() / 2;
        group.append("line").attr("class", "whisker").attr("x1", middle).attr("x2", middle)
          .attr("y1", y(mark.low)).attr("y2", y(mark.high));
      }
    }
    return bottom + 28;
  }

  return {intervals: rows, bars: rows, columns: upright};
})();
