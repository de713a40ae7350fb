// A wall screen: what does not fit is on the next screen, and pages follow each other by
// themselves. Space pauses, arrows turn. All words are the server's.
"use strict";

(() => {
  const TURN = 20_000; // ms
  const MOST = 4; // screens of a page that are turned to by themselves; arrows lead to all of them
  const find = (id) => document.getElementById(id);
  const state = document.documentElement.classList;
  let [screen, shown] = [0, Date.now()];

  function width() {
    return find("main").clientWidth + parseFloat(getComputedStyle(find("main")).columnGap);
  }

  function count() {
    const gap = width() - find("main").clientWidth;
    return Math.max(1, Math.ceil((find("main").scrollWidth + gap) / width() - 0.02));
  }

  function fillLastScreen() {
    const main = find("main");
    main.classList.remove("odd");
    const gap = width() - main.clientWidth;
    const columns = parseInt(getComputedStyle(main).columnCount, 10) || 1;
    const used = Math.round((main.scrollWidth + gap) / (width() / columns));
    main.classList.toggle("odd", used > columns && used % columns > 0);
  }

  function said(word) {
    return document.querySelector(`[data-word="${word}"]`).textContent;
  }

  // Lists show a few: how many there are besides is said under each
  function tellMore() {
    for (const list of find("main").querySelectorAll("ul, ol, table")) {
      const items = [...(list.tBodies?.[0]?.rows ?? list.children)];
      const left = Number(list.nextElementSibling?.dataset.others ?? 0)
        + items.filter((one) => getComputedStyle(one).display === "none").length;
      if (left) list.dataset.more = said("more").replace("{number}", left);
      else delete list.dataset.more;
    }
  }

  function tell() {
    const more = screen < MOST ? Math.max(count() - MOST, 0) : 0;
    const words = said(more ? "sheets" : "sheet").replace("{more}", more);
    const told = words.replace("{number}", screen + 1).replace("{count}", count() - more);
    find("turning").hidden = count() < 2;
    if (find("turning").textContent !== told) find("turning").textContent = told;
  }

  function show(wanted) {
    [screen, shown] = [Math.min(Math.max(wanted, 0), count() - 1), Date.now()];
    find("main").scrollTo(screen * width(), 0);
    tell();
  }

  // A page that is not there is not turned to: what is shown stays, and says how old it is
  async function leave(path) {
    shown = Date.now();
    const address = `${path}?wall=1`;
    const there = await fetch(address, { method: "HEAD" }).catch(() => null);
    if (there?.ok) location.assign(address);
    else show(0);
  }

  function turn(by, most = Infinity) {
    if (screen + by < 0 || screen + by >= Math.min(count(), most)) leave(find("words").dataset[by < 0 ? "before" : "next"]);
    else show(screen + by);
  }

  function tick() {
    tellMore();
    fillLastScreen();
    if (screen >= count()) show(count() - 1);
    tell();
    if (!state.contains("held") && Date.now() - shown > TURN) turn(1, MOST);
  }

  function press(event) {
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (by) turn(by);
    else if (event.key === " " && !event.target.closest("a, button, input, select, summary")) find("pause").click();
    else return;
    event.preventDefault();
  }

  document.addEventListener("keydown", press);
  document.addEventListener("DOMContentLoaded", () => {
    tellMore();
    show(0);
    document.fonts.ready.then(() => {
      fillLastScreen();
      show(screen);
    });
    setInterval(tick, 1000);
  });
})();
