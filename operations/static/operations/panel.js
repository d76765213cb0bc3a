/* The panel of a plan's page: what changes that are not kept yet would do, judged by the server. */
"use strict";
/* The letter of a key: the one it writes, or where that is of another script, the one in its place
   on a Latin keyboard, as the commands of every programme are typed there. */
const mizanLetter = ({ key, code }) =>
  (/^[a-z]$/i.test(key) ? key : code.replace(/^Key/, "")).toLowerCase();
const mizanPanel = (form) => {
  const part = (name) => form.querySelector(`.mizan-${name}`);
  let asked = 0; // only the newest answer is shown

  const list = (where, sentences) => {
    where.replaceChildren(
      ...sentences.map((sentence) => {
        const item = document.createElement("li");
        item.textContent = sentence;
        return item;
      }),
    );
  };

  /* A question to the server; what it refuses, or cannot answer, comes back as `refused`. */
  const ask = async (where, fields) => {
    const body = new URLSearchParams({
      ...fields,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    });
    try {
      return await (await fetch(where, { method: "POST", body })).json();
    } catch {
      return { refused: form.dataset.refused };
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
    part("cost").textContent = found.refused ? "" : found.cost;
    part("hard").hidden = Boolean(found.refused) || found.lawful;
    list(part("new"), found.refused ? [found.refused] : found.new);
    list(part("gone"), found.refused ? [] : found.gone);
    form.dispatchEvent(new CustomEvent("mizan:judged", { detail: found }));
  };

  window.addEventListener("beforeunload", (event) => {
    if (form.dataset.pending && !form.dataset.sent) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    form.dataset.sent = "yes";
  });

  /* steps: one list of changes for each act of the person, the newest last. Returns how an act is
     done: it is shown, and what was undone before it cannot come again. */
  const taking = (steps, shown) => {
    const undone = [];
    const painted = () => {
      form.hidden = !steps.length && !undone.length;
      part("undo").disabled = !steps.length;
      part("redo").disabled = !undone.length;
      shown();
    };
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
      const again = key === "y" || (key === "z" && event.shiftKey);
      if (!again && key !== "z") return;
      event.preventDefault();
      if (again) turn(undone, steps);
      else turn(steps, undone);
    });
    return (changes) => {
      steps.push(changes);
      undone.length = 0;
      painted();
    };
  };

  return { ask, list, show, taking };
};
