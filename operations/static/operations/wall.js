/* A screen that nobody touches: it loads itself again. */
"use strict";
setTimeout(() => location.reload(), 1000 * Number(document.body.querySelector("[data-every]").dataset.every));
