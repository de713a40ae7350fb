// What scripts add to the board: whether the link holds. All words are the server's.
"use strict";

(() => {
  const SILENCE = 12_000; // ms: a board that is there says so every 5 s
  let heard = Date.now();

  function hear() {
    heard = Date.now();
    document.documentElement.classList.remove("lost");
  }

  function look() {
    if (Date.now() - heard > SILENCE) document.documentElement.classList.add("lost");
  }

  document.addEventListener("htmx:sse:before:message", hear);
  document.addEventListener("beat", hear);
  document.addEventListener("refused", () => location.reload()); // its page says why
  setInterval(look, 1000);
})();
