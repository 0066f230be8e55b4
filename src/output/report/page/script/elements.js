// Making elements. Texts become text nodes, never markup: a ship may be named like a tag.

/** An element of HTML with attributes, listeners (`onclick`, ...) and children. */
export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** An element of SVG. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Whether the page is one column, as on a phone. */
export function isNarrow() {
  return matchMedia("(max-width: 760px)").matches;
}

/** A list of terms and what is said of each; what is null is left out. */
export function terms(pairs) {
  const told = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return el("dl", { class: "terms" }, told.map(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
}
