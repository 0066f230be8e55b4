//! Ports from files: tables and GeoJSON.

use std::collections::HashMap;
use std::path::Path;

use csv::ByteRecord;
use geo_types::Coord;

use super::file::ChartFile;
use super::geojson::{self, Feature, PropertyKeys, format_error};
use super::shape::range_advice;
use super::{Port, PortKind, Ports};
use crate::geodesy::wrap_lon_deg;
use crate::ingest::normalised_name;
use crate::text_cell::cell_text;
use crate::{InputPosition, Position, Result};

/// What a column of a table of ports holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Id,
    Name,
    Country,
    Lat,
    Lon,
    Kind,
}

/// Names of columns, without case and marks, the better ones first. Those of the World Port Index and of Global Fishing
/// Watch's anchorages are among them.
const ALIASES: [(Field, &[&str]); 6] = [
    (
        Field::Id,
        &["id", "portid", "worldportindexnumber", "wpinumber", "indexno", "s2id", "unlocode", "locode", "code"],
    ),
    (Field::Name, &["name", "portname", "mainportname", "label", "port", "anchorage"]),
    (Field::Country, &["country", "countrycode", "countryname", "iso3", "iso2", "flag"]),
    (Field::Lat, &["lat", "latitude", "latdeg", "latitudedeg", "y"]),
    (Field::Lon, &["lon", "longitude", "lng", "long", "londeg", "longitudedeg", "x"]),
    (Field::Kind, &["kind"]),
];

/// The column of the numbers of the World Port Index: two of its numbers stand for two ports each.
const INDEX_COLUMN: &str = "worldportindexnumber";

/// A column by which Global Fishing Watch's tables of anchorages are known: the S2 cell.
const ANCHORAGE_COLUMN: &str = "s2id";

impl Ports {
    /// The ports of a file: a table with the columns `name`, `lat`, `lon` and, where there are such, `id`, `country` and `kind`
    /// (`listed` or `anchorage`); the World Port Index (NGA Publication 150) as CSV; Global Fishing Watch's named anchorages; or
    /// GeoJSON points. The usual other names of columns and properties are known too.
    ///
    /// An id is of one port. The World Port Index gives some numbers twice: the later port of a number is known by it and its place.
    /// A port of which nothing says what stands for it is [`Listed`](PortKind::Listed): one point for a whole port.
    ///
    /// # Errors
    /// When the file cannot be read, or a row or feature of it is no port; the message names the line or the feature, and
    /// what would be right. Nothing is half loaded.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Ports> {
        Ports::of_file(&ChartFile::read(path.as_ref())?)
    }

    pub(super) fn of_file(file: &ChartFile) -> Result<Ports> {
        let ports = if file.is_json() { points(file)? } else { rows(file)? };
        Ok(Ports::new(ports))
    }
}

/// The ports of a table.
fn rows(file: &ChartFile) -> Result<Vec<Port>> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter(&file.bytes)).flexible(true).from_reader(file.bytes.as_slice());
    let headers = reader.byte_headers().map_err(|error| format_error(format!("{}: {error}", file.name)))?.clone();
    let columns = Columns::new(&headers, file)?;
    let mut ports = Vec::new();
    let mut lines: HashMap<String, u64> = HashMap::new();
    for record in reader.into_byte_records() {
        let record = record.map_err(|error| format_error(format!("{}: {error}", file.name)))?;
        let (line, byte) = record.position().map_or((1, 0), |place| start_of_record(&file.bytes, place));
        let refused =
            |message: String| format_error(message).at(InputPosition { input: file.name.clone(), line, byte });
        let mut port = columns.port(&record).map_err(refused)?;
        if columns.may_repeat_ids && lines.contains_key(&port.id) {
            port.id = format!("{} {}", port.id, place_name(port.position));
        }
        if let Some(first) = lines.insert(port.id.clone(), line) {
            let Port { id, name, .. } = port;
            return Err(refused(format!(
                "the port {name:?} has the id {id:?}, as has that of line {first}; an id is of one port"
            )));
        }
        ports.push(port);
    }
    Ok(ports)
}

/// The line and byte at which a record starts: the reader's place is before any blank lines in front of it.
fn start_of_record(bytes: &[u8], place: &csv::Position) -> (u64, u64) {
    let behind = bytes.get(place.byte() as usize..).unwrap_or_default();
    let blank = &behind[..behind.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()];
    let lines = blank.iter().filter(|&&byte| byte == b'\n').count();
    (place.line() + lines as u64, place.byte() + blank.len() as u64)
}

