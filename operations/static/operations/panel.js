/* The panel of a plan's page: what changes that are not kept yet would do, judged by the server. */
"use strict";
/* The letter of a key: the one it writes, or where that is of another script, the one in its place
   on a Latin keyboard, as the commands of every programme are typed there. */
const mizanLetter = ({ key, code }) =>
  (/^[a-z]$/i.test(key) ? key : code.replace(/^Key/, "")).toLowerCase();
const mizanPanel = (form) => {
  const part = (name) => form.querySelector(`.mizan-${name}`);
  const { why } = form.elements;
  let asked = 0; // only the newest answer is shown

  /* hard: how many of them, from the first on, break a hard rule. */
  const list = (where, sentences, hard = 0) => {
    where.replaceChildren(
      ...sentences.map((sentence, number) => {
        const item = document.createElement("li");
        item.textContent = sentence;
        item.classList.toggle("mizan-is-hard", number < hard);
        return item;
      }),
    );
  };

  /* A question to the server; what it refuses, or cannot answer, comes back as `refused`; away:
     nothing answers, which may be over in a moment. */
  const ask = async (where, fields) => {
    const body = new URLSearchParams({
      ...fields,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    });
    let answer;
    try {
      answer = await fetch(where, { method: "POST", body });
    } catch {
      return { refused: form.dataset.away, away: true };
    }
    try {
      return await answer.json();
    } catch {
      return { refused: form.dataset.refused }; // a page instead, as of whoever is logged out by now
    }
  };

  /* field: the form's own, in which the changes go to be judged and later to be kept. */
  const show = async (field, changes, what) => {
    const number = ++asked;
    form.dataset.pending = changes.length ? "yes" : "";
    form.elements[field].value = changes.length ? JSON.stringify(changes) : "";
    part("what").textContent = what.join(form.dataset.comma);
    part("keep").disabled = !changes.length;
    const found = changes.length
      ? await ask(form.dataset.judge, { [field]: form.elements[field].value })
      : { cost: "", lawful: true, new: [], gone: [] };
    if (number !== asked) return;
    if (found.away) setTimeout(() => number === asked && show(field, changes, what), 3000);
    part("cost").textContent = found.refused ? "" : found.cost;
    part("hard").hidden = Boolean(found.refused) || found.lawful;
    why.required = Boolean(form.dataset.published) && !found.refused && !found.lawful;
    list(part("new"), found.refused ? [found.refused] : found.new, found.refused ? 0 : found.hard);
    list(part("gone"), found.refused ? [] : found.gone);
    form.dispatchEvent(new CustomEvent("mizan:judged", { detail: found }));
  };

  window.addEventListener("beforeunload", (event) => {
    if (form.dataset.pending && !form.dataset.sent) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    form.dataset.sent = "yes";
  });

  /* What is not kept yet outlives the page: a Keep that somebody else was quicker than, a session
     that is over or a network that is away would else take an hour's work along. By person, since
     one browser may be several people's. */
  const place = `mizan-pending ${form.dataset.whose} ${location.pathname}${location.search}`;
  const left = () => {
    try {
      return JSON.parse(sessionStorage.getItem(place)) || {};
    } catch {
      return {};
    }
  };

  /* steps: one list of changes for each act of the person, the newest last. plain, again: a change
     as it is remembered, and back (nothing where its cell is not there any more). Returns how an
     act is done: it is shown, and what was undone before it cannot come again. */
  const taking = (steps, shown, plain, again) => {
    const undone = [];
    const remember = () => {
      const kept = { steps: steps.map((step) => step.map(plain)), why: why.value };
      if (steps.length) sessionStorage.setItem(place, JSON.stringify(kept));
      else sessionStorage.removeItem(place);
    };
    const painted = () => {
      form.hidden = !steps.length && !undone.length;
      part("undo").disabled = !steps.length;
      part("redo").disabled = !undone.length;
      part("again").hidden = true;
      remember();
      shown();
    };
    why.addEventListener("input", remember);
    const turn = (from, to) => {
      if (!from.length) return;
      to.push(from.pop());
      painted();
    };
    part("undo").addEventListener("click", () => turn(steps, undone));
    part("redo").addEventListener("click", () => turn(undone, steps));
    part("forget").addEventListener("click", () => {
      steps.length = undone.length = 0;
      painted();
    });
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
      const key = mizanLetter(event);
      const forth = key === "y" || (key === "z" && event.shiftKey);
      if (!forth && key !== "z") return;
      event.preventDefault();
      if (forth) turn(undone, steps);
      else turn(steps, undone);
    });
    const before = left();
    for (const step of before.steps || []) {
      const found = step.map(again).filter(Boolean);
      if (found.length) steps.push(found);
    }
    if (steps.length) {
      why.value = before.why;
      painted();
      part("again").hidden = false;
      if (!form.dataset.pending) {
        steps.length = 0; // it was kept: all of it stands as it was wanted
        why.value = "";
        painted();
      }
    }
    return (changes) => {
      steps.push(changes);
      undone.length = 0;
      painted();
    };
  };

  return { ask, list, show, taking };
};
