/* Beside each column of ours: what the file's first row has in the column chosen for it. */
"use strict";
document.getElementById("columns-chosen").addEventListener("change", (event) => {
  const chosen = event.target.selectedOptions[0];
  event.target.closest("tr").querySelector(".mizan-first").textContent = chosen.dataset.first || "-";
});
