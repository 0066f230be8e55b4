// How things are called and how numbers are written. Wording is careful: the report ranks, it does not accuse.

export const TYPES = {
  gap: { one: "silence", many: "Silences" },
  encounter: { one: "meeting", many: "Meetings" },
  loitering: { one: "slow stay", many: "Slow stays" },
  gathering: { one: "crowd of ships", many: "Crowds" },
  zone_visit: { one: "zone visit", many: "Zone visits" },
  port_visit: { one: "port visit", many: "Port visits" },
  identity_conflict: { one: "shared identity", many: "Shared identities" },
  position_jump: { one: "position jump", many: "Position jumps" },
  impossible_position: { one: "impossible place", many: "Impossible places" },
};

export function typeWord(type) {
  return TYPES[type] ?? { one: sentence(type), many: sentence(type) };
}

const FACTORS = {
  gap_likely_deliberate: "Silence that reception does not explain",
  gap_welch2022: "Silence by the rule of Welch et al. 2022",
  dark_port_call: "Room for a port call in such a silence",
  dark_rendezvous: "Room for a meeting in such a silence",
  encounter: "Meeting at sea",
  loitering: "Slow stay",
  zone_visit: "Stay in a closed or protected zone",
  identity_conflict: "Shared identity",
  listed: "Named by a list of suspects",
  not_authorised: "Not authorised by the list",
  flag_differs: "Another flag by the list",
};

export function factorWord(factor) {
  return FACTORS[factor] ?? sentence(factor);
}

const VERDICTS = {
  likely_deliberate: "likely deliberate: reception does not explain the silence",
  explained_by_reception: "explained by reception",
  several_ships: "several ships use this identity",
  shared_by_others: "others show the same: not of this ship’s doing",
  undetermined: "undetermined",
};

const REASONS = {
  no_reception_model: "no model of reception",
  no_support: "too few other ships there to tell whether it could be heard",
  left_coverage: "it may have left the waters that are heard",
  not_heard_afterwards: "too few others were heard there afterwards",
  at_rest: "it lay still and was not seen to leave",
  silent_together: "several others near fell silent with it",
  little_own_record: "too little is known of how well it is heard",
  between: "chance neither explains the silence nor rules it out",
  placeholder_identity: "the identity cannot be that of one ship",
  within_reach: "a very fast ship could have gone from one place to the other",
  wrong_time: "it may be one ship with two clocks",
  flickering_facts: "what the ships say of themselves changes too often",
  not_shared: "no other ship shows the same at the time",
  only_possible: "it may have happened in a silence, unseen",
  not_observed: "never observed for a time: no step was short enough",
  no_coastline: "no coastline on the chart",
  no_ports: "no ports on the chart",
  no_zones: "no zones on the chart",
  no_vessel_list: "no list of vessels was given",
  list_does_not_tell: "the list does not tell",
  conditions_not_told: "not all conditions of the rule can be told",
  flag_not_comparable: "the list writes the flag in other words, or the identity has none",
};

export function reasonWord(reason) {
  return REASONS[reason] ?? sentence(reason);
}

export function verdictWord(event) {
  if (event.isPossible) return "only possible: unseen, in a silence";
  if (!event.verdict) return null;
  const reason = event.evidence.reason;
  const word = VERDICTS[event.verdict] ?? sentence(event.verdict);
  return reason ? `${word}: ${reasonWord(reason)}` : word;
}

/** A key as words: `least_distance_m` is "least distance". */
export function sentence(key) {
  return key.replaceAll("_", " ");
}

export function hullTitle(hull) {
  return hull.name ?? hull.vessel;
}

/** The identity, with the number of the hull where several share it. */
export function identityWord(hull) {
  return hull.hulls_of_identity > 1 ? `${hull.vessel} · hull ${hull.hull + 1} of ${hull.hulls_of_identity}` : hull.vessel;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export function count(number) {
  return whole.format(number);
}

/** A number and a noun: "1 ship", "2 ships". */
export function counted(number, one, many) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

export function rounded(number, decimals) {
  return number.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

export function points(number) {
  return rounded(number, 1);
}

export function metres(number) {
  if (Math.abs(number) >= 100000) return `${count(number / 1000)} km`;
  if (Math.abs(number) >= 2000) return `${(number / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} km`;
  return `${count(number)} m`;
}

export function hours(number) {
  if (number >= 48) return `${rounded(number / 24, 1)} d`;
  if (number >= 1) return `${rounded(number, 1)} h`;
  return `${count(number * 60)} min`;
}

export function knots(number) {
  return `${rounded(number, 1)} kn`;
}

const two = (number) => String(number).padStart(2, "0");

/** A time to the minute, UTC as all times: 2024-05-01 11:40. */
export function minute(second) {
  const time = new Date(second * 1000);
  return `${day(second)} ${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`;
}

export function day(second) {
  return new Date(second * 1000).toISOString().slice(0, 10);
}

export function clock(second) {
  return new Date(second * 1000).toISOString().slice(11, 16);
}

/** From when to when; the day only once where both are of one. */
export function period(event) {
  if (event.end === null) return `since ${minute(event.startS)}, still open`;
  const end = day(event.startS) === day(event.endS) ? clock(event.endS) : minute(event.endS);
  return `${minute(event.startS)} – ${end}`;
}

function degreesAndMinutes(degrees, positive, negative, width) {
  const minutes = Math.round(Math.abs(degrees) * 6000) / 100;
  const wholeDegrees = Math.floor(minutes / 60);
  const left = (minutes - 60 * wholeDegrees).toFixed(2).padStart(5, "0");
  return `${String(wholeDegrees).padStart(width, "0")}° ${left}′ ${degrees < 0 ? negative : positive}`;
}

/** A place as on a chart: 37° 30.12′ N 130° 52.20′ E. */
export function place(latDeg, lonDeg) {
  return `${degreesAndMinutes(latDeg, "N", "S", 2)} ${degreesAndMinutes(lonDeg, "E", "W", 3)}`;
}

/** What an event is, in a line. */
export function eventLine(event) {
  const found = event.evidence;
  switch (event.type) {
    case "gap":
      return found.on === null
        ? `of ${hours(event.duration_h)}, still open`
        : `of ${hours(event.duration_h)}, heard again ${metres(found.distance_m)} away`;
    case "encounter":
      return `${hours(found.within_h)} near ${event.other_vessel}, median distance ${metres(found.median_distance_m)}`;
    case "loitering":
      return `${hours(event.duration_h)} at ${knots(found.mean_speed_kn)}${found.moored_or_anchored ? ", moored or at anchor" : ""}`;
    case "gathering":
      return `${counted(found.members, "ship", "ships")} for ${hours(event.duration_h)}`;
    case "zone_visit":
      return event.isPossible
        ? `${found.zone}: at most ${hours(found.at_most_inside_h ?? 0)} inside, unseen`
        : `${found.zone}: ${hours(found.inside_h)} inside`;
    case "port_visit":
      return `${found.stay_port?.name ?? found.start_port?.name ?? "port"} for ${hours(event.duration_h)}`;
    case "identity_conflict":
      return `two hulls for ${hours(found.overlap_h)}, ${metres(found.median_distance_m)} apart`;
    case "position_jump":
      return `${counted(found.fixes, "report", "reports")} ${metres(found.distance_m)} away`;
    case "impossible_position":
      return `${sentence(found.cause)}, ${counted(found.fixes, "report", "reports")}`;
    default:
      return hours(event.duration_h);
  }
}
