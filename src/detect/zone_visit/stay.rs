//! One pass over the fixes of a hull: the stays in zones that they show, and the silences between them.

use super::ZoneVisit;
use super::silence::Silence;
use crate::chart::{Follower, Passage, Zones};
use crate::event::Moment;
use crate::geodesy::{interpolate, step_m};
use crate::units::{MS_PER_HOUR, knots};
use crate::{Event, EventId, EventKind, Fix, Track, VesselId, ZoneVisitEvidence};

/// A stay in a zone that has not ended yet, or has ended so short a while ago that it may go on.
struct Stay {
    /// The number of the zone.
    zone: usize,
    start: Moment,
    /// When it was last inside.
    left: Moment,
    /// Whether it is inside at the last fix.
    is_inside: bool,
    inside_ms: f64,
    distance_m: f64,
    fixes: u32,
    excursions: u32,
    cut_at_start: bool,
}

/// How a stay ends.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// The hull left.
    Left,
    /// A silence began while it was inside.
    Cut,
    /// The data ends while it is inside.
    Open { data_end_ms: i64 },
}

/// The pass over the fixes of a hull.
pub(super) struct Sweep<'a> {
    rule: &'a ZoneVisit,
    zones: &'a Zones,
    vessel: &'a VesselId,
    hull: u32,
    follower: Follower<'a>,
    last: Option<Fix>,
    stays: Vec<Stay>,
    passages: Vec<Passage>,
    silences: Vec<Silence>,
}

/// A step no longer than `max_step`.
struct Step<'a> {
    from: &'a Fix,
    to: &'a Fix,
}

impl Step<'_> {
    fn span_ms(&self) -> f64 {
        (self.to.time_ms - self.from.time_ms) as f64
    }

    fn at(&self, fraction: f64) -> Moment {
        Moment {
            time_ms: self.from.time_ms + (fraction * self.span_ms()).round() as i64,
            position: interpolate(self.from.position, self.to.position, fraction),
        }
    }
}

