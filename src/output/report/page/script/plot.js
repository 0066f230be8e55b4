// Plots over time: the speed of a hull with its events shaded, and how far apart two ships were.

import { events } from "./payload.js";
import { clock, day, knots, metres, minute, typeWord } from "./words.js";
import { svg } from "./elements.js";
import { state } from "./state.js";

const WIDTH = 380;
const EDGE = { left: 44, right: 8, top: 8, bottom: 20 };

/** Round steps for an axis of values: at most so many. */
function steps(most, wanted) {
  const power = 10 ** Math.floor(Math.log10(most / wanted || 1));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((size) => most / size <= wanted) ?? 10 * power;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, number) => number * step);
}

const TIME_STEPS_H = [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 672, 1344];

/** Round times within a period. */
function times(from, to, wanted) {
  const step = 3600 * (TIME_STEPS_H.find((size) => (to - from) / 3600 / size <= wanted) ?? 2688);
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, number) => first + number * step);
}

/** The frame of a plot: axes and scales. */
function frame({ from, to, most, height, unit, label }) {
  const x = (second) => EDGE.left + ((second - from) / (to - from || 1)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (value) => height - EDGE.bottom - (Math.min(value, most) / most) * (height - EDGE.top - EDGE.bottom);
  const root = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "plot", role: "img", "aria-label": label });
  const axes = svg("g", { class: "axes" });
  for (const value of steps(most, 5)) {
    axes.append(svg("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(value), y2: y(value) }));
    axes.append(svg("text", { x: EDGE.left - 5, y: y(value) + 3.5, "text-anchor": "end" }, unit(value)));
  }
  const spansDays = to - from > 36 * 3600;
  for (const second of times(from, to, 5)) {
    axes.append(svg("line", { x1: x(second), x2: x(second), y1: height - EDGE.bottom, y2: height - EDGE.bottom + 3 }));
    const isMidnight = second % 86400 === 0;
    const text = spansDays && isMidnight ? day(second).slice(5) : spansDays ? `${day(second).slice(8)}. ${clock(second)}` : clock(second);
    axes.append(svg("text", { x: x(second), y: height - 6, "text-anchor": "middle" }, text));
  }
  root.append(axes);
  return { root, x, y, bottom: height - EDGE.bottom };
}

/** The path of points that may be broken; `null` breaks it. */
function pathOf(points) {
  let [path, isBroken] = ["", true];
  for (const point of points) {
    if (point) path += `${isBroken ? "M" : "L"}${point[0].toFixed(1)},${point[1].toFixed(1)}`;
    isBroken = !point;
  }
  return path;
}

/** Where the moment of the slider is, moved by `moveMoments`. */
function moment(plot, from, to) {
  const line = svg("line", { class: "moment", y1: EDGE.top, y2: plot.bottom });
  const place = () => {
    const isThere = state.second !== null && state.second >= from && state.second <= to;
    line.setAttribute("visibility", isThere ? "visible" : "hidden");
    if (isThere) {
      line.setAttribute("x1", plot.x(state.second));
      line.setAttribute("x2", plot.x(state.second));
    }
  };
  place();
  moments.add({ line, place });
  return line;
}

const moments = new Set();

/** Follows the slider, in the plots that are still on the page. */
export function moveMoments() {
  for (const entry of moments) {
    if (entry.line.isConnected) entry.place();
    else moments.delete(entry);
  }
}

/** The speed of a hull over time, with its events shaded; a click on the plot calls back with the second. */
export function speedPlot(hull, onsecond, onevent) {
  const { way } = hull;
  if (way.count < 2) return null;
  const [from, to] = [way.seconds[0], way.seconds[way.count - 1]];
  const points = hull.speedPoints();
  const most = Math.max(4, ...points.map((point) => point.knots)) * 1.05;
  const height = 150;
  const plot = frame({ from, to, most, height, unit: (value) => `${value}`, label: `Speed of the ship in knots, ${minute(from)} to ${minute(to)}` });
  const shades = svg("g", { class: "shades" });
  for (const number of hull.events) {
    const event = events[number];
    const [start, end] = [Math.max(from, event.startS), Math.min(to, event.endS)];
    if (end < from || start > to) continue;
    const shade = svg("rect", {
      x: plot.x(start).toFixed(1),
      y: EDGE.top,
      width: Math.max(1.5, plot.x(end) - plot.x(start)).toFixed(1),
      height: plot.bottom - EDGE.top,
      class: number === state.event ? "chosen" : null,
      onclick: (click) => {
        click.stopPropagation();
        onevent(number);
      },
    });
    shade.style.fill = `var(--event-${event.type.replaceAll("_", "-")})`;
    shade.append(svg("title", {}, `${typeWord(event.type).one}, ${minute(event.startS)}`));
    shades.append(shade);
  }
  const line = points.flatMap((point) => {
    const place = [plot.x(point.second), plot.y(point.knots)];
    return point.afterSilence ? [null, place] : [place];
  });
  plot.root.append(shades, svg("path", { d: pathOf(line), class: "line" }), moment(plot, from, to));
  plot.root.addEventListener("click", (click) => {
    const box = plot.root.getBoundingClientRect();
    const share = (((click.clientX - box.left) / box.width) * WIDTH - EDGE.left) / (WIDTH - EDGE.left - EDGE.right);
    onsecond(Math.min(to, Math.max(from, from + share * (to - from))));
  });
  return plot.root;
}

/** How far apart two ships were before, while and after they met. */
export function distancePlot(event) {
  const { start_s: from, step_s: step, metres: distances } = event.distance;
  const to = from + step * (distances.length - 1);
  const heard = distances.filter((distance) => distance !== null);
  if (heard.length === 0) return null;
  // What is near matters: of the rest only that it is far.
  const within = distances.filter((distance, i) => distance !== null && from + i * step >= event.startS && from + i * step <= event.endS);
  const most = Math.max(1000, Math.min(Math.max(...heard), 4 * Math.max(500, ...within)));
  const height = 120;
  const plot = frame({ from, to, most, height, unit: (value) => (value >= 1000 ? `${value / 1000} km` : `${value} m`), label: "Distance to the other ship over time" });
  const shade = svg("rect", {
    x: plot.x(event.startS),
    y: EDGE.top,
    width: Math.max(1.5, plot.x(event.endS) - plot.x(event.startS)),
    height: plot.bottom - EDGE.top,
  });
  shade.style.fill = "var(--event-encounter)";
  const line = distances.map((distance, i) => distance !== null && [plot.x(from + i * step), plot.y(distance)]);
  plot.root.append(svg("g", { class: "shades" }, shade), svg("path", { d: pathOf(line), class: "line" }), moment(plot, from, to));
  plot.root.append(svg("title", {}, `least ${metres(event.evidence.least_distance_m)}, at ${knots(event.evidence.median_speed_kn)}`));
  return plot.root;
}
