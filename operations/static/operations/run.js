/* A run under way: its page is brought up to date every two seconds, and loaded anew when it ends. */
"use strict";
(() => {
  const EVERY = 2000;
  const box = document.querySelector("[data-live]");
  if (!box) return;
  let tag = "";
  const ask = async () => {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(box.dataset.live, { headers, cache: "no-store" });
      if (answer.status === 200) {
        const open = box.querySelector("details")?.open;
        tag = answer.headers.get("ETag") || "";
        box.innerHTML = await answer.text();
        if (open) box.querySelector("details")?.setAttribute("open", "");
        if (answer.headers.get("X-Run-Open") === "0") return location.reload();
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
    } catch {
      let said = box.querySelector(".errornote");
      if (!said) {
        said = document.createElement("p");
        said.className = "errornote";
        said.textContent = box.dataset.lost;
        box.prepend(said);
      }
    }
    setTimeout(ask, EVERY);
  };
  setTimeout(ask, EVERY);
})();
