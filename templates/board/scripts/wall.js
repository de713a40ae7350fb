// A wall screen: what does not fit is on the next screen, and pages follow each other by
// themselves, in rounds. Of each page a round shows the first screen, where the most urgent
// stands, then a few that go on where the last round stopped: all of it comes round.
// Space pauses, arrows turn. All words are the server's.
"use strict";

(() => {
  const TURN = 20_000; // ms
  const ROUND = 4; // screens of a page in a round
  const PATIENCE = 8_000; // ms
  const find = (id) => document.getElementById(id);
  const state = document.documentElement.classList;
  const here = location.pathname + location.search;
  let [screen, shown, left, isGoing] = [0, Date.now(), ROUND, false];

  // Where the last round stopped: on which screen, of a long list also on which page of it

  const stopped = () => JSON.parse(sessionStorage.getItem(location.pathname)) ?? { at: here, screen: 1 };
  const stop = (place) => sessionStorage.setItem(location.pathname, JSON.stringify(place));
  const beginAnew = () => sessionStorage.removeItem(location.pathname);
  const leaf = (rel) => document.querySelector(`.leaves [rel=${rel}]`)?.getAttribute("href");

  // Screens are columns beside each other

  const gap = () => parseFloat(getComputedStyle(find("main")).columnGap) || 0;
  const width = () => find("main").clientWidth + gap();
  const count = () => Math.max(1, Math.ceil((find("main").scrollWidth + gap()) / width() - 0.02));

  function fillLastScreen() {
    const main = find("main");
    main.classList.remove("odd");
    const columns = parseInt(getComputedStyle(main).columnCount, 10) || 1;
    const used = Math.round((main.scrollWidth + gap()) / (width() / columns));
    main.classList.toggle("odd", used > columns && used % columns > 0);
  }

  // Which screen of how many, and of a list which of how many things

  function stretch() {
    const list = find("main").querySelector("[data-items]");
    if (!list) return {};
    const frame = find("main").getBoundingClientRect();
    const items = [...list.querySelectorAll(list.dataset.items)].filter((one) => one.checkVisibility());
    const [first, last] = ["findIndex", "findLastIndex"].map((search) => items[search]((one) => {
      const box = one.getClientRects()[0];
      return box.left >= frame.left - 1 && box.left < frame.right;
    }) + 1 + Number(list.dataset.before));
    return { first, last, size: list.dataset.size, isThere: last > Number(list.dataset.before) };
  }

  function tell() {
    const values = { ...stretch(), number: screen + 1, count: count() };
    const words = document.querySelector(`[data-word="${values.isThere ? "stretch" : "sheet"}"]`).textContent;
    const told = words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    find("turning").hidden = count() < 2 && !values.isThere;
    if (find("turning").textContent !== told) find("turning").textContent = told;
  }

  function show(wanted) {
    [screen, shown] = [Math.min(Math.max(wanted, 0), count() - 1), Date.now()];
    find("main").scrollTo(screen * width(), 0);
    tell();
  }

  // A page that is not there is not turned to but passed over; where none is, what is shown stays,
  // and says how old it is

  async function isThere(address) {
    const asked = { method: "HEAD", signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch(address, asked).catch(() => null);
    return answer?.ok;
  }

  async function go(...addresses) {
    [shown, isGoing] = [Date.now(), true];
    let at = 0;
    while (at < addresses.length && !(await isThere(addresses[at]))) at += 1;
    [shown, isGoing] = [Date.now(), false];
    if (at < addresses.length) {
      if (at && addresses[0] === stopped().at) beginAnew(); // no round would get past it
      return location.assign(addresses[at]);
    }
    left = ROUND;
    return show(0);
  }

  function others(by) {
    const menu = [...find("menu").querySelectorAll("a")];
    const at = menu.findIndex((one) => one.hasAttribute("aria-current"));
    const following = [...menu.slice(at + 1), ...menu.slice(0, at)].map((one) => one.getAttribute("href"));
    return by < 0 ? following.reverse() : following;
  }

  function turnByItself() {
    const goesOn = screen === 0 && left === ROUND ? stopped() : { at: here, screen: screen + 1 };
    left -= 1;
    if (goesOn.at !== here) return go(goesOn.at, ...others(1));
    const isOver = goesOn.screen >= count();
    if (!isOver) stop(goesOn);
    else if (leaf("next")) stop({ at: leaf("next"), screen: 0 });
    else beginAnew();
    return isOver || left < 1 ? go(...others(1)) : show(goesOn.screen);
  }

  function turn(by) {
    if (screen + by >= 0 && screen + by < count()) return show(screen + by);
    const beside = leaf(by < 0 ? "prev" : "next");
    return go(...(beside ? [beside] : []), ...others(by));
  }

  function tick() {
    fillLastScreen();
    if (screen >= count()) show(count() - 1);
    tell();
    if (!state.contains("held") && !isGoing && Date.now() - shown > TURN) turnByItself();
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
    const goesOn = leaf("prev") && stopped().at === here; // its first screen was shown already
    const from = goesOn ? stopped().screen : 0;
    if (goesOn) left -= 1;
    show(from);
    document.fonts.ready.then(() => {
      fillLastScreen();
      show(Math.max(screen, from));
    });
    setInterval(tick, 1000);
  });
})();
