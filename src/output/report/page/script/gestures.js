// Moving the map: by pointer, two fingers, wheel and keys.

import { byId } from "./elements.js";
import { chooseAt, fitAll, pointAt, pointNowhere, redraw, view } from "./map.js";

/** A pointer that moved less than so many pixels has clicked. */
const CLICK_PX = 4;

export function listenOnMap() {
  const canvas = byId("map-canvas");
  const pointers = new Map();
  let moved = 0;

  const placeIn = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (pointers.size === 0) moved = 0;
    pointers.set(event.pointerId, placeIn(event));
    pointNowhere();
  });

  canvas.addEventListener("pointermove", (event) => {
    const now = placeIn(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") pointSoon(now);
      return;
    }
    const others = [...pointers.entries()].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (others.length === 1) {
      const [other] = others;
      const apart = (place) => Math.hypot(place[0] - other[0], place[1] - other[1]) || 1;
      view.zoomAt((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, apart(now) / apart(before));
      view.drag((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    } else if (moved > CLICK_PX) {
      view.drag(now[0] - before[0], now[1] - before[1]);
    }
    pointers.set(event.pointerId, now);
    redraw();
  });

  let wanted = null;
  function pointSoon(place) {
    if (!wanted) requestAnimationFrame(() => {
      pointAt(...wanted);
      wanted = null;
    });
    wanted = place;
  }

  const up = (event) => {
    const place = pointers.get(event.pointerId);
    pointers.delete(event.pointerId);
    if (event.type === "pointerup" && place && pointers.size === 0 && moved <= CLICK_PX) chooseAt(...place);
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", pointNowhere);

  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 20 : 1;
      view.zoomAt(...placeIn(event), Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) / 350));
      redraw();
    },
    { passive: false },
  );

  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] };
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    view.drag(...step);
    redraw();
  });

  byId("zoom-in").addEventListener("click", () => zoom(1.6));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.6));
  byId("fit").addEventListener("click", fitAll);
}

export function zoom(factor) {
  view.zoomAt(view.width / 2, view.height / 2, factor);
  redraw();
}
