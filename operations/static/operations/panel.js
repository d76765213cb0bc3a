/* The panel of a plan's page: what changes that are not kept yet would do, judged by the server. */
"use strict";
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

  /* field: the form's own, in which the changes go to be judged and later to be kept. */
  const show = async (field, changes, what) => {
    form.hidden = !changes.length;
    const number = ++asked;
    if (!changes.length) return;
    const sent = JSON.stringify(changes);
    form.elements[field].value = sent;
    part("what").textContent = what.join(", ");
    const body = new URLSearchParams({
      [field]: sent,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    });
    let found;
    try {
      found = await (await fetch(form.dataset.judge, { method: "POST", body })).json();
    } catch {
      found = { refused: form.dataset.refused };
    }
    if (number !== asked) return;
    part("cost").textContent = found.refused ? "" : found.cost;
    part("hard").hidden = Boolean(found.refused) || found.lawful;
    list(part("new"), found.refused ? [found.refused] : found.new);
    list(part("gone"), found.refused ? [] : found.gone);
  };

  window.addEventListener("beforeunload", (event) => {
    if (!form.hidden && !form.dataset.sent) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    form.dataset.sent = "yes";
  });

  /* steps: one list of changes for each act of the person, the newest last. */
  const taking = (steps, shown) => {
    const undo = () => {
      steps.pop();
      shown();
    };
    part("undo").addEventListener("click", undo);
    part("forget").addEventListener("click", () => {
      steps.length = 0;
      shown();
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input, textarea, select");
      if (event.key === "z" && (event.ctrlKey || event.metaKey) && !typing && steps.length) {
        event.preventDefault();
        undo();
      }
    });
  };

  return { list, show, taking };
};
