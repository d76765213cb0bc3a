/* What is ticked of a proposal, judged as it would be taken. */
"use strict";
(() => {
  const form = document.getElementById("proposal");
  if (!form.querySelector(".mizan-panel")) return;
  const panel = mizanPanel(form);
  const show = () => {
    const boxes = [...form.querySelectorAll("[name=cell]:checked")];
    const changes = boxes.map((box) => JSON.parse(box.dataset.change));
    panel.show(form.dataset.field, changes, boxes.map((box) => box.dataset.said));
    form.dataset.sent = "yes"; // ticks are no work that could be lost
    for (const all of form.querySelectorAll(".mizan-all")) {
      const boxes = [...all.closest("table").querySelectorAll("[name=cell]")];
      all.checked = boxes.every((box) => box.checked);
      all.indeterminate = !all.checked && boxes.some((box) => box.checked);
    }
  };
  form.addEventListener("change", ({ target }) => {
    if (target.matches(".mizan-all")) {
      for (const box of target.closest("table").querySelectorAll("[name=cell]")) {
        box.checked = target.checked;
      }
    }
    if (target.matches("[type=checkbox]")) show();
  });
  show();
})();
