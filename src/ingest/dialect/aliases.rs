//! The names that columns have, one table for all dialects.

use crate::ingest::layout::Role;
use crate::ingest::units::SpeedUnit;

/// What a name says of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Role(Role),
    /// Speed in a unit of its own.
    Speed(SpeedUnit),
    /// A date, or all of the time.
    Date,
    /// A time of day, or all of the time.
    Clock,
    /// A message type, or a type of ship.
    SomeType,
}

/// A name as it is compared: lower case, without anything but letters and digits.
pub(crate) fn normalise(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a normalised name means, and its rank: where two columns could have a role, the lower rank has it.
pub(super) fn lookup(normalised: &str) -> Option<(Meaning, u8)> {
    TABLE.iter().find(|(_, _, names)| names.contains(&normalised)).map(|&(meaning, rank, _)| (meaning, rank))
}

/// The role that a normalised name tells by itself; dates and times of day are times.
#[cfg(feature = "parquet")]
pub(crate) fn role_of_name(normalised: &str) -> Option<Role> {
    match lookup(normalised)?.0 {
        Meaning::Role(role) => Some(role),
        Meaning::Speed(_) => Some(Role::Sog),
        Meaning::Date | Meaning::Clock => Some(Role::Time),
        Meaning::SomeType => None,
    }
}

const TABLE: &[(Meaning, u8, &[&str])] = &[
    (Meaning::Role(Role::Identity), 0, &["mmsi", "sourcemmsi", "ssvid", "usermmsi", "mmsinumber", "mmsino"]),
    (Meaning::Role(Role::Identity), 1, &["vesselid", "shipid", "boatid"]),
    (
        Meaning::Role(Role::Time),
        0,
        &[
            "basedatetime",
            "timestamp",
            "timestamputc",
            "utctimestamp",
            "datetime",
            "datetimeutc",
            "utcdatetime",
            "dtposutc",
            "postime",
            "msgtime",
            "unixtime",
            "unixtimestamp",
            "epoch",
            "t",
            "ts",
            "일시",
        ],
    ),
    (Meaning::Clock, 1, &["time", "timeutc", "utctime", "timeofday", "시간"]),
    (Meaning::Date, 2, &["date", "dateutc", "utcdate", "day", "날짜", "일자"]),
    (Meaning::Role(Role::Latitude), 0, &["lat", "latitude", "latitudedegrees", "latitudedeg", "latdeg", "위도"]),
    (
        Meaning::Role(Role::Longitude),
        0,
        &["lon", "longitude", "lng", "long", "longitudedegrees", "longitudedeg", "londeg", "경도"],
    ),
    (Meaning::Role(Role::Sog), 0, &["sog", "sogknots", "sogkn", "sogkts", "speedoverground"]),
    (Meaning::Role(Role::Sog), 1, &["speed", "speedknots", "speedkn", "speedkts", "속도", "속력", "대지속력"]),
    (Meaning::Speed(SpeedUnit::TenthKnots), 0, &["speedknotsx10", "sogx10", "speedx10"]),
    (Meaning::Speed(SpeedUnit::MetresPerSecond), 1, &["sogms", "speedms", "sogmps", "speedmps"]),
    (Meaning::Speed(SpeedUnit::KilometresPerHour), 1, &["sogkmh", "speedkmh", "sogkph", "speedkph"]),
    (Meaning::Role(Role::Cog), 0, &["cog", "cogdegrees", "cogdeg", "courseoverground"]),
    (Meaning::Role(Role::Cog), 1, &["course", "coursedeg", "침로", "대지침로"]),
    (
        Meaning::Role(Role::Heading),
        0,
        &["heading", "hdg", "trueheading", "headingdegrees", "headingdeg", "headingtrue", "선수방위"],
    ),
    (
        Meaning::Role(Role::Status),
        0,
        &[
            "navstatus",
            "navstat",
            "navigationalstatus",
            "navigationstatus",
            "navigationalstatuscode",
            "navstatuscode",
            "항해상태",
        ],
    ),
    (Meaning::Role(Role::Status), 1, &["status"]),
    (
        Meaning::Role(Role::MessageType),
        0,
        &["messageid", "messagetype", "msgtype", "msgid", "messagenr", "aismessagetype", "typeofmessage"],
    ),
    (Meaning::SomeType, 1, &["type"]),
    (Meaning::Role(Role::Name), 0, &["vesselname", "shipname", "선명", "선박명"]),
    (Meaning::Role(Role::Name), 1, &["name"]),
    (Meaning::Role(Role::CallSign), 0, &["callsign", "호출부호"]),
    (Meaning::Role(Role::Imo), 0, &["imo", "imonumber", "imono", "imonr"]),
    (
        Meaning::Role(Role::ShipType),
        0,
        &["vesseltype", "shiptype", "shipandcargotype", "typeofshipandcargo", "vesseltypecode", "선종"],
    ),
    (Meaning::Role(Role::Length), 0, &["length", "loa", "lengthoverall", "vessellength", "shiplength"]),
    (Meaning::Role(Role::Width), 0, &["width", "beam", "breadth", "vesselwidth", "shipwidth"]),
    (
        Meaning::Role(Role::Class),
        0,
        &["transceiverclass", "transcieverclass", "transceiver", "typeofmobile", "aisclass"],
    ),
    (Meaning::Role(Role::Class), 1, &["class"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_or_marks() {
        for name in ["# Timestamp", "Latitude_degrees", "SPEED_KNOTSx10", " base_date_time ", "위도", "COG (deg)"] {
            assert!(lookup(&normalise(name)).is_some(), "{name}");
        }
        assert_eq!(lookup(&normalise("calc_speed")), None);
        assert_eq!(lookup(""), None);
    }

    #[test]
    fn every_name_stands_once_and_normalised() {
        let names: Vec<&str> = TABLE.iter().flat_map(|(_, _, names)| names.iter().copied()).collect();
        for (index, name) in names.iter().enumerate() {
            assert_eq!(normalise(name), *name);
            assert!(!names[..index].contains(name), "{name} stands twice");
        }
    }
}
