/* The roster as a grid: drag or choose, see at once what it does, then keep or forget it.
   Changes that are not kept yet live here only; the server judges them and alone writes. */
"use strict";
(() => {
  const roster = document.getElementById("roster");
  const keep = document.getElementById("roster-keep");
  const dialog = document.getElementById("roster-cell");
  const cells = [...roster.querySelectorAll("button.mizan-cell")];
  const width = roster.querySelector("tbody tr").querySelectorAll("button.mizan-cell").length;
  const part = (of, name) => of.querySelector(`.mizan-${name}`);
  const steps = []; // each a list of {cell, shift, skill}: one act of the person
  let open = null; // the cell that the dialog speaks of
  let dragged = null;
  let asked = 0; // only the newest answer is shown

  const was = new Map(cells.map((cell) => [cell, { ...cell.dataset }]));
  const token = () => keep.elements.csrfmiddlewaretoken.value;

  /* What is not kept yet, by cell: the last word counts. */
  const pending = () => {
    const found = new Map();
    for (const change of steps.flat()) found.set(change.cell, change);
    for (const [cell, change] of found) {
      if (change.shift === was.get(cell).shift) found.delete(cell);
    }
    return found;
  };

  const list = (where, sentences) => {
    where.replaceChildren(
      ...sentences.map((sentence) => {
        const item = document.createElement("li");
        item.textContent = sentence;
        return item;
      }),
    );
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

  const show = async () => {
    const changes = pending();
    paint(changes);
    keep.hidden = !changes.size;
    if (!changes.size) return;
    const sent = JSON.stringify(
      [...changes].map(([cell, { shift, skill }]) => [
        cell.dataset.person, Number(cell.dataset.day), shift || null, skill || null,
      ]),
    );
    keep.elements.cells.value = sent;
    part(keep, "what").textContent = [...changes]
      .map(([cell, { shift }]) => `${cell.dataset.person} ${was.get(cell).shift || "–"} → ${shift || "–"}`)
      .join(", ");
    const number = ++asked;
    const body = new URLSearchParams({ cells: sent, csrfmiddlewaretoken: token() });
    let found;
    try {
      const answer = await fetch(roster.dataset.judge, { method: "POST", body });
      found = await answer.json();
    } catch {
      found = { refused: roster.dataset.refused };
    }
    if (number !== asked) return;
    part(keep, "cost").textContent = found.refused ? "" : found.cost;
    part(keep, "hard").hidden = Boolean(found.refused) || found.lawful;
    list(part(keep, "new"), found.refused ? [found.refused] : found.new);
    list(part(keep, "gone"), found.refused ? [] : found.gone);
  };

  const act = (changes) => {
    steps.push(changes);
    show();
  };
  const undo = () => {
    steps.pop();
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
    document.getElementById("roster-cell-name").textContent = cell.getAttribute("aria-label");
    list(part(dialog, "said"), cell.title ? [cell.title] : []);
    for (const choice of dialog.querySelectorAll("[data-shift]")) {
      choice.setAttribute("aria-pressed", String(choice.dataset.shift === data.shift));
    }
    const lock = dialog.querySelector("[name=_lock]");
    const untouched = data.shift === was.get(cell).shift && steps.length === 0;
    lock.hidden = !data.line || !untouched;
    lock.value = data.line || "";
    lock.textContent = cell.classList.contains("mizan-locked") ? lock.dataset.unlock : lock.dataset.lock;
    part(dialog, "around").hidden = !data.around || !untouched;
    part(dialog, "around").href = data.around || "#";
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
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && !typing && steps.length) {
      event.preventDefault();
      undo();
    }
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
  part(keep, "undo").addEventListener("click", undo);
  part(keep, "forget").addEventListener("click", () => {
    steps.length = 0;
    show();
  });
  window.addEventListener("beforeunload", (event) => {
    if (pending().size && !keep.dataset.sent) event.preventDefault();
  });
  keep.addEventListener("submit", () => {
    keep.dataset.sent = "yes";
  });
  cells[0].tabIndex = 0;
})();