/// Comma, unless the header has none but a semicolon or a tab.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|delimiter| header.contains(delimiter)).unwrap_or(b',')
}

/// Where the fields stand in a row.
struct Columns {
    indices: [Option<usize>; ALIASES.len()],
    /// What a port is whose row does not say so.
    kind: PortKind,
    /// Whether the ids are those of the World Port Index.
    may_repeat_ids: bool,
}

impl Columns {
    fn new(headers: &ByteRecord, file: &ChartFile) -> Result<Columns> {
        let names: Vec<String> =
            headers.iter().map(|header| normalised_name(&String::from_utf8_lossy(header))).collect();
        let find = |aliases: &[&str]| aliases.iter().find_map(|alias| names.iter().position(|name| name == alias));
        let indices = ALIASES.map(|(_, aliases)| find(aliases));
        let columns = Columns {
            indices,
            kind: match names.iter().any(|name| name == ANCHORAGE_COLUMN) {
                true => PortKind::Anchorage,
                false => PortKind::Listed,
            },
            may_repeat_ids: find(ALIASES[0].1).is_some_and(|id| names[id] == INDEX_COLUMN),
        };
        let wanted = [(Field::Lat, "lat"), (Field::Lon, "lon"), (Field::Name, "name")];
        match wanted.into_iter().find(|&(field, _)| columns.index(field).is_none()) {
            None => Ok(columns),
            Some((_, missing)) => {
                let found: Vec<_> = headers.iter().map(String::from_utf8_lossy).collect();
                Err(format_error(format!(
                    "{}: no column is called {missing}; a table of ports has the columns name, lat, lon and, where there are \
                     such, id, country and kind; this one has {}",
                    file.name,
                    found.join(", ")
                )))
            }
        }
    }

    fn index(&self, field: Field) -> Option<usize> {
        ALIASES.iter().position(|(known, _)| *known == field).and_then(|index| self.indices[index])
    }

    /// The text of a field, without blanks around it; `None` where there is none.
    fn text<'a>(&self, record: &'a ByteRecord, field: Field) -> std::result::Result<Option<&'a str>, String> {
        let Some(bytes) = self.index(field).and_then(|index| record.get(index)) else { return Ok(None) };
        let text = std::str::from_utf8(bytes)
            .map_err(|_| format!("the field {:?} is no UTF-8", String::from_utf8_lossy(bytes)))?
            .trim();
        Ok((!text.is_empty()).then_some(cell_text(text)))
    }

    fn degrees(&self, record: &ByteRecord, field: Field, name: &str) -> std::result::Result<f64, String> {
        match self.text(record, field)? {
            None => Err(format!("the port has no {name}; a {name} is a number of degrees")),
            Some(text) => text
                .parse()
                .ok()
                .filter(|degrees: &f64| degrees.is_finite())
                .ok_or_else(|| format!("the {name} is {text:?}; it is a number of degrees, such as -18.133333")),
        }
    }

    fn port(&self, record: &ByteRecord) -> std::result::Result<Port, String> {
        let lat_deg = self.degrees(record, Field::Lat, "latitude")?;
        let lon_deg = self.degrees(record, Field::Lon, "longitude")?;
        let position = position(lat_deg, lon_deg).ok_or_else(|| {
            format!("the port lies at latitude {lat_deg}, longitude {lon_deg}; {}", advice(lat_deg, lon_deg))
        })?;
        let kind = match self.text(record, Field::Kind)? {
            None => self.kind,
            Some(text) => kind_of(text)?,
        };
        let name = self.text(record, Field::Name)?;
        let id = self.text(record, Field::Id)?;
        Ok(port(id, name, self.text(record, Field::Country)?, position, kind))
    }
}

/// A port with what is known of it; one without an id is known by its place, one without a name by its id.
fn port(id: Option<&str>, name: Option<&str>, country: Option<&str>, position: Position, kind: PortKind) -> Port {
    let id = id.map_or_else(|| place_name(position), str::to_owned);
    let name = name.map_or_else(|| id.clone(), str::to_owned);
    Port { country: country.map(str::to_owned), ..Port::new(id, name, position, kind) }
}

/// The place as an identifier: degrees with four decimals (11 m).
fn place_name(position: Position) -> String {
    format!("{:.4} {:.4}", position.lat_deg(), position.lon_deg())
}

