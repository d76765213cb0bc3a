/* Who waits without a room: why, from when, and the cheapest way in. Worked out by the server after
   the board is there, for it takes a moment for each of them. */
"use strict";
(async () => {
  const list = document.getElementById("waiting");
  const rows = [...list.querySelectorAll("tr[data-of]")];
  if (!rows.length) return;
  const note = list.querySelector(".mizan-note");
  const made = (name, text, looks = "") => {
    const it = document.createElement(name);
    it.textContent = text;
    it.className = looks;
    return it;
  };
  let patients;
  try {
    ({ patients } = await (await fetch(list.dataset.asks)).json());
    if (!patients) throw new Error("refused");
  } catch {
    note.textContent = list.dataset.refused;
    return;
  }
  const counts = { operation: 0, bed: 0, nothing: 0 };
  const way = ({ said, places }) => {
    const it = made("li", said);
    if (list.dataset.try) {
      const act = made("button", list.dataset.try, "button mizan-try");
      act.type = "button";
      act.dataset.places = places;
      act.setAttribute("aria-label", `${list.dataset.try}: ${said}`);
      it.append(" ", act);
    }
    return it;
  };
  for (const row of rows) {
    const found = patients[row.dataset.of];
    if (!found) continue; // changed in the meantime
    counts[found.lack] += 1;
    const [may, why, first, ways] = row.querySelectorAll("td");
    may.textContent = found.may;
    why.replaceChildren(...found.why.map((sentence) => made("p", sentence)));
    first.replaceChildren(
      made("bdi", found.first, "mizan-code"),
      made("p", found.after, "help"),
      made("p", found.late, "mizan-late"),
    );
    const offered = made("ul", "");
    offered.append(...found.ways.map(way));
    ways.replaceChildren(offered);
  }
  for (const [lack, count] of Object.entries(counts)) {
    const shown = list.querySelector(`[data-lack="${lack}"]`);
    shown.querySelector("b").textContent = count;
    shown.hidden = !count;
  }
  note.hidden = true;
  list.querySelector(".mizan-lacks").hidden = false;
})();
