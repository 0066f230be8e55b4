// The account: what became of every row, what was on the chart, which conditions were off, every setting in force.

import { payload } from "./payload.js";
import { count, counted, metres, minute, rounded, sentence, typeWord } from "./words.js";
import { byId, el, terms } from "./elements.js";

const account = payload.account;

function section(title, ...content) {
  return el("section", {}, el("h3", {}, title), ...content);
}

function rows() {
  const { read, kept, duplicates, rejected } = account.rows;
  const rejects = Object.entries(rejected);
  const sum = rejects.reduce((all, [, number]) => all + number, 0);
  return section(
    "Rows",
    el("p", {}, `${count(read)} read = ${count(kept)} kept + ${count(duplicates)} duplicates + ${count(sum)} rejected. ${count(account.noise)} of those kept were set aside, since no ship can have sailed to them.`),
    rejects.length > 0 ? terms(rejects.map(([reason, number]) => [sentence(reason), count(number)])) : null,
    terms([
      ["dialect", account.dialect],
      ["identities", count(account.vessels)],
      ["hulls", count(account.hulls)],
      ["first fix", account.first_fix && `${minute(Date.parse(account.first_fix) / 1000)} UTC`],
      ["last fix", account.last_fix && `${minute(Date.parse(account.last_fix) / 1000)} UTC`],
      ["end of the data", `${minute(Date.parse(account.data_end) / 1000)} UTC`],
      ["observed", account.coverage === null ? null : `${rounded(100 * account.coverage, 1)} % of ship-hours lie in steps of at most ${account.max_step_h} h`],
    ]),
  );
}

function found() {
  const types = Object.entries(account.events).map(([type, number]) => {
    const possible = account.possible_events[type];
    const left = Object.entries(account.left_out[type] ?? {}).map(([why, of]) => `${count(of)} ${sentence(why)}`);
    const more = [possible ? `${count(possible)} only possible` : null, left.length > 0 ? `left out: ${left.join(", ")}` : null].filter(Boolean);
    return [typeWord(type).many, more.length > 0 ? `${count(number)} (${more.join("; ")})` : count(number)];
  });
  return section("Events", terms(types));
}

function coastlineWord(drawn) {
  if (!drawn.coastline) return "none";
  return drawn.files.some((file) => file.layer === "land") ? "from files" : "Natural Earth 1:10m, built in";
}

function chart() {
  const { chart: drawn } = account;
  if (!drawn) return section("Chart", el("p", {}, "None was used."));
  return section(
    "Chart",
    terms([
      ["coastline", coastlineWord(drawn)],
      ["ports", count(drawn.listed_ports)],
      ["anchorages", `${count(drawn.anchorages)}${drawn.learned_anchorages > 0 ? `, of which learned ${count(drawn.learned_anchorages)}` : ""}`],
      ["zones", count(drawn.zones)],
      ["files", drawn.files.map((file) => file.path).join(", ")],
    ]),
  );
}

function texts(title, list) {
  return list.length > 0 ? section(title, el("ul", { class: "plain" }, list.map((text) => el("li", {}, text)))) : null;
}

/** Settings by section: each value as it stands in the file of settings. */
function parameters() {
  const { parameters: all } = account;
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const rowsOf = (settings, before) =>
    Object.entries(settings).flatMap(([key, value]) => (isObject(value) ? rowsOf(value, `${before}${key}.`) : [[`${before}${key}`, JSON.stringify(value)]]));
  const single = Object.entries(all).filter(([, value]) => !isObject(value));
  const groups = [["general", Object.fromEntries(single)], ...Object.entries(all).filter(([, value]) => isObject(value))];
  return section(
    "Parameters in force",
    el("div", { class: "parameters" }, groups.map(([name, settings]) => el("details", { class: "group" }, el("summary", {}, sentence(name)), terms(rowsOf(settings, ""))))),
  );
}

function finest() {
  const { tolerances_m: tolerances, finest_of_tracks: level } = payload.levels;
  return el("p", { class: "muted note" }, `Tracks are drawn within ${metres(tolerances[level])} of every fix, by fewer corners at a smaller scale. Speeds are those over five minutes at least, by which rules judge. The names and sizes of the files that were read are in summary.json. darkwake ${account.version}.`);
}

export function startAccount() {
  const sheet = byId("account");
  sheet.querySelector(".content").replaceChildren(
    ...[rows(), found(), chart(), texts("Worth knowing", account.warnings), texts("Conditions that were off", account.conditions_off), parameters(), finest()].filter(Boolean),
  );
  byId("subtitle").textContent = [
    account.first_fix && account.last_fix ? `${minute(Date.parse(account.first_fix) / 1000)} – ${minute(Date.parse(account.last_fix) / 1000)} UTC` : null,
    counted(account.hulls, "hull", "hulls"),
    counted(account.rows.read, "row", "rows"),
  ]
    .filter(Boolean)
    .join("  ·  ");
  for (const [button, name] of [["open-account", "account"], ["open-keys", "keys"]]) {
    byId(button).addEventListener("click", () => toggleSheet(name));
    byId(name).querySelector(".close").addEventListener("click", () => toggleSheet(name));
  }
}

/** Opens or closes a sheet over the page; the other one closes. */
export function toggleSheet(name) {
  for (const other of ["account", "keys"]) {
    const sheet = byId(other);
    sheet.hidden = other !== name || !sheet.hidden;
    if (!sheet.hidden) sheet.querySelector(".close").focus();
  }
}

/** Closes what is open; whether anything was. */
export function closeSheets() {
  const open = ["account", "keys"].map(byId).filter((sheet) => !sheet.hidden);
  for (const sheet of open) sheet.hidden = true;
  return open.length > 0;
}
