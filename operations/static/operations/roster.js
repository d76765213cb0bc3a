/* The roster as a grid: drag or choose, see at once what it does, then keep or forget it.
   Changes that are not kept yet live here only; the server judges them and alone writes. */
"use strict";
(() => {
  const roster = document.getElementById("roster");
  const keep = document.getElementById("plan-keep");
  const dialog = document.getElementById("plan-thing");
  const cells = [...roster.querySelectorAll("button.mizan-cell")];
  const width = roster.querySelector("tbody tr").querySelectorAll("button.mizan-cell").length;
  const part = (of, name) => of.querySelector(`.mizan-${name}`);
  const steps = []; // each a list of {cell, shift, skill}: one act of the person
  let open = null; // the cell that the dialog speaks of
  let dragged = null;
  const panel = mizanPanel(keep);

  const was = new Map(cells.map((cell) => [cell, { ...cell.dataset }]));

  /* What is not kept yet, by cell: the last word counts. */
  const pending = () => {
    const found = new Map();
    for (const change of steps.flat()) found.set(change.cell, change);
    for (const [cell, change] of found) {
      if (change.shift === was.get(cell).shift) found.delete(cell);
    }
    return found;
  };

  const paint = (changes) => {
    for (const cell of cells) {
      const change = changes.get(cell);
      const shift = change ? change.shift : was.get(cell).shift;
      cell.classList.toggle("mizan-pending", Boolean(change));
      cell.textContent = shift;
      cell.dataset.shift = shift;
      cell.draggable = shift !== "";
    }
  };

  const show = () => {
    const changes = pending();
    paint(changes);
    const sent = [...changes].map(([cell, { shift, skill }]) => [
      cell.dataset.person, Number(cell.dataset.day), shift || null, skill || null,
    ]);
    const said = [...changes].map(
      ([cell, { shift }]) => `${cell.dataset.person} ${was.get(cell).shift || "–"} → ${shift || "–"}`,
    );
    panel.show("cells", sent, said);
  };

  const act = (changes) => {
    steps.push(changes);
    show();
  };

  /* A shift goes to another cell; what stood there comes back in exchange. */
  const move = (from, to) => {
    if (from === to) return;
    const [given, taken] = [from.dataset, to.dataset].map(({ shift, skill }) => ({ shift, skill }));
    const same = from.dataset.person === to.dataset.person;
    act([
      { cell: from, shift: taken.shift, skill: same ? taken.skill : "" },
      { cell: to, shift: given.shift, skill: same ? given.skill : "" },
    ]);
    focus(to);
  };

  const focus = (cell) => {
    for (const each of roster.querySelectorAll("button.mizan-cell[tabindex='0']")) each.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  };

  const ask = (cell) => {
    open = cell;
    const data = cell.dataset;
    document.getElementById("plan-thing-name").textContent = cell.getAttribute("aria-label");
    panel.list(part(dialog, "said"), cell.title ? [cell.title] : []);
    for (const choice of dialog.querySelectorAll("[data-shift]")) {
      choice.setAttribute("aria-pressed", String(choice.dataset.shift === data.shift));
    }
    const lock = dialog.querySelector("[name=_lock]");
    const untouched = data.shift === was.get(cell).shift && steps.length === 0;
    lock.hidden = !data.line || !untouched;
    lock.value = data.line || "";
    lock.textContent = cell.classList.contains("mizan-locked") ? lock.dataset.unlock : lock.dataset.lock;
    part(dialog, "around").hidden = !data.line || !data.shift || !untouched;
    part(dialog, "around").href = roster.dataset.around.replace("/0/", `/${data.line}/`);
    dialog.showModal();
  };

  roster.addEventListener("click", (event) => {
    const cell = event.target.closest("button.mizan-cell");
    if (cell) ask(cell);
  });
  roster.addEventListener("keydown", (event) => {
    const at = cells.indexOf(event.target);
    if (at < 0) return;
    const forward = document.dir === "rtl" ? -1 : 1;
    const far = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: width, ArrowUp: -width }[event.key];
    const row = Math.floor(at / width) * width;
    const to = { Home: row, End: row + width - 1 }[event.key] ?? at + (far ?? 0);
    if (to === at || !cells[to]) return;
    event.preventDefault();
    focus(cells[to]);
  });

  roster.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("button.mizan-cell");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.shift);
  });
  const over = (cell) => {
    for (const each of roster.querySelectorAll(".mizan-over")) each.classList.remove("mizan-over");
    if (cell) cell.classList.add("mizan-over");
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
    if (cell && dragged) move(dragged, cell);
  });
  roster.addEventListener("dragend", () => {
    dragged = null;
    over(null);
  });

  dialog.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-shift]");
    if (choice) {
      const { shift } = choice.dataset;
      dialog.close();
      act([{ cell: open, shift, skill: shift === was.get(open).shift ? was.get(open).skill : "" }]);
    } else if (event.target.closest(".mizan-close")) {
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => focus(open));
  panel.taking(steps, show);
  cells[0].tabIndex = 0;
})();
