/* The window of one cell: what it could be instead and who else could have its shift, each with
   what it costs and breaks as the server judges it with all that is not kept yet. */
"use strict";
(() => {
  const { roster, cellOf, panel, was, steps, pick, sent, act, focus } = mizanRoster;
  const dialog = document.getElementById("plan-thing");
  const others = document.getElementById("plan-others");
  const part = (name) => dialog.querySelector(`.mizan-${name}`);
  let open = null; // the cell that the dialog speaks of
  let ways = []; // the ways of taking its shift that are offered
  let asked = 0;

  const choose = (choice) =>
    act([{
      cell: open,
      shift: choice.dataset.shift,
      skill: choice.dataset.shift === was.get(open).shift ? was.get(open).skill : "",
    }]);

  const take = (option) =>
    act(option.cells.map(([person, day, shift, skill]) => ({
      cell: cellOf(person, day),
      shift,
      skill,
    })).filter(({ cell }) => cell));

  const priced = (found) => {
    const costs = new Map((found.choices || []).map((choice) => [choice.shift, choice]));
    for (const button of dialog.querySelectorAll("[data-shift]")) {
      const choice = costs.get(button.dataset.shift);
      button.querySelector("small").textContent = choice ? choice.cost : "";
      button.title = choice ? choice.said.join("\n") : "";
      button.classList.toggle("mizan-unlawful", Boolean(choice) && !choice.lawful);
    }
  };

  const row = (option, number) => {
    const line = others.querySelector("template").content.cloneNode(true);
    const cell = (name) => line.querySelector(`.mizan-${name}`);
    cell("who").textContent = option.person;
    cell("who").value = number;
    cell("from").textContent = option.moved_from;
    cell("cost").textContent = option.cost;
    cell("breaks").textContent = option.said.join(" ");
    cell("failed").hidden = option.lawful;
    line.querySelector("tr").classList.toggle("mizan-bad", !option.lawful);
    return line;
  };

  /* Both lists are emptied until the newest answer is there. */
  const offered = async ({ dataset }) => {
    const number = ++asked;
    ways = [];
    priced({});
    others.querySelector("tbody").replaceChildren();
    others.hidden = !dataset.shift;
    others.setAttribute("aria-busy", "true");
    const pending = sent();
    const found = await panel.ask(roster.dataset.cell, {
      person: dataset.person,
      day: dataset.day,
      cells: pending.length ? JSON.stringify(pending) : "",
    });
    if (number !== asked) return;
    ways = found.others || [];
    priced(found);
    others.querySelector("tbody").replaceChildren(...ways.map(row));
    others.removeAttribute("aria-busy");
    if (found.refused) panel.list(part("said"), [found.refused]);
  };

  const ask = (cell) => {
    open = cell;
    const { line, shift } = cell.dataset;
    document.getElementById("plan-thing-name").textContent = cell.getAttribute("aria-label");
    panel.list(part("said"), cell.title ? cell.title.split("\n") : []);
    for (const choice of dialog.querySelectorAll("[data-shift]")) {
      choice.setAttribute("aria-pressed", String(choice.dataset.shift === shift));
    }
    const lock = dialog.querySelector("[name=_lock]");
    const untouched = shift === was.get(cell).shift && steps.length === 0;
    lock.hidden = !line || !untouched;
    lock.value = line || "";
    lock.textContent = cell.classList.contains("mizan-locked") ? lock.dataset.unlock : lock.dataset.lock;
    part("around").hidden = !line || !shift || !untouched;
    part("around").href = roster.dataset.around.replace("/0/", `/${line}/`);
    dialog.showModal();
    offered(cell);
  };

  roster.addEventListener("click", (event) => {
    const cell = event.target.closest("button.mizan-cell");
    if (!cell) return;
    focus(cell);
    const one = event.ctrlKey || event.metaKey;
    if (one) pick.turn();
    else pick.reach(event.shiftKey);
    if (!event.shiftKey && !one) ask(cell);
  });
  dialog.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-shift]");
    const who = event.target.closest(".mizan-who");
    if (choice || who) {
      dialog.close();
      if (choice) choose(choice);
      else take(ways[who.value]);
    } else if (event.target.closest(".mizan-close")) {
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => focus(open));
})();
