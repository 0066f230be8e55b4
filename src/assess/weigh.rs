//! What each event and each fact counts.

use super::{Assessment, Citation, Contribution, Factor};
use crate::detect::Context;
use crate::ingest::normalised_name;
use crate::{
    CouldHave, Event, EventKind, ListedVessel, LoiteringEvidence, Mmsi, MmsiKind, Verdict, Vessel, VesselId,
    ZoneVisitEvidence,
};

/// Ships that take catch or fuel from one another, or give it: classes of lists and of AIS ship types.
const CARRIERS: [&str; 6] = ["carrier", "bunker", "bunkering", "support", "cargo", "tanker"];

/// Ships whose work or pleasure it is to be near others.
const HARMLESS_COMPANY: [&str; 7] = ["tug", "pilot", "passenger", "pleasure", "sailing", "high_speed", "sar"];

/// How near the shore a berth may be, in metres: as near to a port a meeting is none at sea (Miller et al. 2018).
const HARBOUR_M: f64 = 10_000.0;

/// By what the hull of one identity is weighed.
pub(super) struct Scale<'a> {
    pub(super) assessment: &'a Assessment,
    pub(super) vessel: &'a Vessel,
    pub(super) listed: Option<&'a ListedVessel>,
    pub(super) context: &'a Context<'a>,
}

impl Scale<'_> {
    /// The contributions of a hull's events.
    pub(super) fn of_events(&self, hull: (&VesselId, u32), events: &[&Event]) -> Vec<Contribution> {
        let counted: Vec<(Factor, f64, &Event)> = events
            .iter()
            .flat_map(|event| {
                let own = self.counts(hull, event);
                own.into_iter().chain(could_have(event)).map(|(factor, share)| (factor, share, *event))
            })
            .filter(|(_, share, _)| *share > 0.0)
            .collect();
        let of_factor = |factor: Factor| {
            let mut of_factor: Vec<(f64, &Event)> =
                counted.iter().filter(|counted| counted.0 == factor).map(|&(_, share, event)| (share, event)).collect();
            of_factor.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
            let mut next = 1.0;
            let cites: Vec<Citation> = of_factor
                .into_iter()
                .map(|(share, event)| {
                    let counts = share * next;
                    next *= self.assessment.parameters().each_next;
                    Citation { event: event.id, counts }
                })
                .collect();
            let counts: f64 = cites.iter().map(|citation| citation.counts).sum();
            self.contribution(factor, counts, cites, Vec::new())
        };
        Factor::ALL.into_iter().filter_map(of_factor).collect()
    }

    /// The contributions of what a list says of an identity that so many hulls share.
    pub(super) fn of_facts(&self, hulls: usize) -> Vec<Contribution> {
        let Some(listed) = self.listed else { return Vec::new() };
        let mut found: Vec<(Factor, String)> = Vec::new();
        if listed.is_listed == Some(true) {
            let by = listed.listed_by.join(", ");
            let by = if by.is_empty() { "the list of vessels says so".to_owned() } else { format!("listed by {by}") };
            found.push((Factor::Listed, by));
        }
        if listed.is_authorised == Some(false) {
            found.push((Factor::NotAuthorised, "the list of vessels says so".to_owned()));
        }
        if let Some((said, known)) = self.flags().filter(|(said, known)| said != known) {
            found.push((Factor::FlagDiffers, format!("{said} by its MMSI, {known} by the list of vessels")));
        }
        let shared =
            (hulls > 1).then(|| format!("{hulls} hulls share the identity: which of them is meant cannot be told"));
        let contribution = |(factor, fact): (Factor, String)| {
            let facts = [Some(fact), shared.clone()].into_iter().flatten().collect();
            self.contribution(factor, 1.0 / hulls.max(1) as f64, Vec::new(), facts)
        };
        found.into_iter().filter_map(contribution).collect()
    }

    /// The flag by its MMSI and the one that the list gives it, where both are codes of three letters.
    pub(super) fn flags(&self) -> Option<(&str, &str)> {
        let said = self.vessel.id.mmsi().and_then(Mmsi::flag)?;
        let known = self.listed?.flag.as_deref()?;
        is_country_code(known).then_some((said, known))
    }

    /// `None` where nothing counts.
    fn contribution(
        &self,
        factor: Factor,
        counts: f64,
        cites: Vec<Citation>,
        facts: Vec<String>,
    ) -> Option<Contribution> {
        let weight = self.assessment.parameters().weights.of(factor);
        let points = weight * counts;
        (points > 0.0).then_some(Contribution { factor, points, weight, cites, facts })
    }

    /// What an event counts for a hull that took part, 0 to 1.
    fn counts(&self, hull: (&VesselId, u32), event: &Event) -> Option<(Factor, f64)> {
        match &event.kind {
            EventKind::Gap(gap) => match event.verdict {
                Some(Verdict::LikelyDeliberate) => Some((Factor::GapLikelyDeliberate, 1.0)),
                Some(Verdict::Undetermined) if gap.welch2022 == Some(true) => Some((Factor::GapWelch2022, 1.0)),
                _ => None,
            },
            EventKind::Encounter(meeting) => {
                let is_own = hull == (&event.vessel, event.hull);
                let (own, other) = match is_own {
                    true => (&meeting.ship_class, &meeting.other_ship_class),
                    false => (&meeting.other_ship_class, &meeting.ship_class),
                };
                let is_faint = may_be_at_berth(event) || event.hulls().any(|(vessel, _)| may_be_buoy(vessel));
                let most = if is_faint { 0.25 } else { 1.0 };
                Some((Factor::Encounter, company(own, other).min(most)))
            }
            EventKind::Loitering(stay) => Some((Factor::Loitering, self.stay(stay))),
            EventKind::ZoneVisit(visit) if !visit.possible => Some((Factor::ZoneVisit, self.visit(visit))),
            EventKind::IdentityConflict(_) if event.verdict == Some(Verdict::SeveralShips) => {
                Some((Factor::IdentityConflict, 0.5))
            }
            // Calling at a port is what ships do; a position that is wrong says nothing of who made it so.
            EventKind::ZoneVisit(_)
            | EventKind::Gathering(_)
            | EventKind::IdentityConflict(_)
            | EventKind::PortVisit(_)
            | EventKind::PositionJump(_)
            | EventKind::ImpossiblePosition(_) => None,
        }
    }

    fn stay(&self, stay: &LoiteringEvidence) -> f64 {
        let share = match () {
            () if stay.moored_or_anchored || may_be_buoy(&self.vessel.id) => 0.25,
            () if CARRIERS.contains(&self.vessel.class(self.context.vessel_list)) => 1.0,
            () => 0.5,
        };
        if stay.mean_distance_from_shore_m.is_none() { share / 2.0 } else { share }
    }

    fn visit(&self, visit: &ZoneVisitEvidence) -> f64 {
        let closed = &self.assessment.parameters().zone_categories;
        let share = match &visit.zone_category {
            None => 0.5,
            Some(category) if closed.iter().any(|closed| normalised_name(closed) == normalised_name(category)) => 1.0,
            Some(_) => 0.0,
        };
        match self.listed.and_then(|listed| listed.is_authorised) {
            Some(true) => share / 2.0,
            _ => share,
        }
    }
}