impl<'a> Sweep<'a> {
    pub(super) fn new(rule: &'a ZoneVisit, track: &Track<'a>, zones: &'a Zones) -> Sweep<'a> {
        Sweep {
            rule,
            zones,
            vessel: &track.vessel().id,
            hull: track.hull(),
            follower: Follower::new(zones),
            last: None,
            stays: Vec::new(),
            passages: Vec::new(),
            silences: Vec::new(),
        }
    }

    /// The hull's next fix.
    pub(super) fn push(&mut self, fix: &Fix, events: &mut Vec<Event>) {
        match self.last.replace(*fix) {
            Some(last) if fix.time_ms - last.time_ms <= self.rule.max_step_ms => {
                self.step(&Step { from: &last, to: fix }, events);
            }
            Some(last) => {
                self.fall_silent(&last, Some(fix), fix.time_ms, events);
                self.appear(fix);
            }
            None => self.appear(fix),
        }
    }

    /// After the last fix. Returns the silences.
    pub(super) fn finish(mut self, data_end_ms: i64, events: &mut Vec<Event>) -> Vec<Silence> {
        let Some(last) = self.last else { return self.silences };
        if data_end_ms - last.time_ms > self.rule.max_step_ms {
            self.fall_silent(&last, None, data_end_ms, events);
        }
        // A fix beyond the end of the data is still the last that is known.
        let data_end_ms = data_end_ms.max(last.time_ms);
        for stay in std::mem::take(&mut self.stays) {
            let end = if stay.is_inside { End::Open { data_end_ms } } else { End::Left };
            events.extend(self.event(stay, end));
        }
        self.silences
    }

    /// The first fix, or the first after a silence.
    fn appear(&mut self, fix: &Fix) {
        let zones = self.zones.numbers_containing(fix.position);
        self.stays.extend(zones.into_iter().map(|zone| Stay {
            zone,
            start: fix.into(),
            left: fix.into(),
            is_inside: true,
            inside_ms: 0.0,
            distance_m: 0.0,
            fixes: 1,
            excursions: 0,
            cut_at_start: true,
        }));
    }

    fn fall_silent(&mut self, off: &Fix, on: Option<&Fix>, until_ms: i64, events: &mut Vec<Event>) {
        for stay in std::mem::take(&mut self.stays) {
            let end = if stay.is_inside { End::Cut } else { End::Left };
            events.extend(self.event(stay, end));
        }
        self.silences.push(Silence { off: *off, on: on.copied(), until_ms });
    }

    fn step(&mut self, step: &Step<'_>, events: &mut Vec<Event>) {
        let mut passages = std::mem::take(&mut self.passages);
        self.follower.step(step.from.position, step.to.position, &mut passages);
        if !(passages.is_empty() && self.stays.is_empty()) {
            let step_m = step_m(step.from.position, step.to.position);
            self.stays.iter_mut().for_each(|stay| stay.is_inside = false);
            for passage in &passages {
                self.pass(step, passage, step_m, events);
            }
            self.look_back(step, events);
        }
        passages.clear();
        self.passages = passages;
    }

    /// A stretch of a step inside of a zone.
    fn pass(&mut self, step: &Step<'_>, passage: &Passage, step_m: f64, events: &mut Vec<Event>) {
        let (entry, exit) = (step.at(passage.enters), step.at(passage.leaves));
        let known = self.stays.iter().position(|stay| stay.zone == passage.zone);
        let index = match known {
            Some(index) if self.goes_on(&self.stays[index], step, passage.enters) => {
                let stay = &mut self.stays[index];
                stay.excursions += u32::from(stay.left.time_ms < entry.time_ms);
                index
            }
            other => {
                if let Some(index) = other {
                    let ended = self.stays.remove(index);
                    events.extend(self.event(ended, End::Left));
                }
                self.stays.push(Stay {
                    zone: passage.zone,
                    start: entry,
                    left: entry,
                    is_inside: false,
                    inside_ms: 0.0,
                    distance_m: 0.0,
                    fixes: 0,
                    excursions: 0,
                    cut_at_start: false,
                });
                self.stays.len() - 1
            }
        };
        let share = passage.leaves - passage.enters;
        let stay = &mut self.stays[index];
        stay.left = exit;
        stay.is_inside = passage.leaves == 1.0;
        stay.fixes += u32::from(stay.is_inside);
        stay.inside_ms += share * step.span_ms();
        stay.distance_m += share * step_m;
    }

    /// Whether a stay goes on with an entry at this fraction of a step: it never left, or its excursion was short and near.
    /// At fixes before this step, that was seen to.
    fn goes_on(&self, stay: &Stay, step: &Step<'_>, enters: f64) -> bool {
        let entry_ms = step.at(enters).time_ms;
        if stay.left.time_ms == entry_ms {
            return true;
        }
        let left_in_step = ((stay.left.time_ms - step.from.time_ms) as f64 / step.span_ms()).max(0.0);
        let half_way = step.at(f64::midpoint(left_in_step, enters));
        entry_ms - stay.left.time_ms <= self.rule.max_excursion_ms && self.is_near(stay, half_way)
    }

    fn is_near(&self, stay: &Stay, moment: Moment) -> bool {
        let zone = self.zones.get(stay.zone);
        let max_m = self.rule.parameters.max_excursion_m;
        zone.is_some_and(|zone| zone.distance_within_m(moment.position, max_m).is_some())
    }

    /// At the end of a step: ends the stays that the hull has left for too long, or gone too far from.
    fn look_back(&mut self, step: &Step<'_>, events: &mut Vec<Event>) {
        let mut index = 0;
        while index < self.stays.len() {
            let stay = &self.stays[index];
            let may_go_on = stay.is_inside
                || (step.to.time_ms - stay.left.time_ms <= self.rule.max_excursion_ms
                    && self.is_near(stay, step.to.into()));
            if may_go_on {
                index += 1;
            } else {
                let ended = self.stays.remove(index);
                events.extend(self.event(ended, End::Left));
            }
        }
    }

    /// The stay as an event, if it lasted.
    fn event(&self, stay: Stay, end: End) -> Option<Event> {
        let zone = self.zones.get(stay.zone)?;
        if stay.inside_ms < self.rule.min_duration_ms as f64 {
            return None;
        }
        let inside_ms = stay.inside_ms.round() as i64;
        let region = zone.region();
        let id = EventId::in_zone(self.vessel, stay.start, &region, false);
        let kind = EventKind::ZoneVisit(ZoneVisitEvidence {
            zone: region.name,
            zone_id: region.id,
            zone_category: region.category,
            possible: false,
            inside_h: stay.inside_ms / MS_PER_HOUR as f64,
            fixes_inside: stay.fixes,
            distance_m: stay.distance_m,
            mean_speed_kn: knots(stay.distance_m, inside_ms),
            excursions: stay.excursions,
            cut_at_start: stay.cut_at_start,
            cut_at_end: end == End::Cut,
            at_most_inside_h: None,
            way_over_zone_m: None,
            reach_speed_kn: None,
        });
        let seen = Event::between(self.vessel, self.hull, stay.start, stay.left, kind);
        let event = match end {
            End::Open { data_end_ms } => {
                let open = Event::open(self.vessel, self.hull, stay.start, data_end_ms, seen.kind.clone());
                Event { observed_h: seen.duration_h, ..open }
            }
            End::Left | End::Cut => seen,
        };
        Some(Event { id, ..event })
    }
}
