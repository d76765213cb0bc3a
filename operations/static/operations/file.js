/* The name of the file that was chosen stands beside its button. */
"use strict";
for (const field of document.querySelectorAll(".mizan-file input")) {
  const said = field.parentElement.querySelector("output");
  const none = said.textContent;
  const show = () => {
    said.textContent = field.files.length ? field.files[0].name : none;
  };
  field.addEventListener("change", show);
  show(); // a page gone back to keeps what was chosen
}
