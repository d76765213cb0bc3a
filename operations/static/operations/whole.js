/* Whoever reads reasons whole reads them so on the next page too. */
"use strict";
const whole = document.getElementById("reasons-whole");
whole.checked = localStorage.getItem("reasons-whole") === "yes";
whole.addEventListener("change", () => {
  localStorage.setItem("reasons-whole", whole.checked ? "yes" : "no");
});
