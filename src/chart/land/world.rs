//! The coastline of the world that is built into the crate. `src/chart/world_land.md` tells where it is from, and the
//! format.

use std::sync::{Arc, LazyLock};

use super::Land;
use super::outlines::{Corner, Outlines};

/// How far the embedded coastline lies from that of its source at most, in metres: what `scripts/make_world_land.py` and the
/// tests measure, rounded up.
pub const WORLD_LAND_ERROR_M: f64 = 105.0;

static FILE: &[u8] = include_bytes!("../world_land.bin");
const MAGIC: &[u8] = b"darkwake land 1\n";

/// Made when it is first asked for, and shared from then on.
static WORLD: LazyLock<Arc<Land>> = LazyLock::new(|| {
    let outlines = decode(FILE).expect("the embedded coastline is whole: a test decodes it");
    Arc::new(Land::within(outlines))
});

impl Land {
    /// The coastline that is built into the crate: Natural Earth 5.1.1 at 1:10m with its minor islands, thinned to
    /// [`WORLD_LAND_ERROR_M`]. Lakes are land but for the Caspian Sea, and so are rivers; the ice shelves of Antarctica are
    /// sea.
    ///
    /// It is decoded when it is asked for the first time, and shared from then on.
    pub fn world() -> Arc<Land> {
        Arc::clone(&WORLD)
    }
}

/// The outlines in a file; `None` where it is not whole.
fn decode(file: &[u8]) -> Option<Outlines> {
    let mut rest = Bytes(file.strip_prefix(MAGIC)?);
    let quanta_per_deg = f64::from(i32::try_from(rest.varint()?).ok().filter(|&quanta| quanta > 0)?);
    let degrees = |quanta: i64| quanta as f64 / quanta_per_deg;
    let mut outlines = Outlines::default();
    let (mut lon, mut lat) = (0, 0);
    for polygon in 0..u32::try_from(rest.varint()?).ok()? {
        for _ring in 0..rest.varint()? {
            let corners = (0..rest.varint()?).map(|_| {
                lon += rest.varint()?;
                lat += rest.varint()?;
                let corner = Corner { lon_deg: degrees(lon), lat_deg: degrees(lat) };
                (corner.lon_deg.abs() <= 180.0 && corner.lat_deg.abs() <= 90.0).then_some(corner)
            });
            let corners = corners.collect::<Option<Vec<Corner>>>().filter(|corners| corners.len() >= 3)?;
            outlines.push(corners, polygon);
        }
    }
    rest.0.is_empty().then_some(outlines)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    /// Seven bits a byte, the lowest first, the highest bit says that more follow; then zigzag.
    fn varint(&mut self) -> Option<i64> {
        let mut bits = 0_u64;
        for shift in (0..63).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            bits |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some((bits >> 1) as i64 ^ -((bits & 1) as i64));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_whole_and_no_part_of_it_is() {
        let outlines = decode(FILE).unwrap();
        // 6,838 rings in the source, less Null Island.
        assert_eq!(outlines.rings.len(), 6_837);
        for length in [0, 10, MAGIC.len(), MAGIC.len() + 2, 1_000, FILE.len() / 2, FILE.len() - 1] {
            assert!(decode(&FILE[..length]).is_none(), "{length} bytes");
        }
        assert!(decode(&[FILE, &[0]].concat()).is_none(), "a byte too many");
    }

    #[test]
    fn numbers_of_any_size_and_sign_are_read() {
        let read = |bytes: &[u8]| Bytes(bytes).varint();
        assert_eq!(read(&[0]), Some(0));
        assert_eq!(read(&[1]), Some(-1));
        assert_eq!(read(&[2]), Some(1));
        assert_eq!(read(&[0xAC, 0x02]), Some(150));
        assert_eq!(read(&[0x80]), None);
        assert_eq!(read(&[0xFF; 12]), None);
    }
}