/// What could have happened in a silence that is likely deliberate, as shares of it; nothing of any other event.
fn could_have(event: &Event) -> Vec<(Factor, f64)> {
    let EventKind::Gap(gap) = &event.kind else { return Vec::new() };
    match (event.verdict, gap.could_have.as_deref()) {
        (Some(Verdict::LikelyDeliberate), Some(possible)) => shares_in_reach(possible).into(),
        _ => Vec::new(),
    }
}

/// What a silence leaves room for, as shares of it.
pub(super) fn shares_in_reach(possible: &CouldHave) -> [(Factor, f64); 2] {
    [(Factor::DarkPortCall, port_call(possible)), (Factor::DarkRendezvous, rendezvous(possible))]
}

/// The share of a silence that could have been spent at one port, 0 to 1.
fn port_call(possible: &CouldHave) -> f64 {
    let longest_h = possible.ports.iter().map(|port| port.at_most_h).fold(0.0, f64::max);
    if possible.time_h > 0.0 { (longest_h / possible.time_h).min(1.0) } else { 0.0 }
}

/// The largest share of a silence that could have been spent beside one other ship, 0 to 1.
fn rendezvous(possible: &CouldHave) -> f64 {
    let ships = possible.silent_ships.iter().chain(&possible.seen_ships);
    ships.filter(|ship| !may_be_buoy(&ship.vessel)).map(|ship| ship.score.clamp(0.0, 1.0)).fold(0.0, f64::max)
}

/// What a meeting of ships of these classes counts.
fn company(own: &str, other: &str) -> f64 {
    let is_carrier = |class: &str| CARRIERS.contains(&class);
    let is_fishing = |class: &str| class == "fishing";
    if [own, other].iter().any(|class| HARMLESS_COMPANY.contains(class)) {
        return 0.25;
    }
    let transships = (is_fishing(own) && is_carrier(other)) || (is_carrier(own) && is_fishing(other));
    if transships || (own == "tanker" && other == "tanker") { 1.0 } else { 0.5 }
}

/// Whether a number is one that fishing gear sends: from 900,000,000 on, of a form to which M.585 gives no meaning. On the US
/// coast day of 2020-06-30 the longest meetings off shore were of a longliner with such numbers (941...) that drift beside it.
fn may_be_buoy(vessel: &VesselId) -> bool {
    vessel.mmsi().is_some_and(|mmsi| mmsi.get() >= 900_000_000 && mmsi.kind() == MmsiKind::Unknown)
}

/// Whether a meeting is near the shore, where nothing tells of ports.
fn may_be_at_berth(event: &Event) -> bool {
    event.surroundings.as_deref().is_some_and(|around| {
        let shore_m = around.start.distance_from_shore_m;
        around.start.distance_from_port_m.is_none() && shore_m.is_some_and(|shore_m| shore_m < HARBOUR_M)
    })
}

fn is_country_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}
