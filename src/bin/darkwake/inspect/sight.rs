//! What can be seen in a file, and what cannot.

use darkwake::{ColumnRole, Config, EventType, ReadReport, TrackSet};
use serde::Serialize;

/// Below this share of ship-hours in short steps, most of what happened was not observed.
const LITTLE_COVERAGE: f64 = 0.5;
/// The longest step that counts as observed in satellite data, in hours: that of the preset.
const SATELLITE_MAX_STEP_H: f64 = 3.0;

/// What can be said of one matter, before anything is looked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Sight {
    /// The matter: a type of events or a question.
    pub(super) about: &'static str,
    /// Whether it can be seen here; in part counts as yes.
    pub(super) visible: bool,
    /// Why, and what would help.
    pub(super) why: String,
}

/// What can and cannot be seen in these tracks by these settings.
pub(super) fn sights(tracks: &TrackSet, span_h: f64, config: &Config) -> Vec<Sight> {
    let hulls = tracks.len();
    let report = tracks.report();
    vec![
        gaps(span_h, config),
        verdicts(hulls, config),
        slow_stays(tracks),
        frozen(report),
        identities(tracks, report),
        types(tracks),
        places(config),
    ]
}

fn sight(about: &'static str, visible: bool, why: impl Into<String>) -> Sight {
    Sight { about, visible, why: why.into() }
}

fn gaps(span_h: f64, config: &Config) -> Sight {
    // The settings of a rule are read by their names, as in every file.
    let settings = serde_json::to_value(&config.gap).unwrap_or_default();
    let min_h = settings["min_duration_h"].as_f64().unwrap_or(f64::NAN);
    match span_h > min_h {
        true => sight("gap", true, format!("{span_h:.1} h of data; silences over {min_h} h are gaps")),
        false => sight(
            "gap",
            false,
            format!("{span_h:.1} h of data hold no silence over {min_h} h; a shorter --min-gap would"),
        ),
    }
}

fn verdicts(hulls: usize, config: &Config) -> Sight {
    let needed = config.reception.min_other_hulls;
    match hulls as u64 > u64::from(needed) {
        true => sight(
            "verdicts on gaps",
            true,
            format!("{hulls} hulls; a verdict needs {needed} others in the waters and hours of a gap"),
        ),
        false => sight(
            "verdicts on gaps",
            false,
            format!("{hulls} hulls cannot tell whether anyone would have been heard; more ships or --reception would"),
        ),
    }
}

fn slow_stays(tracks: &TrackSet) -> Sight {
    let about = "loitering, encounters";
    let percent = |share: f64| 100.0 * share;
    match (tracks.coverage(super::MAX_STEP_H), tracks.coverage(SATELLITE_MAX_STEP_H)) {
        (Some(share), _) if share >= LITTLE_COVERAGE => {
            sight(about, true, format!("{:.1} % of ship-hours are observed", percent(share)))
        }
        (Some(share), Some(sparse)) => sight(
            about,
            false,
            format!(
                "only {:.1} % of ship-hours are observed; by --preset satellite it is {:.1} %",
                percent(share),
                percent(sparse)
            ),
        ),
        _ => sight(about, false, "no ship was heard twice"),
    }
}

fn frozen(report: &ReadReport) -> Sight {
    let about = "positions that stand still under way";
    match has(report, ColumnRole::Sog) {
        true => sight(about, true, "there are reported speeds"),
        false => sight(about, false, "no column has reported speeds"),
    }
}

fn identities(tracks: &TrackSet, report: &ReadReport) -> Sight {
    let about = "flags, and one IMO number under several MMSIs";
    let vessels = tracks.vessels();
    let named = vessels.iter().filter(|vessel| vessel.id.mmsi().is_some()).count();
    let imo = if has(report, ColumnRole::Imo) { "there are IMO numbers" } else { "no column has IMO numbers" };
    match named == 0 {
        true => sight(about, false, "no identity is an MMSI"),
        false => sight(about, true, format!("{named} of {} identities are MMSIs; {imo}", vessels.len())),
    }
}

fn types(tracks: &TrackSet) -> Sight {
    let about = "fishing vessels (the rule of Welch et al.)";
    let ships = tracks.vessels().iter().filter(|vessel| vessel.may_be_ship());
    let (mut all, mut known) = (0_usize, 0_usize);
    for vessel in ships {
        all += 1;
        known += usize::from(!vessel.facts.ship_type.is_empty());
    }
    match known {
        0 => sight(about, false, "no row has a type of ship; a list of vessels (--vessels) may know it"),
        _ => sight(about, true, format!("{known} of {all} ships have a type")),
    }
}

fn places(config: &Config) -> Sight {
    let about = match (config.looks_for(EventType::PortVisit), config.looks_for(EventType::ZoneVisit)) {
        (true, false) => "port visits",
        (false, true) => "zone visits",
        _ => "port and zone visits",
    };
    let chart = &config.chart;
    let known: Vec<&str> = [
        (!chart.ports.is_empty() || chart.learn_anchorages, "ports"),
        (!chart.zones.is_empty(), "zones"),
        (chart.world || !chart.land.is_empty(), "a coastline"),
    ]
    .into_iter()
    .filter_map(|(there, what)| there.then_some(what))
    .collect();
    let asked = !chart.ports.is_empty() || chart.learn_anchorages || !chart.zones.is_empty();
    let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
    match asked {
        true => sight(about, true, format!("the chart of the settings has {known}")),
        false => sight(
            about,
            false,
            format!(
                "the chart has {known}; no list of ports and no zones are built in: --ports, --learn-anchorages, --zones"
            ),
        ),
    }
}

fn has(report: &ReadReport, role: ColumnRole) -> bool {
    report.inputs.iter().any(|input| input.dialect.columns.iter().any(|column| column.role == role))
}
