/* The roster as a grid: drag or choose, see at once what it does, then keep or forget it.
   Changes that are not kept yet live here only; the server judges them and alone writes.
   selection.js and cell.js do more with the same cells. */
"use strict";
const mizanRoster = (() => {
  const roster = document.getElementById("roster");
  const cells = [...roster.querySelectorAll("button.mizan-cell")];
  const width = roster.querySelector("tbody tr").querySelectorAll("button.mizan-cell").length;
  const steps = []; // each a list of {cell, shift, skill}: one act of the person
  const panel = mizanPanel(document.getElementById("plan-keep"));
  const numbers = new Map(cells.map((cell, number) => [cell, number]));
  const at = (cell) => numbers.get(cell) ?? -1;
  /* What a cell held before anything was changed: kept when it is first asked for, which is always
     before it is painted otherwise, since copying thousands at the start delays the page. */
  const kept = new Map();
  const was = {
    get: (cell) => {
      if (!kept.has(cell)) kept.set(cell, { ...cell.dataset, said: cell.getAttribute("aria-label") });
      return kept.get(cell);
    },
  };
  let dragged = null;
  const pick = { cells: [] }; // what is chosen; selection.js keeps it

  /* How a day is called above its column, in one line. */
  const heads = new Map(
    [...roster.querySelectorAll("thead [data-head]")].map((head) => [
      head.dataset.head, head.innerText.replace(/\s+/g, " ").trim(),
    ]),
  );

  /* What is not kept yet, by cell: the last word counts. */
  const pending = () => {
    const found = new Map();
    for (const change of steps.flat()) found.set(change.cell, change);
    for (const [cell, change] of found) {
      if (change.shift === was.get(cell).shift) found.delete(cell);
    }
    return found;
  };

  const sent = () =>
    [...pending()].map(([cell, { shift, skill }]) => [
      cell.dataset.person, Number(cell.dataset.day), shift || null, skill || null,
    ]);

  /* Only what differs from before is touched: a sheet has thousands of cells. */
  let painted = new Map();
  const words = { ...roster.dataset, comma: document.getElementById("plan-keep").dataset.comma };
  const said = (cell, shift) => {
    const before = was.get(cell).said;
    return `${before.slice(0, before.indexOf(":"))}: ${shift || words.off}${words.comma}${words.pending}`;
  };
  const paint = (changes) => {
    for (const cell of new Set([...painted.keys(), ...changes.keys()])) {
      const { shift, skill } = changes.get(cell) || was.get(cell);
      cell.classList.toggle("mizan-pending", changes.has(cell));
      cell.textContent = shift;
      cell.setAttribute("aria-label", changes.has(cell) ? said(cell, shift) : was.get(cell).said);
      Object.assign(cell.dataset, { shift, skill });
      cell.draggable = shift !== "";
    }
    painted = changes;
  };

  const show = () => {
    const changes = pending();
    paint(changes);
    const told = [...changes].map(([cell, { shift }]) => {
      const { person, day } = cell.dataset;
      return `${person} ${heads.get(day)}: ${was.get(cell).shift || "–"} → ${shift || "–"}`;
    });
    panel.show("cells", sent(), told);
    roster.dispatchEvent(new Event("mizan:shown"));
  };

  /* What the shifts have then of what they need. */
  const needs = new Map([...roster.querySelectorAll("[data-need]")].map((cell) => [cell.dataset.need, cell]));
  const had = new Map([...needs.values()].map((cell) => [cell, [cell.textContent, cell.className]]));
  const cover = ({ detail }) => {
    for (const [cell, [text, looks]] of had) {
      if (cell.textContent !== text) cell.firstChild.textContent = text;
      cell.className = looks;
    }
    for (const [shift, skill, day, there] of detail.cover || []) {
      const cell = needs.get(`${shift}|${skill}|${day}`);
      if (!cell) continue;
      const { least, planned } = cell.dataset;
      const text = `${there}/${planned}`;
      if (text === had.get(cell)[0]) continue;
      cell.firstChild.textContent = text;
      cell.className = there < least ? "mizan-under" : there < planned ? "mizan-short-of" : there > planned ? "mizan-beyond" : "";
      cell.classList.add("mizan-pending");
    }
  };
  document.getElementById("plan-keep").addEventListener("mizan:judged", cover);

  const cellOf = (person, day) =>
    roster.querySelector(`button.mizan-cell[data-person="${CSS.escape(person)}"][data-day="${day}"]`);
  const act = panel.taking(
    steps,
    show,
    ({ cell, shift, skill }) => [cell.dataset.person, cell.dataset.day, shift, skill],
    ([person, day, shift, skill]) => {
      const cell = cellOf(person, day);
      return cell && { cell, shift, skill };
    },
  );

  /* What `from` has, as `to` would have it: another person serves in what they can. */
  const handed = (from, to) => ({
    cell: to,
    shift: from.dataset.shift,
    skill: from.dataset.person === to.dataset.person ? from.dataset.skill : "",
  });

  let here = cells[0]; // the one stop of Tab
  const focus = (cell, how) => {
    here.tabIndex = -1;
    here = cell;
    cell.tabIndex = 0;
    cell.focus(how);
  };

  /* The cells of a block as it lies when `from` of it lies on `to`; none where it does not fit. */
  const laid = (block, from, to) => {
    const [a, b] = [at(from), at(to)];
    const down = Math.floor(b / width) - Math.floor(a / width);
    const across = (b % width) - (a % width);
    const found = block.map((cell) => {
      const number = at(cell);
      const column = (number % width) + across;
      return column >= 0 && column < width ? cells[number + down * width + across] : undefined;
    });
    return found.includes(undefined) ? [] : found;
  };

  /* Cells go elsewhere; what stood there comes back in exchange. */
  const move = (block, from, to) => {
    const there = laid(block, from, to);
    if (from === to || !there.length) return;
    const left = block.filter((cell) => !there.includes(cell));
    const taken = there.filter((cell) => !block.includes(cell));
    act([
      ...block.map((cell, n) => handed(cell, there[n])),
      ...left.map((cell, n) => handed(taken[n], cell)),
    ]);
    focus(to);
  };

  /* What some cells have is written over others too. */
  const copy = (block, there) => act(block.map((cell, n) => handed(cell, there[n])));

  /* A row's name lies before its first cell: reached by arrows alone, or Tab would stop at each. */
  const names = [...roster.querySelectorAll("button.mizan-person")];
  const plain = ({ ctrlKey, metaKey, altKey }) => !ctrlKey && !metaKey && !altKey;
  roster.addEventListener("keydown", (event) => {
    const row = names.indexOf(event.target);
    if (row < 0 || !plain(event)) return;
    const into = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const to = { ArrowUp: names[row - 1], ArrowDown: names[row + 1], [into]: cells[row * width] }[event.key];
    if (!to) return;
    event.preventDefault();
    if (event.key === into) focus(to);
    else to.focus();
  });

  roster.addEventListener("keydown", (event) => {
    const number = at(event.target);
    if (number < 0 || !plain(event)) return;
    const forward = document.dir === "rtl" ? -1 : 1;
    const far = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: width, ArrowUp: -width }[event.key];
    const row = Math.floor(number / width) * width;
    const to = { Home: row, End: row + width - 1 }[event.key] ?? number + (far ?? 0);
    const name = number === row && far === -1 && !event.shiftKey && names[row / width];
    if (to === number || !(name || cells[to])) return;
    event.preventDefault();
    if (name) {
      name.focus();
      return;
    }
    focus(cells[to]);
    pick.reach?.(event.shiftKey);
  });

  /* A cell that gets the focus otherwise (by a click, by a reader) is where the arrows go on. */
  roster.addEventListener("focusin", ({ target }) => {
    if (at(target) < 0 || target.tabIndex === 0 || target.matches(":active")) return;
    focus(target);
    pick.reach?.(false);
  });

  roster.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("button.mizan-cell");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.shift);
  });
  let under = null; // the cell below what is dragged
  const over = (cell) => {
    if (cell === under) return;
    under?.classList.remove("mizan-over");
    cell?.classList.add("mizan-over");
    under = cell;
  };
  roster.addEventListener("dragover", (event) => {
    const cell = event.target.closest("button.mizan-cell");
    if (!cell || !dragged) return;
    event.preventDefault();
    over(cell);
  });
  roster.addEventListener("drop", (event) => {
    const cell = event.target.closest("button.mizan-cell");
    event.preventDefault();
    if (cell && dragged) move(pick.cells.includes(dragged) ? pick.cells : [dragged], dragged, cell);
  });
  roster.addEventListener("dragend", () => {
    dragged = null;
    over(null);
  });
  cells[0].tabIndex = 0;

  /* Whoever has kept or locked something goes on where they were; what the page says stays in view. */
  const place = `mizan-roster ${location.pathname}`;
  document.addEventListener("submit", () => {
    sessionStorage.setItem(place, JSON.stringify([here.dataset.person, here.dataset.day]));
  });
  const [person, day] = JSON.parse(sessionStorage.getItem(place) || "[]");
  sessionStorage.removeItem(place);
  const left = cells.find((cell) => cell.dataset.person === person && cell.dataset.day === day);
  /* Again once all is loaded: an address that leads to a part of the page (as after skipping to the
     content) takes the focus there last. */
  const again = () => focus(left, { preventScroll: true });
  if (left) {
    again();
    addEventListener("load", () => setTimeout(again));
  }

  const standing = () => here;

  return { roster, cells, cellOf, at, width, panel, was, steps, pick, sent, act, move, copy, laid, focus, standing };
})();