fn kind_of(text: &str) -> std::result::Result<PortKind, String> {
    let found = PortKind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(text));
    found.ok_or_else(|| format!("the kind is {text:?}; it is {}", PortKind::ALL.map(PortKind::name).join(" or ")))
}

fn position(lat_deg: f64, lon_deg: f64) -> Option<Position> {
    let lon_deg = if lon_deg.abs() <= 360.0 { wrap_lon_deg(lon_deg) } else { lon_deg };
    Position::new(lat_deg, lon_deg)
}

/// What would be right in place of a position that is none. A table names its columns, so there they cannot be swapped but
/// in their content.
fn advice(lat_deg: f64, lon_deg: f64) -> &'static str {
    match range_advice(Coord { x: lon_deg, y: lat_deg }) {
        swapped if swapped.contains("swapped") => {
            "latitudes lie in -90 to 90: latitude and longitude may have been swapped"
        }
        other => other,
    }
}

/// The ports of GeoJSON points.
fn points(file: &ChartFile) -> Result<Vec<Port>> {
    let features = geojson::features(file)?;
    let naming = PropertyKeys::new().of(file, &features)?;
    let mut ports = Vec::with_capacity(features.len());
    let mut labels: HashMap<String, String> = HashMap::new();
    for (feature, naming) in features.iter().zip(naming) {
        let refused = |message: String| format_error(format!("{}: {} {message}", file.name, feature.label()));
        let position = feature.point(file)?;
        let kind = match feature.property("kind") {
            Some(text) => kind_of(text).map_err(|error| refused(format!("is no port: {error}")))?,
            None if feature.property(ANCHORAGE_COLUMN).is_some() => PortKind::Anchorage,
            None => PortKind::Listed,
        };
        let name = naming.name.as_deref().or_else(|| first_property(feature, Field::Name));
        let country = first_property(feature, Field::Country);
        let id = naming.id.as_deref().or_else(|| first_property(feature, Field::Id));
        let port = port(id, name, country, position, kind);
        if let Some(first) = labels.insert(port.id.clone(), feature.label()) {
            return Err(refused(format!("has the id {:?}, as has {first}; an id is of one port", port.id)));
        }
        ports.push(port);
    }
    Ok(ports)
}

