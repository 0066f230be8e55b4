//! A box of longitudes and latitudes.

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind, Position};

/// A box of longitudes and latitudes in degrees, borders included. A box whose west is greater than its east lies across
/// the antimeridian; a pole is in every box that reaches it.
///
/// As text it is `west,south,east,north`, in JSON the same four numbers: the order of RFC 7946, section 5.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 4]", into = "[f64; 4]")]
pub struct GeoBox {
    west_deg: f64,
    south_deg: f64,
    east_deg: f64,
    north_deg: f64,
}

impl GeoBox {
    /// The box with these borders; `None` when a longitude is not in -180 to 180, a latitude not in -90 to 90, or the
    /// south is greater than the north.
    ///
    /// ```
    /// use darkwake::{GeoBox, Position};
    /// let bering = GeoBox::new(170.0, 60.0, -165.0, 66.0).unwrap();
    /// assert!(bering.contains(Position::new(64.0, -179.0).unwrap()));
    /// assert!(!bering.contains(Position::new(64.0, 0.0).unwrap()));
    /// ```
    pub fn new(west_deg: f64, south_deg: f64, east_deg: f64, north_deg: f64) -> Option<GeoBox> {
        Position::new(south_deg, west_deg)?;
        Position::new(north_deg, east_deg)?;
        (south_deg <= north_deg).then_some(GeoBox { west_deg, south_deg, east_deg, north_deg })
    }

    /// The smallest box around positions: across the antimeridian where that is narrower. `None` without a position.
    ///
    /// ```
    /// use darkwake::{GeoBox, Position};
    /// let positions = [(-18.0, 179.5), (-18.5, -179.5)].map(|(lat, lon)| Position::new(lat, lon).unwrap());
    /// assert_eq!(GeoBox::around(positions), GeoBox::new(179.5, -18.5, -179.5, -18.0));
    /// ```
    pub fn around(positions: impl IntoIterator<Item = Position>) -> Option<GeoBox> {
        let (mut lats_deg, mut lons_deg): (Vec<f64>, Vec<f64>) =
            positions.into_iter().map(|position| (position.lat_deg(), position.lon_deg())).unzip();
        lats_deg.sort_by(f64::total_cmp);
        lons_deg.sort_by(f64::total_cmp);
        let (&first_deg, &last_deg) = (lons_deg.first()?, lons_deg.last()?);
        // The box leaves out the widest stretch without a position; of equals, that at the antimeridian.
        let across_deg = first_deg + 360.0 - last_deg;
        let widest = lons_deg.windows(2).max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
        let (west_deg, east_deg) = match widest {
            Some(stretch) if stretch[1] - stretch[0] > across_deg => (stretch[1], stretch[0]),
            _ => (first_deg, last_deg),
        };
        GeoBox::new(west_deg, *lats_deg.first()?, east_deg, *lats_deg.last()?)
    }

    /// The western border in degrees of longitude; greater than the eastern one when the box lies across the
    /// antimeridian.
    pub fn west_deg(self) -> f64 {
        self.west_deg
    }

    /// The southern border in degrees of latitude.
    pub fn south_deg(self) -> f64 {
        self.south_deg
    }

    /// The eastern border in degrees of longitude.
    pub fn east_deg(self) -> f64 {
        self.east_deg
    }

    /// The northern border in degrees of latitude.
    pub fn north_deg(self) -> f64 {
        self.north_deg
    }

    /// Whether a position is inside or on the border.
    pub fn contains(self, position: Position) -> bool {
        let (lat_deg, lon_deg) = (position.lat_deg(), position.lon_deg());
        let has_lon = |lon_deg: f64| match self.west_deg <= self.east_deg {
            true => (self.west_deg..=self.east_deg).contains(&lon_deg),
            false => lon_deg >= self.west_deg || lon_deg <= self.east_deg,
        };
        // -180 and 180 are the same meridian, and a pole is on all of them.
        (self.south_deg..=self.north_deg).contains(&lat_deg)
            && (has_lon(lon_deg) || (lon_deg.abs() == 180.0 && has_lon(-lon_deg)) || lat_deg.abs() == 90.0)
    }
}

impl TryFrom<[f64; 4]> for GeoBox {
    type Error = String;

    fn try_from([west, south, east, north]: [f64; 4]) -> Result<GeoBox, String> {
        GeoBox::new(west, south, east, north).ok_or_else(|| {
            format!(
                "a box needs west and east in -180 to 180 and south to north in -90 to 90 degrees, \
                 found {west},{south},{east},{north}"
            )
        })
    }
}

