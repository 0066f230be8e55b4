//! Vessel lists as CSV.

use std::io::Read;
use std::path::Path;

use crate::{Error, ErrorKind, InputPosition, ListedVessel, Mmsi, Result, VesselList};

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Mmsi,
    Imo,
    Name,
    Class,
    Gear,
    Flag,
    Listed,
    Authorised,
}

/// The names of columns, compared in lower case without anything but letters and digits.
const NAMES: &[(Says, &[&str])] = &[
    (Says::Mmsi, &["mmsi", "ssvid"]),
    (Says::Imo, &["imo", "imonumber", "imono"]),
    (Says::Name, &["name", "shipname", "vesselname"]),
    (Says::Class, &["class", "vesselclass", "vesseltype", "type"]),
    (Says::Gear, &["gear", "geartype"]),
    (Says::Flag, &["flag", "flagstate", "country"]),
    (Says::Listed, &["listed", "list", "iuu", "iuulisted"]),
    (Says::Authorised, &["authorised", "authorized", "authorisation", "authorization"]),
];

impl VesselList {
    /// Reads a list from a CSV file; see [`from_csv`](VesselList::from_csv).
    ///
    /// # Errors
    /// As [`from_csv`](VesselList::from_csv), and when the file cannot be opened.
    pub fn from_path(path: impl AsRef<Path>) -> Result<VesselList> {
        let name = path.as_ref().display().to_string();
        let file = std::fs::File::open(path).map_err(|source| Error::io(format!("opening {name}"), source))?;
        VesselList::from_csv(&name, file)
    }

    /// Reads a list from CSV: a header, then a ship a row. `input` is the name that errors give to what is read.
    ///
    /// | column | what it says |
    /// |---|---|
    /// | `mmsi` | the MMSI; this or `imo` must be there, in the header and in each row |
    /// | `imo` | the IMO ship number, `IMO` in front allowed |
    /// | `name` | the name |
    /// | `class` | `fishing`, `carrier`, `bunker` or any other word |
    /// | `gear` | the fishing gear |
    /// | `flag` | the flag |
    /// | `listed` | `yes`, `no`, or the lists of suspects that name the ship, separated by `;` |
    /// | `authorised` | `yes`, `no`, or who authorised it, separated by `;` |
    ///
    /// Other columns are left aside; blanks say nothing.
    ///
    /// # Errors
    /// When reading fails; when a row is not what it should be: the error tells the line, what stands there and what would be
    /// right. Nothing is left out silently: a list that loses ships would clear them.
    pub fn from_csv(input: &str, reader: impl Read) -> Result<VesselList> {
        let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
        let broken = |error: csv::Error| broken_csv(input, error);
        let headers = csv.headers().map_err(broken)?.clone();
        let columns: Vec<Option<Says>> = headers.iter().map(says).collect();
        if !columns.iter().any(|says| matches!(says, Some(Says::Mmsi | Says::Imo))) {
            let found = headers.iter().collect::<Vec<_>>().join(", ");
            let message = format!("{input}: a vessel list has a column mmsi or imo in its header; found {found:?}");
            return Err(Error::new(ErrorKind::Format(message)));
        }
        let mut list = VesselList::new();
        for record in csv.records() {
            let record = record.map_err(broken)?;
            let wrong = |message: String| located(input, record.position(), ErrorKind::Format(message));
            let vessel = vessel(&columns, &record).map_err(wrong)?;
            list.add(vessel).map_err(|error| wrong(error.to_string()))?;
        }
        Ok(list)
    }
}

fn says(header: &str) -> Option<Says> {
    let plain: String = header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    NAMES.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|&(says, _)| says)
}

/// One row, or what is wrong with it.
fn vessel(columns: &[Option<Says>], record: &csv::StringRecord) -> std::result::Result<ListedVessel, String> {
    let mut vessel = ListedVessel::default();
    for (says, text) in columns.iter().zip(record).filter(|(_, text)| !text.is_empty()) {
        match says {
            Some(Says::Mmsi) => vessel.mmsi = Some(mmsi(text)?),
            Some(Says::Imo) => vessel.imo = Some(imo(text)?),
            Some(Says::Name) => vessel.name = Some(text.to_owned()),
            Some(Says::Class) => vessel.class = Some(text.to_lowercase()),
            Some(Says::Gear) => vessel.gear = Some(text.to_lowercase()),
            Some(Says::Flag) => vessel.flag = Some(text.to_uppercase()),
            Some(Says::Listed) => (vessel.is_listed, vessel.listed_by) = yes_no_or_names(text),
            Some(Says::Authorised) => (vessel.is_authorised, vessel.authorised_by) = yes_no_or_names(text),
            None => {}
        }
    }
    Ok(vessel)
}

