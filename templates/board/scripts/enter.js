// A link ends in its code after a “#”: put into the field, and out of the address bar and history.
"use strict";

(() => {
  const code = location.hash.slice(1);
  if (!code) return;
  document.getElementById("code").value = code;
  history.replaceState(null, "", location.pathname);
  document.querySelector("form button").focus();
})();