impl From<GeoBox> for [f64; 4] {
    fn from(geo_box: GeoBox) -> [f64; 4] {
        [geo_box.west_deg, geo_box.south_deg, geo_box.east_deg, geo_box.north_deg]
    }
}

impl std::fmt::Display for GeoBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{},{},{}", self.west_deg, self.south_deg, self.east_deg, self.north_deg)
    }
}

impl std::str::FromStr for GeoBox {
    type Err = Error;

    fn from_str(text: &str) -> Result<GeoBox, Error> {
        let numbers: Option<Vec<f64>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
        let wrong = |message| Error::new(ErrorKind::Format(message));
        match numbers.as_deref().map(<[f64; 4]>::try_from) {
            Some(Ok(borders)) => GeoBox::try_from(borders).map_err(wrong),
            _ => {
                Err(wrong(format!("a box is west,south,east,north in degrees, such as 124,33,132,39; found {text:?}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat_deg: f64, lon_deg: f64) -> Position {
        Position::new(lat_deg, lon_deg).unwrap()
    }

    #[test]
    fn the_antimeridian_is_in_a_box_that_touches_it_from_either_side() {
        let east: GeoBox = "-180,-1,-170,1".parse().unwrap();
        assert!(east.contains(at(0.0, 180.0)) && east.contains(at(0.0, -180.0)) && !east.contains(at(0.0, 179.0)));
        let west: GeoBox = "170,-1,180,1".parse().unwrap();
        assert!(west.contains(at(0.0, 180.0)) && west.contains(at(0.0, -180.0)) && !west.contains(at(0.0, -179.0)));
        let across: GeoBox = "179,-1,-179,1".parse().unwrap();
        assert!(across.contains(at(1.0, 179.0)) && across.contains(at(-1.0, -180.0)) && !across.contains(at(0.0, 0.0)));
    }

    #[test]
    fn a_pole_is_in_every_box_that_reaches_it() {
        let north: GeoBox = "10,80,20,90".parse().unwrap();
        assert!(
            north.contains(at(90.0, -150.0)) && !north.contains(at(89.0, -150.0)) && !north.contains(at(-90.0, 15.0))
        );
    }

    #[test]
    fn a_box_around_positions_is_the_smallest_that_holds_them() {
        assert_eq!(GeoBox::around([]), None);
        assert_eq!(GeoBox::around([at(1.0, 2.0)]), GeoBox::new(2.0, 1.0, 2.0, 1.0));
        assert_eq!(GeoBox::around([at(1.0, -90.0), at(0.0, 90.0)]), GeoBox::new(-90.0, 0.0, 90.0, 1.0), "of equals");
        assert_eq!(GeoBox::around([at(0.0, -91.0), at(1.0, 91.0)]), GeoBox::new(91.0, 0.0, -91.0, 1.0));
        assert_eq!(GeoBox::around([at(0.0, 180.0), at(0.0, -180.0)]), GeoBox::new(180.0, 0.0, -180.0, 0.0));
    }

    proptest::proptest! {
        #[test]
        fn a_box_around_positions_holds_each(places in proptest::collection::vec((-90.0..=90.0f64, -180.0..=180.0f64), 1..9)) {
            let places: Vec<Position> = places.into_iter().map(|(lat, lon)| at(lat, lon)).collect();
            let around = GeoBox::around(places.iter().copied()).unwrap();
            proptest::prop_assert!(places.iter().all(|&place| around.contains(place)), "{}", around);
        }
    }

    #[test]
    fn text_and_json_keep_every_border() {
        let bering = GeoBox::new(170.0, 60.25, -165.0, 66.0).unwrap();
        assert_eq!(bering.to_string(), "170,60.25,-165,66");
        assert_eq!(bering.to_string().parse::<GeoBox>().unwrap(), bering);
        let json = serde_json::to_string(&bering).unwrap();
        assert_eq!(json, "[170.0,60.25,-165.0,66.0]");
        assert_eq!(serde_json::from_str::<GeoBox>(&json).unwrap(), bering);
    }

    #[test]
    fn a_wrong_box_is_refused_in_words() {
        let error = |text: &str| text.parse::<GeoBox>().unwrap_err().to_string();
        insta::assert_snapshot!(error("1,2,3"), @r#"a box is west,south,east,north in degrees, such as 124,33,132,39; found "1,2,3""#);
        insta::assert_snapshot!(error("124,39,132,33"), @"a box needs west and east in -180 to 180 and south to north in -90 to 90 degrees, found 124,39,132,33");
        insta::assert_snapshot!(error("NaN,33,132,39"), @"a box needs west and east in -180 to 180 and south to north in -90 to 90 degrees, found NaN,33,132,39");
    }
}
