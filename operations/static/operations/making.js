/* A roster being made: its cost, the bound below it and how far it is, as the run tells them. */
"use strict";
(() => {
  const box = document.getElementById("plan-run");
  if (!box) return;
  const part = (name) => box.querySelector(`.mizan-${name}`);
  /* As the pages write numbers; a browser's own ways differ from theirs and from each other. */
  const number = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, box.dataset.thousands);
  const WIDTH = 300;
  const HEIGHT = 60;
  let tag = "";

  /* Both lines on one logarithmic scale: costs fall by powers of ten at first. */
  const draw = (curve) => {
    const last = Math.max(...curve.map(([seconds]) => seconds), 1);
    const values = curve.flatMap(([, cost, bound]) => [cost, bound ?? 0]);
    const top = Math.log1p(Math.max(...values, 1));
    const line = (at) => {
      let path = "";
      for (const point of curve) {
        if (point[at] === null || point[at] === undefined) continue;
        const [x, y] = [(point[0] / last) * WIDTH, HEIGHT - (Math.log1p(Math.max(0, point[at])) / top) * HEIGHT];
        path += path ? `H${x.toFixed(1)}V${y.toFixed(1)}` : `M${x.toFixed(1)} ${y.toFixed(1)}`;
      }
      return path && `${path}H${WIDTH}`;
    };
    part("curve-cost").setAttribute("d", line(1));
    part("curve-bound").setAttribute("d", line(2));
  };

  const show = (run) => {
    const [, cost, bound, hard] = run.curve.at(-1) || [];
    part("run-hard").hidden = !hard;
    part("run-cost").textContent = cost === undefined ? "–" : number(cost);
    part("run-bound").textContent = bound === undefined || bound === null ? "–" : number(bound);
    box.querySelector("progress").value = Math.round(100 * run.progress);
    if (run.curve.length) draw(run.curve);
    part("stop").disabled = run.state !== "running" || Boolean(run.stop_requested);
    if (run.finished) {
      part("under-way").hidden = true;
      part(run.plan ? "made" : "not-made").hidden = false;
      part("why-not").textContent = run.message;
      if (run.plan) part("made").querySelector("a").href = box.dataset.proposal.replace("/0/", `/${run.plan}/`);
    }
    return Boolean(run.finished);
  };

  const ask = async () => {
    let over = false;
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(box.dataset.run, { headers, cache: "no-store" });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") || "";
        over = show(await answer.json());
      } else if (answer.status !== 304) {
        over = true; // no longer ours to read: the page says how it stands when loaded again
      }
    } catch {
      // the network is away for a moment: asked again like any other time
    }
    if (!over) setTimeout(ask, 1000);
  };
  ask();
})();
