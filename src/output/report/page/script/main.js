// Starts the page, and keeps its theme.

import { byId } from "./elements.js";
import { forgetColours } from "./palette.js";
import { change } from "./state.js";
import { draw, fitAll, resizeMap } from "./map.js";
import { listenOnMap } from "./gestures.js";
import { startDossier } from "./dossier.js";
import { startList } from "./list.js";
import { startFilters } from "./filters.js";
import { startTimeline } from "./timeline.js";
import { startAccount } from "./account.js";
import { listenOnKeys } from "./keyboard.js";

const root = document.documentElement;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** Puts a theme in force, and draws what is not styled by the style sheet. */
function setTheme(name) {
  root.dataset.theme = name;
  forgetColours();
  change({ theme: name });
  draw();
}

function startTheme() {
  let chosen = null;
  const fitting = () => chosen ?? (prefersDark.matches ? "dark" : "light");
  byId("theme").addEventListener("click", () => {
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    setTheme(chosen);
  });
  prefersDark.addEventListener("change", () => setTheme(fitting()));
  // Paper is light.
  const print = matchMedia("print");
  const onPaper = (isOnPaper) => {
    setTheme(isOnPaper ? "light" : fitting());
    for (const group of byId("account").querySelectorAll("details")) group.open = isOnPaper;
  };
  print.addEventListener("change", () => onPaper(print.matches));
  addEventListener("beforeprint", () => onPaper(true));
  addEventListener("afterprint", () => onPaper(false));
  setTheme(fitting());
}

startAccount();
startFilters();
startList();
startTimeline();
startDossier();
listenOnMap();
listenOnKeys();
resizeMap();
startTheme();
fitAll();
