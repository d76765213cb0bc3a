/* The admin's choosers with a search field: their visible boxes take the name of their field. */
"use strict";
(() => {
  const named = (root) => {
    for (const select of root.querySelectorAll("select.admin-autocomplete")) {
      const box = select.nextElementSibling;
      const label = select.id && document.querySelector(`label[for="${select.id}"]`);
      const name = label ? label.textContent.trim().replace(/:$/, "") : select.getAttribute("aria-label");
      if (!box || !name) continue;
      for (const part of box.querySelectorAll("[role=combobox], [role=searchbox], [role=textbox]")) {
        part.removeAttribute("aria-labelledby");
        part.setAttribute("aria-label", `${name}: ${part.textContent.trim() || "-"}`);
      }
      box.querySelectorAll("input.select2-search__field").forEach((field) => field.setAttribute("aria-label", name));
    }
  };
  /* A row's box to take it away stands under a heading that no label repeats. */
  const rows = () => {
    for (const box of document.querySelectorAll(".tabular td.delete input:not([aria-label])")) {
      const head = box.closest("table").querySelector("thead th:last-child");
      if (head) box.setAttribute("aria-label", head.textContent.trim());
    }
  };
  const all = () => {
    named(document);
    rows();
  };
  /* After the choosers, which wait for the same moment and asked before. */
  document.addEventListener("DOMContentLoaded", () => {
    if (window.django && window.django.jQuery) window.django.jQuery(all);
    else all();
  });
  document.addEventListener("formset:added", (event) => setTimeout(() => named(event.target)));
  document.addEventListener("change", () => setTimeout(() => named(document)));
})();
