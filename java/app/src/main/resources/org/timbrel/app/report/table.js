// SPDX-License-Identifier: Apache-2.0
// Tables that sort by a column, with mouse or keyboard, and that can be saved as CSV.
(() => {
  "use strict";

  const plain = text => text.replaceAll("\u2212", "-").replaceAll("\u2009", "").trim();
  // Infinity and words stand behind all numbers, in either order.
  const number = text => {
    const match = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?/i.exec(plain(text));
    return match ? Number(match[0]) : NaN;
  };

  function sort(table, header, column) {
    const ascending = header.getAttribute("aria-sort") !== "ascending";
    const numeric = header.classList.contains("n");
    const body = table.tBodies[0];
    const key = row => row.cells[column].textContent;
    const compare = (a, b) => {
      if (!numeric) {
        return key(a).localeCompare(key(b), "en", {numeric: true});
      }
      return number(key(a)) - number(key(b));
    };
    const rows = [...body.rows];
    const known = rows.filter(row => !numeric || !Number.isNaN(number(key(row))));
    const rest = rows.filter(row => !known.includes(row));
    known.sort((a, b) => ascending ? compare(a, b) : compare(b, a));
    body.append(...known, ...rest);
    for (const other of table.tHead.rows[0].cells) {
      other.setAttribute("aria-sort", "none");
    }
    header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  }

  const quoted = text => /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

  // As shown; an interval's ends in columns of their own.
  function csv(table) {
    const head = [...table.tHead.rows[0].cells];
    const split = head.map((_, k) => [...table.tBodies[0].rows].some(row => row.cells[k].querySelector(".interval")));
    const names = head.flatMap((cell, k) => {
      const name = cell.textContent.trim().replace(/\s+/g, " ");
      return split[k] ? [name, `${name} low`, `${name} high`] : [name];
    });
    const value = text => text.trim() === "\u2013" ? "" : plain(text);
    const lines = [...table.tBodies[0].rows].map(row => [...row.cells].flatMap((cell, k) => {
      const interval = cell.querySelector(".interval")?.textContent ?? "";
      const first = value(cell.textContent.replace(interval, ""));
      const ends = interval.replace(/[[\]]/g, "").split(",").map(value);
      return split[k] ? [first, ends[0], ends[1] ?? ""] : [first];
    }));
    return [names, ...lines].map(line => line.map(quoted).join(",") + "\n").join("");
  }

  function save(table, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv(table)], {type: "text/csv"}));
    link.download = `${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function scrollable(frame) {
    if (frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight) {
      frame.setAttribute("tabindex", "0");
    } else {
      frame.removeAttribute("tabindex");
    }
  }

  for (const table of document.querySelectorAll("table.data")) {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      header.setAttribute("aria-sort", "none");
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sort(table, header, column));
      header.append(button);
    });
    const frame = table.closest(".wide");
    // What can be scrolled can be reached with the keyboard, and nothing else.
    new ResizeObserver(() => scrollable(frame)).observe(frame);
    const name = frame.getAttribute("aria-label") ?? table.closest("section").id;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "csv";
    button.textContent = "CSV";
    button.setAttribute("aria-label", `Save ${name} as CSV`);
    button.addEventListener("click", () => save(table, name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")));
    (table.closest("figure.table") ?? frame).append(button);
  }
})();
