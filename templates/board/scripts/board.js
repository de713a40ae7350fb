// What scripts add to the board: whether the link holds, how old the page is, what is new on it.
// All words are the server's, hidden in the page; times are those of its clock.
"use strict";

(() => {
  const SILENCE = 12_000; // ms: a board that is there says so every 5 s
  const FRESH = 75_000; // the register is looked at every minute
  const MARKED = 60_000;
  const SAID = 10_000;
  const ITEMS = "main :is(li, tr, article, dd, div, p, figure)[id]";
  const root = document.documentElement;
  const find = (id) => document.getElementById(id);

  // Words

  const word = (name) => document.querySelector(`[data-word="${name}"]`).textContent;
  const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const units = (display) => (value, unit) =>
    new Intl.NumberFormat(root.lang, { style: "unit", unit, unitDisplay: display }).format(value);

  function inWords(ms) {
    const say = units("long");
    const minutes = Math.floor(ms / 60_000);
    if (minutes < 60) return say(minutes, "minute");
    if (minutes >= 2880) return say(Math.floor(minutes / 1440), "day");
    const rest = minutes % 60;
    return say(Math.floor(minutes / 60), "hour") + (rest ? ` ${say(rest, "minute")}` : "");
  }

  // 1 h 25 min, 25 min, and below ten minutes 9 min 32 s; null while a day or more is left
  function remaining(ms, bySeconds) {
    const say = units("short");
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    if (hours >= 24) return null;
    if (hours) return `${say(hours, "hour")} ${say(minutes, "minute")}`;
    if (minutes >= 10 || !bySeconds) return say(minutes, "minute");
    return (minutes ? `${say(minutes, "minute")} ` : "") + say(seconds % 60, "second");
  }

  const backOff = (attempt, chance) => Math.min(500 * 2 ** attempt, 5000) * (0.7 + 0.6 * chance);

  // The clock of the board, and its hours: of another day, with that day

  let ahead = 0; // ms that the board's clock is before this one
  const now = () => Date.now() + ahead;
  const heed = (instant) => { if (instant) ahead = Date.parse(instant) - Date.now(); };

  function clock(instant) {
    const timeZone = find("words").dataset.zone;
    const form = { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone };
    const parts = new Intl.DateTimeFormat("en", form).formatToParts(instant);
    const told = Object.fromEntries(parts.map((one) => [one.type, one.value]));
    const hour = filled(word("clock"), { ...told, hour: Number(told.hour) }); // 9, where browsers say 09
    const day = new Intl.DateTimeFormat(root.lang, { weekday: "long", day: "numeric", month: "long", timeZone });
    const [then, today] = [day.format(instant), day.format(now())];
    return then === today ? hour : `${then} ${hour}`;
  }

  // What is said: beside the state of the page, and to those who do not see it

  const seen = () => Date.parse(find("standing").dataset.seen);
  const entries = () => Number(find("standing").dataset.number);
  let passing = null;

  function say(name, values = {}, forAWhile = false) {
    clearTimeout(passing);
    find("link-state").textContent = name && filled(word(name), { seen: clock(seen()), ...values });
    if (forAWhile) passing = setTimeout(say, SAID, "");
  }

  let [unsaid, announced] = [0, 0];

  function announce() {
    if (announced && Date.now() - announced > SAID / 2) find("announced").textContent = "";
    if (!unsaid || Date.now() - announced < SAID) return;
    find("announced").textContent = filled(word("news"), { number: unsaid });
    [unsaid, announced] = [0, Date.now()];
  }

  function tellAge() {
    const age = now() - seen();
    find("age").hidden = age < FRESH || closed === "expired";
    const told = filled(word("age"), { age: inWords(age) });
    if (find("age").textContent !== told) find("age").textContent = told;
  }

  function countDown() {
    for (const one of document.querySelectorAll("time[data-until]")) {
      const left = remaining(Date.parse(one.dataset.until) - now(), closed === null);
      if (left && one.textContent !== left) one.textContent = left;
    }
  }

  // The link: it is closed on purpose, or is there, or is tried again and again

  let closed = null; // "paused", "hidden", "expired", "outdated"
  let [heard, tried, attempt, retry] = [Date.now(), Date.now(), 0, null];
  let lastId = "";
  let abort = () => {};

  function close() {
    clearTimeout(retry);
    find("link")?.remove();
    abort();
  }

  function connect() {
    const before = find("link") ?? model;
    close();
    tried = Date.now();
    const link = model.cloneNode();
    const address = new URL(before.getAttribute("hx-sse:connect"), location.href);
    if (lastId) address.searchParams.set(model.dataset.since, lastId);
    link.setAttribute("hx-sse:connect", address.pathname + address.search);
    document.body.append(link);
    window.htmx.process(link);
  }

  function again() {
    if (closed) return;
    clearTimeout(retry);
    retry = setTimeout(connect, backOff(attempt++, Math.random()));
  }

  function hear() {
    [heard, attempt] = [Date.now(), 0];
    if (root.classList.contains("lost")) say("back", {}, true);
    root.classList.remove("lost");
  }

  function lose() {
    if (!root.classList.contains("lost")) say("lost", { time: clock(heard + ahead) });
    root.classList.add("lost");
  }

  function expire() {
    closed = "expired"; // who may read no more sees no more
    close();
    for (const name of ["main", "standing"]) find(name).replaceChildren();
    for (const name of ["age", "turning", "pause"]) find(name).hidden = true;
    root.classList.add("lost");
    say("expired", { time: clock(now()) });
  }

  // A page of an earlier version of the board is loaded again; not all at once, and only where
  // there is a page to be had
  async function renew() {
    closed = "outdated";
    close();
    await new Promise((resolve) => { setTimeout(resolve, backOff(2, Math.random())); });
    const asked = { method: "HEAD", signal: AbortSignal.timeout(SILENCE) };
    const there = await fetch(location.href, asked).catch(() => null);
    if (closed !== "outdated") return; // paused meanwhile
    if (there?.ok) {
      location.reload();
      return;
    }
    closed = null;
    again();
  }

  function watch() {
    if (closed) return;
    if (Date.now() - heard > SILENCE) lose();
    if (Date.now() - Math.max(heard, tried) > SILENCE) connect();
  }

  function pause(wanted) {
    if (closed === "expired") return;
    closed = wanted ? "paused" : null;
    find("pause").setAttribute("aria-pressed", String(wanted));
    root.classList.toggle("held", wanted);
    root.classList.remove("lost");
    if (wanted) {
      close();
      say("paused", { time: clock(now()), number: entries() });
    } else {
      heard = Date.now();
      connect();
      say("resumed", {}, true);
    }
  }

  function hide(hidden) {
    if (hidden && !closed) {
      closed = "hidden";
      close();
    } else if (!hidden && closed === "hidden") {
      [closed, heard] = [null, Date.now()];
      connect();
    }
  }

  // What is new or changed: told in words, for a minute

  const marked = new Map(); // element → until when
  let before = { texts: new Map(), entries: 0 };

  function toldBy(element) {
    const hours = [...element.querySelectorAll("time")].map((one) => one.textContent);
    return hours.reduce((text, hour) => text.replace(hour, ""), element.textContent);
  }

  function remember() {
    const items = [...document.querySelectorAll(ITEMS)];
    before = { texts: new Map(items.map((one) => [one.id, toldBy(one)])), entries: entries() };
  }

  function mark(element, name) {
    (element.cells?.[0] ?? element).dataset.mark = word(name);
    marked.set(element.cells?.[0] ?? element, Date.now() + MARKED);
  }

  function compare() {
    const isNew = (one) => !before.texts.has(one.id);
    const recorded = entries() - before.entries;
    unsaid += Math.max(0, recorded);
    for (const one of document.querySelectorAll(ITEMS)) {
      const around = one.parentElement.closest(ITEMS);
      if (isNew(one)) {
        if (!around || !isNew(around)) mark(one, "new");
      } else if (recorded > 0 && !one.querySelector("[id]") && before.texts.get(one.id) !== toldBy(one)) {
        mark(one, "changed");
      }
    }
  }

  function unmark() {
    for (const [element, until] of marked) {
      if (until > Date.now()) continue;
      delete element.dataset.mark;
      marked.delete(element);
    }
  }

  // From the beginning

  let model = null;

  function tick() {
    for (const each of [watch, tellAge, countDown, announce, unmark]) each();
  }

  const ofLink = (heeded) => (event) => { if (event.target === find("link")) heeded(event.detail ?? {}); };

  function start() {
    model = find("link").cloneNode();
    heed(find("standing").dataset.seen); // until the first beat tells it
    find("pause").hidden = false;
    find("pause").addEventListener("click", () => pause(closed !== "paused"));
    tick();
    setInterval(tick, 1000);
  }

  root.classList.add("scripted");
  document.addEventListener("htmx:before:request", ofLink(({ ctx }) => { abort = ctx.request.abort; }));
  document.addEventListener("htmx:sse:before:message", ofLink(() => { hear(); remember(); }));
  document.addEventListener("htmx:sse:after:message", ofLink(({ message }) => {
    lastId = message.id || lastId;
    if (!message.event) compare();
    tick();
  }));
  document.addEventListener("refused", ofLink(expire));
  document.addEventListener("outdated", ofLink(renew));
  document.addEventListener("beat", ofLink(({ data }) => heed(data)));
  document.addEventListener("htmx:sse:close", ofLink(again));
  document.addEventListener("htmx:error", ofLink(again));
  document.addEventListener("htmx:response:error", ofLink(({ ctx }) => {
    if ([401, 403].includes(ctx.response.raw.status)) expire();
    else again();
  }));
  document.addEventListener("visibilitychange", () => hide(document.hidden));
  addEventListener("pageshow", (event) => { if (event.persisted && !closed) connect(); });
  addEventListener("beforeprint", () => {
    find("printed").textContent = filled(word("printed"), { time: clock(now()), seen: clock(seen()) });
  });
  document.addEventListener("DOMContentLoaded", start);
})();
