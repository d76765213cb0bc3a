/* What takes a while says so: its buttons rest, a bar moves and the seconds are counted until the
   answer is there. For forms and buttons with data-busy, the words that are said. */
"use strict";
(() => {
  const over = (form) => {
    clearInterval(form.mizanBusy);
    form.querySelector(".mizan-busy")?.remove();
    for (const button of form.querySelectorAll("[data-resting]")) {
      button.disabled = false;
      delete button.dataset.resting;
    }
  };
  document.addEventListener("submit", ({ target: form, submitter, defaultPrevented }) => {
    const said = form.dataset.busy || submitter?.dataset.busy;
    if (!said || defaultPrevented) return;
    over(form);
    const line = document.createElement("p");
    line.className = "mizan-busy";
    line.setAttribute("role", "status");
    const seconds = document.createElement("bdi");
    const bar = document.createElement("progress");
    for (const each of [bar, seconds]) each.setAttribute("aria-hidden", "true"); // said once, not each second
    line.append(bar, ` ${said} `, seconds);
    form.append(line);
    const began = performance.now();
    form.mizanBusy = setInterval(() => {
      seconds.textContent = `${Math.round((performance.now() - began) / 1000)} s`;
    }, 1000);
    /* Later, since a button that rests is not sent. */
    setTimeout(() => {
      for (const button of form.querySelectorAll("button:enabled, input[type=submit]:enabled")) {
        button.dataset.resting = "yes";
        button.disabled = true;
      }
    });
  });
  /* A page gone back to is as it was left. */
  window.addEventListener("pageshow", () => [...document.forms].forEach(over));
})();