fn first_property(feature: &Feature, field: Field) -> Option<&str> {
    let aliases = ALIASES.iter().find(|(known, _)| *known == field).map_or(&[][..], |(_, aliases)| *aliases);
    aliases.iter().find_map(|alias| feature.property(alias))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FileDigest;
    use crate::geodesy::tests::at;

    fn file(text: impl Into<Vec<u8>>) -> ChartFile {
        let bytes = text.into();
        ChartFile { name: "ports.csv".to_owned(), digest: FileDigest::of_bytes(&bytes), bytes }
    }

    fn ports(text: &str) -> Vec<Port> {
        Ports::of_file(&file(text)).unwrap().iter().cloned().collect()
    }

    fn said_of(text: impl Into<Vec<u8>>) -> String {
        Ports::of_file(&file(text)).unwrap_err().to_string()
    }

    fn told(ports: &[Port]) -> Vec<String> {
        let tell = |port: &Port| {
            let (lat_deg, lon_deg) = (port.position.lat_deg(), port.position.lon_deg());
            let country = port.country.as_deref().unwrap_or("-");
            format!("{} | {} | {country} | {lat_deg} {lon_deg} | {}", port.id, port.name, port.kind.name())
        };
        ports.iter().map(tell).collect()
    }

    #[test]
    fn what_was_written_reads_back() {
        let mut busan = Port::new("3506.2N12902.8E", "Busan, \"new\" port", at(35.10325, 129.046), PortKind::Anchorage);
        busan.country = Some("KR".to_owned());
        let written = Ports::new(vec![Port::new("7", "Suva", at(-18.133333, 178.433333), PortKind::Listed), busan]);
        let mut csv = Vec::new();
        written.to_csv(&mut csv).unwrap();
        let read = Ports::of_file(&file(csv)).unwrap();
        assert!(read.iter().eq(written.iter()), "{read:?}");
    }

    #[test]
    fn tables_of_several_kinds_are_known_by_their_columns() {
        let plain = "\u{feff}Port Name;Latitude;LONGITUDE\n Busan ;35.1;129.04\n\nSuva;-18.1;181.5\n";
        assert_eq!(
            told(&ports(plain.trim_start_matches('\u{feff}'))),
            [
                "35.1000 129.0400 | Busan | - | 35.1 129.04 | listed",
                "-18.1000 -178.5000 | Suva | - | -18.1 -178.5 | listed"
            ]
        );
        let index = "World Port Index Number,Main Port Name,UN/LOCODE,Country Code,Latitude,Longitude\n7950,Maurer, ,United States,40.533333,-74.25\n";
        assert_eq!(told(&ports(index)), ["7950 | Maurer | United States | 40.533333 -74.25 | listed"]);
        let anchorages = "s2id,lat,lon,label,iso3\n35a1,35.1,129.0,BUSAN,KOR\n";
        assert_eq!(told(&ports(anchorages)), ["35a1 | BUSAN | KOR | 35.1 129 | anchorage"]);
        let points = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"Name":"Busan","iso3":"KOR","kind":"Anchorage"},"geometry":{"type":"Point","coordinates":[129.04,35.1]}},
            {"type":"Feature","id":5,"properties":null,"geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
        assert_eq!(
            told(&ports(points)),
            ["35.1000 129.0400 | Busan | KOR | 35.1 129.04 | anchorage", "5 | 5 | - | 2 1 | listed"]
        );
    }

    #[test]
    fn a_number_that_the_index_gives_twice_is_made_two_ids() {
        let index = "World Port Index Number,Main Port Name,Latitude,Longitude\n";
        let twice = format!("{index}49460,Machilipatnam,16.15,81.166667\n49460,Machilipatnam,16.15,81.15\n");
        let ids: Vec<String> = ports(&twice).into_iter().map(|port| port.id).collect();
        assert_eq!(ids, ["49460", "49460 16.1500 81.1500"]);
        let thrice = format!("{twice}49460,Machilipatnam,16.15,81.15\n");
        insta::assert_snapshot!(said_of(thrice), @r#"ports.csv: line 4, byte 126: the port "Machilipatnam" has the id "49460 16.1500 81.1500", as has that of line 3; an id is of one port"#);
    }

    #[test]
    fn bad_rows_are_named_by_their_line() {
        insta::assert_snapshot!(said_of("name,lat\nA,1\n"), @"ports.csv: no column is called lon; a table of ports has the columns name, lat, lon and, where there are such, id, country and kind; this one has name, lat");
        insta::assert_snapshot!(said_of("name,lat,lon\nA,1,2\n\nB,x,3\n"), @r#"ports.csv: line 4, byte 20: the latitude is "x"; it is a number of degrees, such as -18.133333"#);
        insta::assert_snapshot!(said_of("name,lat,lon\nA,1\n"), @"ports.csv: line 2, byte 13: the port has no longitude; a longitude is a number of degrees");
        insta::assert_snapshot!(said_of("name,lat,lon\nA,129.1,35.1\n"), @"ports.csv: line 2, byte 13: the port lies at latitude 129.1, longitude 35.1; latitudes lie in -90 to 90: latitude and longitude may have been swapped");
        insta::assert_snapshot!(said_of("name,lat,lon\nA,NaN,35.1\n"), @r#"ports.csv: line 2, byte 13: the latitude is "NaN"; it is a number of degrees, such as -18.133333"#);
        insta::assert_snapshot!(said_of("name,lat,lon,kind\nA,1,2,listed\nB,1,2,harbour\n"), @r#"ports.csv: line 3, byte 31: the kind is "harbour"; it is anchorage or listed"#);
        insta::assert_snapshot!(said_of("name,lat,lon,id\nA,1,2,x\nB,1,3,x\n"), @r#"ports.csv: line 3, byte 24: the port "B" has the id "x", as has that of line 2; an id is of one port"#);
        insta::assert_snapshot!(said_of(b"name,lat,lon\nM\xe1laga,1,2\n".to_vec()), @r#"ports.csv: line 2, byte 13: the field "M�laga" is no UTF-8"#);
        insta::assert_snapshot!(said_of(r#"{"type":"Feature","properties":{"name":"A","kind":"quay"},"geometry":{"type":"Point","coordinates":[1,2]}}"#), @r#"ports.csv: the feature ("A") is no port: the kind is "quay"; it is anchorage or listed"#);
        insta::assert_snapshot!(said_of(r#"{"type":"Feature","properties":{"name":"A"},"geometry":{"type":"Polygon","coordinates":[[[1,2],[1,3],[2,3]]]}}"#), @r#"ports.csv: the feature ("A") is a Polygon; a Point is wanted here"#);
    }
}
