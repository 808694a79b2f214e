// Keeps an open page true: asks for it again when the server says that something changed, and
// changes only what differs, so that scroll, focus and selection stay where they are.
// Without this script the page is whole; it only has to be reloaded by hand.

"use strict";

const link = document.getElementById("link");
// Running times run by the server's clock, however wrong this machine's is.
let serverAhead = 0;

// Makes `old` equal to `fresh`. Elements with an id keep their identity wherever they move to.
function morph(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || old.id !== fresh.id) {
    old.replaceWith(document.importNode(fresh, true));
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const known = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  const wanted = new Set([...fresh.children].map((child) => child.id));
  let place = old.firstChild;
  const skipDeparted = () => {
    while (place && place.id && !wanted.has(place.id)) {
      const departed = place;
      place = place.nextSibling;
      departed.remove();
    }
  };
  for (const next of fresh.childNodes) {
    skipDeparted();
    const same = next.id ? known.get(next.id) : !place?.id && place?.nodeName === next.nodeName ? place : null;
    if (!same) {
      old.insertBefore(document.importNode(next, true), place);
    } else {
      if (same === place) place = place.nextSibling;
      else old.insertBefore(same, place);
      morph(same, next);
    }
  }
  while (place) {
    const departed = place;
    place = place.nextSibling;
    departed.remove();
  }
}

function callLength(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function age(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} days`;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Lets running times run.
function tick() {
  const now = Date.now() + serverAhead;
  for (const [attribute, words] of [["running", callLength], ["age", age]]) {
    for (const time of document.querySelectorAll(`time[data-${attribute}]`)) {
      say(time, words(Math.max(0, Math.floor((now - Number(time.dataset[attribute])) / 1000))));
    }
  }
}

// Puts moments into the reader's time zone.
function localize() {
  const today = new Date(Date.now() + serverAhead).toDateString();
  for (const time of document.querySelectorAll("time[data-moment]")) {
    const moment = new Date(time.dateTime);
    const style = moment.toDateString() === today ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" };
    say(time, new Intl.DateTimeFormat(undefined, style).format(moment));
  }
}

function settle() {
  const now = Number(document.getElementById("main").dataset.now);
  if (now) serverAhead = now - Date.now();
  localize();
  tick();
}

let isAsking = false;
let isStale = false;

async function refresh() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  try {
    while (isStale) {
      isStale = false;
      const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const focused = document.activeElement?.id;
      for (const id of ["nav", "main"]) {
        morph(document.getElementById(id), fresh.getElementById(id));
      }
      document.title = fresh.title;
      settle();
      if (focused && document.activeElement?.id !== focused) {
        document.getElementById(focused)?.focus({ preventScroll: true });
      }
    }
  } catch {
    // Whether the server is gone is for the stream to say.
    setTimeout(refresh, 2000);
  } finally {
    isAsking = false;
  }
}

// A hidden page listens to nothing: browsers allow a server few connections, and many tabs would
// use them up.
let events = null;
let lost = 0;

function listen() {
  if (document.hidden) {
    events?.close();
    events = null;
  } else if (!events) {
    events = new EventSource("/events");
    events.addEventListener("changed", refresh);
    events.addEventListener("open", () => {
      clearTimeout(lost);
      lost = 0;
      show("live", "Live");
    });
    events.addEventListener("error", () => {
      // The server ends a stream every few seconds and the browser opens the next one.
      lost ||= setTimeout(() => show("lost", "Reconnecting"), 3000);
      if (events?.readyState === EventSource.CLOSED) {
        events = null;
        setTimeout(listen, 2000);
      }
    });
  }
}

function show(state, text) {
  link.hidden = false;
  link.dataset.state = state;
  say(link, text);
}

if (document.getElementById("main").dataset.now) {
  settle();
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", listen);
  listen();
}
