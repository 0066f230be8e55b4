//! Tracks as GPX 1.1, as chart plotters and most map programs read them.

use std::io::{self, Write};

use super::line::{fixes_in_line, lon_in_line_deg};
use super::number::written;
use super::xml::Xml;
use crate::fix::rfc3339;
use crate::units::ms_from_hours;
use crate::{Fix, TrackSet};

/// The namespace of what GPX has no element for.
const NAMESPACE: &str = "https://example.invalid/darkwake/gpx";

/// Writes every track as GPX: a `trk` a hull, every fix a point with its time, and, as extensions, `sog_kn`, `cog_deg`, `mmsi`,
/// `vessel` and `hull`. A new segment begins where the ship was silent for longer than `max_step_h` hours, and at the antimeridian.
/// Nothing is put in between fixes.
///
/// # Errors
/// When writing fails.
///
/// # References
/// *GPX 1.1 Schema Documentation*, TopoGrafix, 2004, <https://www.topografix.com/GPX/1/1/>.
pub fn tracks_to_gpx(tracks: &TrackSet, max_step_h: f64, writer: impl Write) -> io::Result<()> {
    let max_step_ms = ms_from_hours(max_step_h);
    let mut gpx = Xml::begin(writer)?;
    let root = [
        ("xmlns", "http://www.topografix.com/GPX/1/1"),
        ("xmlns:darkwake", NAMESPACE),
        ("version", "1.1"),
        ("creator", "darkwake"),
    ];
    gpx.start("gpx", &root)?;
    for track in tracks.iter() {
        let vessel = track.vessel();
        let identity = vessel.id.to_string();
        gpx.start("trk", &[])?;
        gpx.leaf("name", &[], vessel.facts.name.best().unwrap_or(&identity))?;
        gpx.start("extensions", &[])?;
        if let Some(mmsi) = vessel.id.mmsi() {
            gpx.leaf("darkwake:mmsi", &[], &mmsi.to_string())?;
        }
        gpx.leaf("darkwake:vessel", &[], &identity)?;
        gpx.leaf("darkwake:hull", &[], &track.hull().to_string())?;
        gpx.end()?;
        for fixes in fixes_in_line(&track, max_step_ms) {
            gpx.start("trkseg", &[])?;
            fixes.iter().try_for_each(|fix| point(fix, &mut gpx))?;
            gpx.end()?;
        }
        gpx.end()?;
    }
    gpx.finish()
}

fn point<W: Write>(fix: &Fix, gpx: &mut Xml<W>) -> io::Result<()> {
    let lon = match written("lon", lon_in_line_deg(fix)) {
        // Rounded up to the antimeridian, which GPX has in the west alone, it stays in the east.
        lon if lon == "180.000000" => "179.999999".to_owned(),
        lon => lon,
    };
    gpx.start("trkpt", &[("lat", &written("lat", fix.position().lat_deg())), ("lon", &lon)])?;
    gpx.leaf("time", &[], &rfc3339(fix.time()))?;
    if fix.sog_kn().is_some() || fix.cog_deg().is_some() {
        gpx.start("extensions", &[])?;
        if let Some(sog_kn) = fix.sog_kn() {
            gpx.leaf("darkwake:sog_kn", &[], &written("sog_kn", sog_kn))?;
        }
        if let Some(cog_deg) = fix.cog_deg() {
            gpx.leaf("darkwake:cog_deg", &[], &written("cog_deg", cog_deg))?;
        }
        gpx.end()?;
    }
    gpx.end()
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document, Node};

    use super::*;
    use crate::output::testing::tracks;
    use crate::{Fixes, Position, VesselFacts, VesselId};

    fn gpx(tracks: &TrackSet) -> String {
        let mut bytes = Vec::new();
        tracks_to_gpx(tracks, 1.0, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn named<'a>(document: &'a Document<'_>, name: &'a str) -> Vec<Node<'a, 'a>> {
        document.descendants().filter(|node| node.tag_name().name() == name).collect()
    }

    #[test]
    fn segments_end_at_silences_and_at_the_antimeridian() {
        insta::assert_snapshot!(gpx(&tracks()));
    }

    #[test]
    fn no_longitude_is_180() {
        let mut fixes = Fixes::builder();
        for (minute, lon) in [(10, 179.9), (30, 179.999_999_8), (31, 180.0), (51, -179.9)] {
            let time = format!("2024-05-01T00:{minute}Z").parse().unwrap();
            fixes.push(VesselId::new("440123456"), Fix::new(time, Position::new(1.0, lon).unwrap()));
        }
        let text = gpx(&fixes.build().into_tracks());
        let document = Document::parse(&text).unwrap();
        let segments: Vec<Vec<&str>> = named(&document, "trkseg")
            .iter()
            .map(|segment| segment.children().filter_map(|point| point.attribute("lon")).collect())
            .collect();
        assert_eq!(segments, [["179.900000", "179.999999"], ["-180.000000", "-179.900000"]]);
    }

    #[test]
    fn a_hostile_name_stays_a_name() {
        let mut fixes = Fixes::builder();
        let vessel = VesselId::new("<script>&]]>\u{1}");
        fixes.push(vessel.clone(), Fix::new("2024-05-01T00:00Z".parse().unwrap(), Position::new(1.0, 2.0).unwrap()));
        let mut facts = VesselFacts::default();
        facts.name.add("<!--]]>&lt;\u{0}".to_owned(), 1);
        fixes.facts(vessel, facts);
        let text = gpx(&fixes.build().into_tracks());
        let document = Document::parse(&text).unwrap();
        assert_eq!(named(&document, "name")[0].text(), Some("<!--]]>&lt;\u{fffd}"));
        assert_eq!(named(&document, "vessel")[0].text(), Some("<script>&]]>\u{fffd}"));
    }
}
