// SPDX-License-Identifier: Apache-2.0
// What charts are made of: scales, ticks, axes, names. The other scripts of charts build on it.
const chartParts = (() => {
  "use strict";

  const AIR = 0.04;
  const minus = text => text.replace("-", "\u2212");
  const colour = number => `var(--c${number})`;
  const finite = values => values.filter(v => v !== null && v !== undefined);

  // Text sets the margins, so it is measured as it will be drawn.
  const widest = (svg, texts, style = "") => {
    const probe = svg.append("text").attr("class", style);
    const width = d3.max(texts, text => probe.text(text).node().getComputedTextLength()) ?? 0;
    probe.remove();
    return Math.ceil(width);
  };

  const scaleOf = (axis, values, range, zero) => {
    const known = finite(values).filter(v => !axis.log || v > 0);
    let [low, high] = known.length ? d3.extent(known) : [0, 1];
    if (zero && !axis.log) {
      low = Math.min(0, low);
      high = Math.max(0, high);
    }
    if (low === high) {
      const room = Math.abs(low) * 0.1;
      low -= axis.log ? low / 2 : room;
      high += room || 1;
    }
    const scale = (axis.log ? d3.scaleLog() : d3.scaleLinear()).domain([low, high]);
    if (zero) {
      scale.nice(6);
    } else if (!axis.exact) {
      // A little air about curves and dots.
      const [bottom, top] = [scale(low), scale(high)];
      scale.domain([bottom - AIR * (top - bottom), top + AIR * (top - bottom)].map(scale.invert));
    }
    const [first, last] = scale.domain();
    return scale.domain([axis.low ?? first, axis.high ?? last]).range(range);
  };

  const shortNumber = d3.format("~s");
  const ticksOf = (axis, scale, count) => {
    if (!axis.log) {
      const format = scale.tickFormat(count);
      const large = d3.max(scale.domain(), Math.abs) >= 1e5;
      return scale.ticks(count).map(at => ({at, label: minus(large ? shortNumber(at) : format(at).replaceAll(",", "\u2009"))}));
    }
    const [low, high] = scale.domain();
    const leads = high / low > 1e3 ? [1] : high / low > 30 && count < 6 ? [1] : [1, 2, 5];
    return scale.ticks(20).filter(at => leads.some(lead => {
      const exponent = Math.log10(at / lead);
      return Math.abs(exponent - Math.round(exponent)) < 1e-6;
    })).map(at => ({at, label: shortNumber(at)}));
  };

  const axes = (svg, box, x, y, data) => {
    const left = svg.append("g").attr("class", "axis");
    for (const {at, label} of y.ticks) {
      left.append("line").attr("class", at === 0 && !data.y.log ? "zero" : "grid")
        .attr("x1", box.left).attr("x2", box.right).attr("y1", y.scale(at)).attr("y2", y.scale(at));
      left.append("text").attr("x", box.left - 8).attr("y", y.scale(at)).attr("dy", "0.32em")
        .attr("text-anchor", "end").text(label);
    }
    const below = svg.append("g").attr("class", "axis");
    below.append("line").attr("class", "base").attr("x1", box.left).attr("x2", box.right)
      .attr("y1", box.bottom).attr("y2", box.bottom);
    for (const {at, label} of x.ticks) {
      below.append("line").attr("class", "base").attr("x1", x.scale(at)).attr("x2", x.scale(at))
        .attr("y1", box.bottom).attr("y2", box.bottom + 4);
      below.append("text").attr("x", x.scale(at)).attr("y", box.bottom + 18)
        .attr("text-anchor", "middle").text(label);
    }
    svg.append("text").attr("class", "title").attr("x", 0).attr("y", 12).text(data.y.title);
    svg.append("text").attr("class", "title").attr("x", box.right).attr("y", box.bottom + 36)
      .attr("text-anchor", "end").text(data.x.title);
  };

  // Names at the ends of their curves, moved apart as far as it takes, within the plot.
  const spread = (labels, top, bottom, step) => {
    labels.sort((a, b) => a.y - b.y);
    let last = -Infinity;
    for (const label of labels) {
      label.y = Math.max(label.y, last + step);
      last = label.y;
    }
    let next = bottom + step;
    for (const label of labels.slice().reverse()) {
      label.y = Math.max(top, Math.min(label.y, next - step));
      next = label.y;
    }
  };

  const legend = (svg, names, width, y) => {
    let x = 0;
    let line = y;
    for (const {name, colour: number} of names) {
      const text = svg.append("text").attr("class", "name").style("fill", colour(number)).text(name);
      const length = text.node().getComputedTextLength();
      if (x > 0 && x + length > width) {
        x = 0;
        line += 18;
      }
      text.attr("x", x).attr("y", line);
      x += length + 16;
    }
    return line;
  };

  const distinct = series => [...new Map(series.map(s => [s.name, s])).values()];

  return {minus, colour, finite, widest, scaleOf, ticksOf, axes, spread, legend, distinct};
})();
