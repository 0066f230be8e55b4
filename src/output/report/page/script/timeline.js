// The time: how many events there are when, a slider through the period, and playing it.

import { span } from "./payload.js";
import { minute } from "./words.js";
import { byId } from "./elements.js";
import { colour, typeColour } from "./palette.js";
import { change, shown, state, types, whenChanged, withinSpan } from "./state.js";

const canvas = byId("histogram");
const slider = byId("slider");

/** Without another choice, all of the period plays in so many seconds. */
const WHOLE_PERIOD_S = 60;
const BAR_PX = 5;

function drawHistogram() {
  const box = canvas.getBoundingClientRect();
  if (box.width === 0) return;
  const density = Math.min(window.devicePixelRatio || 1, 2);
  [canvas.width, canvas.height] = [Math.round(box.width * density), Math.round(box.height * density)];
  const context = canvas.getContext("2d");
  context.setTransform(density, 0, 0, density, 0, 0);
  const bars = Math.max(1, Math.floor(box.width / BAR_PX));
  const place = (second) => Math.min(bars - 1, Math.max(0, Math.floor(((second - span.from) / (span.to - span.from)) * bars)));
  const counts = types.map(() => new Uint32Array(bars));
  for (const event of shown.events) counts[types.indexOf(event.type)][place(event.startS)]++;
  let most = 1;
  for (let bar = 0; bar < bars; bar++) most = Math.max(most, counts.reduce((sum, of) => sum + of[bar], 0));
  const height = box.height - 2;
  for (let bar = 0; bar < bars; bar++) {
    let y = box.height;
    types.forEach((type, number) => {
      const size = (counts[number][bar] / most) * height;
      if (size === 0) return;
      context.fillStyle = typeColour(type);
      context.fillRect((bar * box.width) / bars, y - size, box.width / bars - 1, size);
      y -= size;
    });
  }
  const x = (second) => ((second - span.from) / (span.to - span.from)) * box.width;
  if (state.from !== null || state.to !== null) {
    context.fillStyle = colour("veil");
    context.fillRect(0, 0, x(withinSpan(state.from ?? span.from)), box.height);
    const end = x(withinSpan(state.to ?? span.to));
    context.fillRect(end, 0, box.width - end, box.height);
  }
  if (state.second !== null) {
    context.fillStyle = colour("accent");
    context.fillRect(Math.round(x(state.second)) - 1, 0, 2, box.height);
  }
}

/** Dragging over the histogram chooses a time; a click moves the slider there. */
function listenOnHistogram() {
  let start = null;
  const secondAt = (event) => {
    const box = canvas.getBoundingClientRect();
    return withinSpan(span.from + ((event.clientX - box.left) / box.width) * (span.to - span.from));
  };
  const isDrag = (event) => Math.abs(event.clientX - start.x) > 5;
  const choose = (event) => {
    const [from, to] = [start.second, secondAt(event)].sort((a, b) => a - b);
    change({ from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 });
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    start = { x: event.clientX, second: secondAt(event) };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (start && isDrag(event)) choose(event);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (start && !isDrag(event)) change({ second: secondAt(event), isPlaying: false });
    start = null;
  });
  canvas.addEventListener("dblclick", () => change({ from: null, to: null }));
}

let lastFrame = null;

function step(now) {
  if (!state.isPlaying) {
    lastFrame = null;
    return;
  }
  const passed = lastFrame === null ? 0 : Math.min(0.1, (now - lastFrame) / 1000);
  lastFrame = now;
  const pace = Number(byId("pace").value) * 3600 || (span.to - span.from) / WHOLE_PERIOD_S;
  const second = withinSpan((state.second ?? span.from) + passed * pace);
  change({ second, isPlaying: second < span.to });
  requestAnimationFrame(step);
}

export function togglePlay() {
  if (state.isPlaying) return change({ isPlaying: false });
  const isAtEnd = state.second === null || state.second >= span.to;
  change({ isPlaying: true, second: isAtEnd ? (state.from ?? span.from) : state.second });
  requestAnimationFrame(step);
}

/** Moves the slider by so many steps of a two-hundredth of the period. */
export function stepTime(steps) {
  const second = (state.second ?? (steps > 0 ? span.from : span.to)) + (steps * (span.to - span.from)) / 200;
  change({ second: withinSpan(second), isPlaying: false });
}

function follow() {
  slider.value = String(Math.round(state.second ?? span.to));
  const text = state.second === null ? "whole period" : `${minute(state.second)} UTC`;
  byId("moment").textContent = text;
  slider.setAttribute("aria-valuetext", text);
  byId("play").setAttribute("aria-pressed", String(state.isPlaying));
  byId("play").setAttribute("aria-label", state.isPlaying ? "Pause" : "Play");
  byId("play").textContent = state.isPlaying ? "❚❚" : "▶";
  byId("whole").hidden = state.second === null;
}

export function startTimeline() {
  slider.min = String(Math.floor(span.from));
  slider.max = String(Math.ceil(span.to));
  slider.step = "60";
  slider.addEventListener("input", () => change({ second: withinSpan(Number(slider.value)), isPlaying: false }));
  byId("play").addEventListener("click", togglePlay);
  byId("whole").addEventListener("click", () => change({ second: null, isPlaying: false }));
  byId("trail").addEventListener("change", (event) => change({ trailH: Number(event.target.value) }));
  byId("first").textContent = minute(span.from);
  byId("last").textContent = minute(span.to);
  listenOnHistogram();
  follow();
  drawHistogram();
  new ResizeObserver(drawHistogram).observe(canvas);
  whenChanged((names) => {
    follow();
    if (["shown", "second", "theme"].some((name) => names.has(name))) drawHistogram();
  });
}
