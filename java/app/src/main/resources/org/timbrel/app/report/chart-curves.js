// SPDX-License-Identifier: Apache-2.0
// Lines and areas over one axis, and the values under the pointer.
const chartCurves = (() => {
  "use strict";

  const {minus, colour, widest, scaleOf, ticksOf, axes, spread, legend, distinct} = chartParts;

  // From so many pixels on names stand at the curves' ends.
  const WIDE = 560;

  function curves(svg, data, width) {
    const area = data.kind === "areas";
    const named = distinct(data.series).filter(s => s.name);
    const direct = width >= WIDE && named.length > 1;
    const names = direct ? widest(svg, named.map(s => s.name), "name") : 0;
    const top = named.length > 1 && !direct ? legend(svg, named, width, 32) + 16 : 26;
    const height = Math.round(Math.max(210, Math.min(320, width * 0.42)));
    const box = {top, bottom: top + height, right: width - (direct ? names + 12 : 16)};
    const edges = s => [...s.y, ...(s.low ?? []), ...(s.high ?? [])];
    const yScale = scaleOf(data.y, data.series.flatMap(edges), [box.bottom, box.top], area);
    const y = {scale: yScale, ticks: ticksOf(data.y, yScale, 5)};
    box.left = widest(svg, y.ticks.map(t => t.label)) + 10;
    const xScale = scaleOf({...data.x, exact: true}, data.series.flatMap(s => s.x), [box.left, box.right], false);
    const x = {scale: xScale, ticks: ticksOf(data.x, xScale, Math.max(3, Math.round((box.right - box.left) / 90)))};
    axes(svg, box, x, y, data);
    const plot = svg.append("g");
    const inside = v => v !== null && v !== undefined && (!data.y.log || v > 0);
    const points = s => s.x.map((at, i) => ({at, y: s.y[i], low: s.low?.[i], high: s.high?.[i]}));
    const band = d3.area().x(d => xScale(d.at)).y0(d => yScale(d.low)).y1(d => yScale(d.high))
      .defined(d => inside(d.low) && inside(d.high));
    const fill = d3.area().x(d => xScale(d.at)).y0(yScale(Math.max(0, yScale.domain()[0]))).y1(d => yScale(d.y))
      .defined(d => inside(d.y));
    const line = d3.line().x(d => xScale(d.at)).y(d => yScale(d.y)).defined(d => inside(d.y));
    for (const s of data.series) {
      const data = points(s);
      if (s.low) {
        plot.append("path").attr("class", "band").style("fill", colour(s.colour)).attr("d", band(data));
      }
      if (area) {
        plot.append("path").attr("class", "band").style("fill", colour(s.colour)).attr("d", fill(data));
      }
    }
    // What is pale lies below.
    for (const s of d3.sort(data.series, s => !s.pale)) {
      const known = points(s);
      const drawn = known.filter(d => inside(d.y));
      plot.append("path").attr("class", s.pale ? "curve pale" : "curve")
        .style("stroke", colour(s.colour)).attr("d", line(known));
      if (drawn.length === 1) {
        plot.append("circle").attr("cx", xScale(drawn[0].at)).attr("cy", yScale(drawn[0].y)).attr("r", 3)
          .style("fill", colour(s.colour));
      }
    }
    if (direct) {
      const labels = named.map(({name}) => {
        const all = data.series.filter(s => s.name === name);
        const main = all.find(s => !s.pale) ?? all[0];
        const known = points(main).filter(d => inside(d.y));
        const end = area ? d3.greatest(known, d => d.y) : known.at(-1);
        return {name, colour: main.colour, y: end ? yScale(end.y) : box.top};
      });
      spread(labels, box.top + 4, box.bottom - 4, 15);
      for (const label of labels) {
        svg.append("text").attr("class", "name").attr("x", box.right + 8).attr("y", label.y).attr("dy", "0.32em")
          .style("fill", colour(label.colour)).text(label.name);
      }
    }
    readout(svg, data, box, xScale, yScale, inside);
    return box.bottom + 42;
  }

  // The nearest values under the pointer.
  function readout(svg, data, box, x, y, inside) {
    const layer = svg.append("g").attr("class", "readout").style("display", "none");
    const rule = layer.append("line").attr("y1", box.top).attr("y2", box.bottom);
    const text = layer.append("text").attr("y", 12).attr("x", box.right).attr("text-anchor", "end");
    const dots = layer.append("g");
    const number = v => minus(d3.format(".4~g")(v));
    svg.on("pointerleave", () => layer.style("display", "none"));
    svg.on("pointermove", event => {
      const [px] = d3.pointer(event);
      const near = data.series.filter(s => !s.pale || data.series.every(t => t.pale)).map(s => {
        const at = d3.least(d3.range(s.x.length).filter(i => inside(s.y[i])), i => Math.abs(x(s.x[i]) - px));
        return at === undefined ? null : {s, x: s.x[at], y: s.y[at]};
      }).filter(d => d);
      if (px < box.left || px > box.right || !near.length) {
        layer.style("display", "none");
        return;
      }
      const at = d3.least(near, d => Math.abs(x(d.x) - px)).x;
      const shown = near.filter(d => Math.abs(x(d.x) - x(at)) < 3);
      layer.style("display", null);
      rule.attr("x1", x(at)).attr("x2", x(at));
      dots.selectAll("circle").data(shown).join("circle").attr("r", 3).attr("cx", d => x(d.x)).attr("cy", d => y(d.y))
        .style("fill", d => colour(d.s.colour));
      text.selectAll("tspan").data([{x: at}, ...shown]).join("tspan").attr("dx", (d, i) => i ? 10 : 0)
        .style("fill", d => d.s ? colour(d.s.colour) : null).text(d => number(d.s ? d.y : d.x));
    });
  }

  return {lines: curves, areas: curves};
})();
