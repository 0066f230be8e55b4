//! What ships say of themselves. Names and numbers are made up.

use std::fmt::Write;

use crate::scenario::cast::Role;
use crate::scenario::dice::Dice;
use crate::{AisClass, Mmsi};

/// The static fields of the rows of one ship.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) mmsi: Mmsi,
    pub(super) class: AisClass,
    /// What a register of ships would call it.
    pub(super) kind: &'static str,
    /// From `VesselName` to `VesselType`, and from `Length` to `TransceiverClass`, as they stand in a row.
    pub(super) name_to_type: String,
    pub(super) length_to_class: String,
}

impl Identity {
    /// The identity of the ship with this index. `mmsi` is that of another ship if it uses that one's.
    pub(super) fn draw(index: usize, role: Role, mmsi: Option<Mmsi>, dice: &mut Dice) -> Identity {
        const NAMES: [&str; 12] = [
            "GALMAEGI", "PADO", "SAEBYEOK", "HAENURI", "BYEOLBIT", "MIRINAE", "NOEUL", "ARA", "DADO", "HANBADA",
            "SOLBARAM", "YEOUL",
        ];
        let (ship_type, mids, lengths_m): (u16, &[u32], _) = match role {
            Role::Transit => {
                (dice.pick(&[70, 70, 71, 79, 80, 84]), &[440, 441, 351, 636, 431, 273, 477], (90.0, 320.0))
            }
            Role::Carrier => (70, &[351, 273, 440], (90.0, 150.0)),
            Role::Moored => (dice.pick(&[52, 31, 60]), &[440, 441], (25.0, 60.0)),
            Role::Roads => (dice.pick(&[70, 79, 80]), &[440, 351, 636, 477], (90.0, 250.0)),
            _ => (30, &[440, 440, 441, 412, 431], (18.0, 60.0)),
        };
        let class = match role {
            Role::Transit | Role::Carrier | Role::Moored | Role::Roads => AisClass::A,
            _ if dice.chance(0.35) => AisClass::B,
            _ => AisClass::A,
        };
        let mid = dice.pick(mids);
        let own = Mmsi::new(mid * 1_000_000 + 100_000 + index as u32 * 331).expect("a MID and six digits are an MMSI");
        let name = format!("{} {}", dice.pick(&NAMES), index + 1);
        // Quotes and commas in names are what a reader of such files has to survive.
        let name = match index % 23 {
            5 => format!("\"{name}, JR\""),
            17 => format!("\"{name} \"\"SEA\"\"\""),
            _ => name,
        };
        let length_m = dice.between(lengths_m.0, lengths_m.1).round();
        let (imo, call_sign, draft) = match ship_type {
            60.. => (format!("IMO{}", imo_number(index)), call_sign(index), format!("{:.1}", length_m / 22.0)),
            _ => (String::new(), if class == AisClass::A { call_sign(index) } else { String::new() }, String::new()),
        };
        let cargo = if class == AisClass::A { ship_type.to_string() } else { String::new() };
        let kind = match role {
            Role::Transit if ship_type >= 80 => "tanker",
            Role::Transit | Role::Roads => "cargo",
            Role::Carrier => "carrier",
            Role::Moored => "other",
            _ => "fishing",
        };
        let class_letter = match class {
            AisClass::A => 'A',
            AisClass::B => 'B',
        };
        Identity {
            mmsi: mmsi.unwrap_or(own),
            class,
            kind,
            name_to_type: format!("{name},{imo},{call_sign},{ship_type}"),
            length_to_class: format!("{length_m},{},{draft},{cargo},{class_letter}", (length_m / 6.0).round()),
        }
    }

    /// The line of a register of ships.
    pub(super) fn register_line(&self) -> String {
        // The name is the first field as CSV, quoted where it has to be; IMO, call sign and type follow it.
        let name = self.name_to_type.rsplitn(4, ',').last().unwrap_or_default();
        format!("{},{name},{},{}\n", self.mmsi, self.kind, self.mmsi.flag().unwrap_or_default())
    }

    /// A base station or an aid to navigation with this number.
    pub(super) fn station(mmsi: u32) -> Identity {
        Identity {
            mmsi: Mmsi::new(mmsi).expect("the numbers of stations are constants of this module"),
            class: AisClass::A,
            kind: "",
            name_to_type: ",,,".to_owned(),
            length_to_class: ",,,,".to_owned(),
        }
    }
}

/// A number of the form that IMO gives, from a range that is not in use: the seventh digit checks the first six.
fn imo_number(index: usize) -> usize {
    let stem = 150_000 + index;
    let digit = |place: u32| stem / 10_usize.pow(place) % 10;
    let sum: usize = (0..6).map(|place| digit(place) * (place as usize + 2)).sum();
    stem * 10 + sum % 10
}

fn call_sign(index: usize) -> String {
    let mut sign = String::from("D7");
    // Writing to a String cannot fail.
    let _ = write!(sign, "{}{}", char::from(b'A' + (index / 26 % 26) as u8), char::from(b'A' + (index % 26) as u8));
    sign
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imo_numbers_check() {
        // 9074729 is the worked example of the IMO identification number scheme: 9*7+0*6+7*5+4*4+7*3+2*2 = 139.
        let check = |number: usize| {
            (1..7).map(|place| number / 10_usize.pow(place) % 10 * (place as usize + 1)).sum::<usize>() % 10
                == number % 10
        };
        assert!(check(9_074_729));
        assert!((0..200).all(|index| check(imo_number(index))));
    }
}
