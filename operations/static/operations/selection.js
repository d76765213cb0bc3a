/* Many cells of a roster at once: chosen with Shift, then freed, locked, copied or moved. */
"use strict";
(() => {
  const { roster, cells, at, width, steps, pick, act, move, copy, laid, focus, standing: here } = mizanRoster;
  const bar = document.getElementById("roster-chosen");
  const part = (name) => bar.querySelector(`.mizan-${name}`);
  let anchor = cells[0];
  let held = null; // what was copied or cut: {block, cut}

  const place = (cell) => [Math.floor(at(cell) / width), at(cell) % width];

  /* Only cells whose looks change are touched: a sheet has thousands. */
  const marked = { "mizan-chosen": new Set(), "mizan-held": new Set() };
  const mark = (looks, wanted) => {
    for (const cell of marked[looks]) if (!wanted.has(cell)) cell.classList.remove(looks);
    for (const cell of wanted) cell.classList.add(looks);
    marked[looks] = wanted;
  };

  const show = () => {
    mark("mizan-chosen", new Set(pick.cells.length > 1 ? pick.cells : []));
    mark("mizan-held", new Set(held ? held.block : []));
    part("number").textContent = pick.cells.length;
    const carried = JSON.stringify(pick.cells.map(({ dataset }) => [dataset.person, Number(dataset.day)]));
    for (const name of ["lock", "free"]) {
      part(name).value = carried;
      part(name).disabled = steps.length > 0 || !pick.cells.length;
    }
    for (const name of ["off", "copy", "cut"]) part(name).disabled = !pick.cells.length;
    part("paste").disabled = !held;
  };

  /* The rectangle from the anchor to the cell with the focus, or that cell alone. */
  pick.reach = (far) => {
    const cell = here();
    if (!far) anchor = cell;
    const [[top, start], [bottom, end]] = [place(anchor), place(cell)];
    pick.cells = [];
    for (let row = Math.min(top, bottom); row <= Math.max(top, bottom); row += 1) {
      const first = row * width + Math.min(start, end);
      pick.cells.push(...cells.slice(first, first + Math.abs(end - start) + 1));
    }
    show();
  };

  /* The cell with the focus too, or no longer; what Shift chooses next begins there. */
  pick.turn = () => {
    const cell = here();
    anchor = cell;
    const rest = pick.cells.filter((each) => each !== cell);
    if (rest.length === pick.cells.length) pick.cells.push(cell);
    else if (rest.length) pick.cells = rest;
    show();
  };

  const hold = (cut) => {
    held = { block: [...pick.cells], cut };
    show();
  };
  const paste = () => {
    if (!held) return;
    const { block, cut } = held;
    const there = laid(block, block[0], pick.cells[0] || here());
    held = null;
    if (cut) move(block, block[0], pick.cells[0] || here());
    else if (there.length) copy(block, there);
    show();
  };
  const off = () => act(pick.cells.map((cell) => ({ cell, shift: "", skill: "" })));

  /* By one key: what is locked as a whole is let go, all else is locked. */
  const lock = () => {
    const all = pick.cells.every((cell) => cell.classList.contains("mizan-locked"));
    part(all ? "free" : "lock").click();
  };

  const ways = { off, copy: () => hold(false), cut: () => hold(true), paste };
  for (const [name, way] of Object.entries(ways)) {
    part(name).addEventListener("click", () => {
      way();
      focus(here());
    });
  }

  roster.addEventListener("keydown", (event) => {
    if (at(event.target) < 0) return;
    if (event.altKey) return;
    const letter = mizanLetter(event);
    const command = event.ctrlKey || event.metaKey;
    const way = command
      ? { c: ways.copy, x: ways.cut, v: ways.paste }[letter]
      : { Delete: off, Backspace: off }[event.key] ?? { l: lock }[letter];
    if (way) {
      event.preventDefault();
      way();
    } else if (event.key === "Escape") {
      held = null;
      pick.reach(false);
    }
  });
  roster.addEventListener("mizan:shown", show);

  /* A week of one person onto another of their weeks. */
  const row = document.getElementById("roster-row");
  const ends = [...row.querySelectorAll("select")];
  let whose = [];
  roster.addEventListener("click", (event) => {
    const button = event.target.closest("button.mizan-person");
    if (!button) return;
    whose = cells.filter((cell) => cell.dataset.person === button.dataset.person);
    row.querySelector("h2").textContent = button.dataset.person;
    row.showModal();
  });
  row.addEventListener("click", (event) => {
    if (event.target.closest(".mizan-copy-week")) {
      const [from, onto] = ends.map((end) => whose.slice(7 * end.value, 7 * end.value + 7));
      row.close();
      if (from[0] !== onto[0]) copy(from.slice(0, onto.length), onto);
    } else if (event.target.closest(".mizan-close")) {
      row.close();
    }
  });
  pick.reach(false);
})();
