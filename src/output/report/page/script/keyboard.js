// Keys for the whole page; the map has arrows of its own while it has the focus.

import { byId } from "./elements.js";
import { change, state } from "./state.js";
import { fitAll } from "./map.js";
import { zoom } from "./gestures.js";
import { stepHull } from "./list.js";
import { clearFilters } from "./filters.js";
import { stepTime, togglePlay } from "./timeline.js";
import { closeSheets, toggleSheet } from "./account.js";

function goBack() {
  if (closeSheets()) return;
  if (state.event !== null) change({ event: null });
  else if (state.hull !== null) change({ hull: null });
  else if (state.second !== null) change({ second: null, isPlaying: false });
  else clearFilters();
}

const KEYS = {
  " ": togglePlay,
  j: () => stepHull(1),
  k: () => stepHull(-1),
  ",": () => stepTime(-1),
  ".": () => stepTime(1),
  "+": () => zoom(1.5),
  "=": () => zoom(1.5),
  "-": () => zoom(1 / 1.5),
  f: fitAll,
  m: () => byId("map-canvas").focus(),
  "/": () => byId("search").focus(),
  a: () => toggleSheet("account"),
  t: () => byId("theme").click(),
  "?": () => toggleSheet("keys"),
};

export function listenOnKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    const isTyping = target.matches("input:not([type=checkbox]):not([type=range]), select, textarea");
    if (event.key === "Escape") {
      if (isTyping) target.blur();
      else goBack();
      return;
    }
    if (isTyping || (event.key === " " && target.matches("button, summary, input"))) return;
    // In a list, arrows go from one entry to the next.
    const isList = target.closest?.("#list, #dossier .events");
    if (isList && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const buttons = [...isList.querySelectorAll("button")];
      buttons[buttons.indexOf(target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
      event.preventDefault();
      return;
    }
    const act = KEYS[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}
