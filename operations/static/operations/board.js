/* The bed board: drag a patient to a room or choose one, see at once what it does, then keep it.
   Changes that are not kept yet live here only; the server judges them and alone writes. */
"use strict";
(() => {
  const board = document.getElementById("content-main");
  const keep = document.getElementById("plan-keep");
  const dialog = document.getElementById("plan-thing");
  const bars = [...board.querySelectorAll("button[data-patient]")];
  const panel = mizanPanel(keep);
  const was = new Map(bars.map((bar) => [bar, { ...bar.dataset }]));
  const name = (bar) => bar.querySelector("bdi").textContent;
  const steps = []; // each a list of {bar, room, day, theatre}: one act of the person
  let open = null; // the bar that the dialog speaks of
  let dragged = null;

  /* What is not kept yet, by patient: the last word counts. */
  const pending = () => {
    const found = new Map();
    for (const change of steps.flat()) found.set(change.bar, change);
    for (const [bar, { room, day }] of found) {
      if (room === was.get(bar).room && day === Number(was.get(bar).day)) found.delete(bar);
    }
    return found;
  };

  const show = () => {
    const changes = pending();
    for (const bar of bars) bar.classList.toggle("mizan-pending", changes.has(bar));
    const sent = [...changes].map(([bar, { room, day, theatre }]) => [
      bar.dataset.patient, room, day, theatre,
    ]);
    const said = [...changes].map(
      ([bar, { room }]) => `${name(bar)} ${was.get(bar).room || "–"} → ${room || "–"}`,
    );
    panel.show("places", sent, said);
  };

  const barOf = (patient) => bars.find((bar) => bar.dataset.patient === patient);
  const act = panel.taking(
    steps,
    show,
    ({ bar, ...to }) => [bar.dataset.patient, to],
    ([patient, to]) => {
      const bar = barOf(patient);
      return bar && { bar, ...to };
    },
  );

  /* Whoever is here already is there from the first day; the others come on the day they are put.
     On another day than planned the server chooses the theatre. */
  const move = (bar, room, to) => {
    const planned = Number(was.get(bar).day);
    const day = bar.dataset.present || !room ? planned : to;
    act([{ bar, room, day, theatre: room && day === planned ? was.get(bar).theatre : "" }]);
  };

  /* A way in that the list of those who wait offers: all its places in one act. */
  const attempt = (places) => {
    act(JSON.parse(places).map(([who, room, day, theatre]) => ({ bar: barOf(who), room, day, theatre })));
    keep.querySelector("[name=why]").focus();
  };

  /* The room that is chosen leads to its beds, to be closed and opened. */
  const beds = () => {
    const { record } = document.getElementById("id_room").selectedOptions[0]?.dataset ?? {};
    const link = dialog.querySelector(".mizan-beds");
    link.hidden = !record || steps.length > 0;
    link.href = document.getElementById("board").dataset.beds.replace("/0/", `/${record}/`);
  };
  document.getElementById("id_room").addEventListener("change", beds);

  const ask = (bar) => {
    open = bar;
    const { room, day, line, present, record } = bar.dataset;
    document.getElementById("plan-thing-name").textContent = bar.getAttribute("aria-label");
    panel.list(dialog.querySelector(".mizan-said"), bar.title.split("\n").slice(1));
    document.getElementById("id_room").value = room;
    document.getElementById("id_day").value = day;
    document.getElementById("id_day").disabled = Boolean(present);
    const lock = dialog.querySelector("[name=_lock]");
    lock.hidden = !line || !room || steps.length > 0;
    lock.value = line || "";
    lock.textContent = bar.classList.contains("mizan-locked") ? lock.dataset.unlock : lock.dataset.lock;
    const more = dialog.querySelector(".mizan-around");
    more.hidden = !line || steps.length > 0;
    more.href = document.getElementById("board").dataset.around.replace("/0/", `/${line}/`);
    const now = dialog.querySelector(".mizan-today");
    now.hidden = !bar.dataset.today || steps.length > 0;
    now.href = `${document.getElementById("board").dataset.today}?in=${encodeURIComponent(bar.dataset.patient)}#in-${encodeURIComponent(bar.dataset.patient)}`;
    const known = dialog.querySelector(".mizan-record");
    known.hidden = !record || steps.length > 0;
    known.href = document.getElementById("board").dataset.record.replace("stay/0", record);
    beds();
    dialog.showModal();
  };

  board.addEventListener("click", (event) => {
    const bar = event.target.closest("button[data-patient]");
    const offered = event.target.closest("button[data-places]");
    if (bar) ask(bar);
    else if (offered) attempt(offered.dataset.places);
  });
  /* One stop for Tab among the patients, as a sheet of hundreds needs; arrows go from one to the next. */
  const focus = (bar) => {
    for (const each of bars) each.tabIndex = each === bar ? 0 : -1;
    return bar;
  };
  board.addEventListener("keydown", (event) => {
    const at = bars.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const forward = document.dir === "rtl" ? -1 : 1;
    const by = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to = { Home: 0, End: bars.length - 1 }[event.key] ?? at + (by ?? 0);
    if (to === at || !bars[to]) return;
    event.preventDefault();
    focus(bars[to]).focus();
  });
  board.addEventListener("focusin", ({ target }) => {
    if (bars.includes(target)) focus(target);
  });
  if (bars.length) focus(bars[0]);

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("button[data-patient]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.patient);
  });
  const place = (event) => event.target.closest("[data-room]:not(button)");
  let under = null; // what is below what is dragged
  const over = (found) => {
    if (found === under) return;
    under?.classList.remove("mizan-over");
    found?.classList.add("mizan-over");
    under = found;
  };
  board.addEventListener("dragover", (event) => {
    const found = place(event);
    if (!found || !dragged) return;
    event.preventDefault();
    over(found);
  });
  board.addEventListener("drop", (event) => {
    const found = place(event);
    if (!found || !dragged) return;
    event.preventDefault();
    move(dragged, found.dataset.room, Number(found.dataset.day));
  });
  board.addEventListener("dragend", () => {
    dragged = null;
    over(null);
  });

  dialog.addEventListener("click", (event) => {
    if (event.target.closest(".mizan-move")) {
      dialog.close();
      move(
        open,
        document.getElementById("id_room").value,
        Number(document.getElementById("id_day").value),
      );
    } else if (event.target.closest(".mizan-close")) {
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => open.focus());
})();