fn mmsi(text: &str) -> std::result::Result<Mmsi, String> {
    let number = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    number.and_then(Mmsi::new).ok_or_else(|| format!("an MMSI is a number from 1 to 999999999, found {text:?}"))
}

/// Seven digits, the last of which checks the others.
///
/// # References
/// IMO resolution A.1117(30), annex, section 2: the digits times 7, 6, ..., 2; the last digit of the sum is the seventh.
fn imo(text: &str) -> std::result::Result<u32, String> {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start();
    let is_imo = digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let values: Vec<u32> = digits.bytes().map(|byte| u32::from(byte.wrapping_sub(b'0'))).collect();
    let checks =
        is_imo && (2..=7).rev().zip(&values).map(|(weight, digit)| weight * digit).sum::<u32>() % 10 == values[6];
    digits.parse().ok().filter(|_| checks).ok_or_else(|| {
        format!("an IMO ship number has seven digits, the last of which checks the others; found {text:?}")
    })
}

fn yes_no_or_names(text: &str) -> (Option<bool>, Vec<String>) {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => (Some(true), Vec::new()),
        "no" | "n" | "false" | "0" => (Some(false), Vec::new()),
        _ => {
            let names = text.split(';').map(str::trim).filter(|name| !name.is_empty());
            (Some(true), names.map(str::to_owned).collect())
        }
    }
}

fn broken_csv(input: &str, error: csv::Error) -> Error {
    let position = error.position().cloned();
    let said = match error.into_kind() {
        csv::ErrorKind::Io(source) => return Error::io(format!("reading {input}"), source),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("this row has {len} fields, the header has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "this row is no UTF-8 text".to_owned(),
        _ => "this row is no CSV".to_owned(),
    };
    located(input, position.as_ref(), ErrorKind::Format(said))
}

fn located(input: &str, position: Option<&csv::Position>, kind: ErrorKind) -> Error {
    let error = Error::new(kind);
    match position {
        Some(at) => error.at(InputPosition { input: input.to_owned(), line: at.line(), byte: at.byte() }),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<VesselList> {
        VesselList::from_csv("list.csv", text.as_bytes())
    }

    fn error(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn every_column_is_read() {
        let text = "\u{feff}MMSI,IMO Number,Ship Name,Vessel_Class,Gear Type,Flag,Listed,Authorized,remarks\n\
                    440123456,IMO9074729,\"SEA, STAR\",Carrier,,kor,ICCAT; IOTC,no,old\n\
                    412000001,,,FISHING,Squid_Jigger,,No,WCPFC,\n";
        let list = read(text).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&list.iter().collect::<Vec<_>>()).unwrap(), @r#"
        [
          {
            "mmsi": 440123456,
            "imo": 9074729,
            "name": "SEA, STAR",
            "class": "carrier",
            "gear": null,
            "flag": "KOR",
            "listed_by": [
              "ICCAT",
              "IOTC"
            ],
            "is_listed": true,
            "authorised_by": [],
            "is_authorised": false
          },
          {
            "mmsi": 412000001,
            "imo": null,
            "name": null,
            "class": "fishing",
            "gear": "squid_jigger",
            "flag": null,
            "listed_by": [],
            "is_listed": false,
            "authorised_by": [
              "WCPFC"
            ],
            "is_authorised": true
          }
        ]
        "#);
    }

    #[test]
    fn what_is_wrong_is_located() {
        insta::assert_snapshot!(error("name,class\nA,fishing\n"), @r#"list.csv: a vessel list has a column mmsi or imo in its header; found "name, class""#);
        insta::assert_snapshot!(error("mmsi,class\n440123456,fishing\n0,fishing\n"), @r#"list.csv: line 3, byte 29: an MMSI is a number from 1 to 999999999, found "0""#);
        insta::assert_snapshot!(error("mmsi,imo\n440123456,9074728\n"), @r#"list.csv: line 2, byte 9: an IMO ship number has seven digits, the last of which checks the others; found "9074728""#);
        insta::assert_snapshot!(error("mmsi,imo\n440123456,9074729\n440123456,\n"), @"list.csv: line 3, byte 27: MMSI 440123456 is that of ship 1 of the list too");
        insta::assert_snapshot!(error("mmsi,name\n,NOBODY\n"), @"list.csv: line 2, byte 10: a ship on the list needs an MMSI or an IMO number");
        insta::assert_snapshot!(error("mmsi,name\n440123456\n"), @"list.csv: line 2, byte 10: this row has 1 fields, the header has 2");
    }
}
