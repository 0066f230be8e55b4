//! Bytes to features: a stream of serde events, without a tree of values between.
//!
//! The `geojson` crate would do too, but it makes a vector of every position, and objects of every property; a file of
//! exclusive economic zones has millions of positions. Here coordinates of any depth go into one flat list. Members may
//! come in any order, as RFC 7946 has it, so the depth of a geometry's lists is compared with its type at its end.

use std::fmt;

use geo_types::Coord;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// An object of GeoJSON as it stands: a collection, a feature or a geometry.
#[derive(Debug, Default)]
pub(super) struct RawObject {
    pub(super) type_name: Option<String>,
    /// The `id` of a feature, as text.
    pub(super) id: Option<String>,
    pub(super) properties: Properties,
    /// `None` where there is no such member, `Some(None)` where it is null.
    pub(super) geometry: Option<Option<Box<RawObject>>>,
    pub(super) coordinates: Option<Coordinates>,
    pub(super) crs: Option<serde_json::Value>,
    pub(super) has_features: bool,
    pub(super) has_geometries: bool,
}

/// The scalar properties of a feature as text, in the order of the file; blank ones and nulls are left out.
pub(super) type Properties = Vec<(String, String)>;

/// Nested lists of positions, flat.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Coordinates {
    /// How deep the lists are nested: 1 for a position, 2 for a line, 3 for rings, 4 for polygons; 0 for `[]`.
    pub(super) depth: usize,
    /// Whether a list in it is empty.
    pub(super) has_empty: bool,
    /// Longitude and latitude of every position; further numbers are left aside.
    pub(super) positions: Vec<Coord<f64>>,
    /// Where each list of positions ends among the positions.
    pub(super) line_ends: Vec<usize>,
    /// Where each list of lists of positions ends among those.
    pub(super) polygon_ends: Vec<usize>,
}

/// Parses a document; each feature of a collection goes to `take` with its number, counted from 1. What is not in a
/// collection comes back.
pub(super) fn parse(
    json: &[u8],
    take: &mut dyn FnMut(usize, RawObject) -> Result<(), String>,
) -> serde_json::Result<RawObject> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let document = ObjectSeed { take: Some(take) }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(document)
}

type Take<'a> = Option<&'a mut dyn FnMut(usize, RawObject) -> Result<(), String>>;

/// An object; its features go to `take`, where it may be a collection.
struct ObjectSeed<'a> {
    take: Take<'a>,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = RawObject;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawObject, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = RawObject;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of GeoJSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawObject, A::Error> {
        let mut object = RawObject::default();
        let mut take = self.take;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*key {
                "type" => object.type_name = map.next_value::<Option<String>>()?,
                "id" => object.id = map.next_value_seed(ScalarSeed)?,
                "properties" => object.properties = map.next_value_seed(PropertiesSeed)?,
                "geometry" => object.geometry = Some(map.next_value_seed(GeometrySeed)?),
                "coordinates" => {
                    let mut coordinates = Coordinates::default();
                    let item = map.next_value_seed(NestedSeed(&mut coordinates))?;
                    coordinates.depth = match item {
                        Item::Number(_) => return Err(A::Error::custom("coordinates are a list, not a number")),
                        Item::Empty => 0,
                        Item::List(depth) => depth,
                    };
                    object.coordinates = Some(coordinates);
                }
                "crs" => object.crs = map.next_value()?,
                "geometries" => {
                    object.has_geometries = true;
                    map.next_value::<IgnoredAny>()?;
                }
                "features" => {
                    object.has_features = true;
                    match take.take() {
                        Some(take) => map.next_value_seed(FeaturesSeed { take })?,
                        None => {
                            return Err(A::Error::custom("a collection of features stands inside of another object"));
                        }
                    }
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(object)
    }
}

/// The features of a collection.
struct FeaturesSeed<'a> {
    take: &'a mut dyn FnMut(usize, RawObject) -> Result<(), String>,
}

impl<'de> DeserializeSeed<'de> for FeaturesSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeaturesSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(feature) = seq.next_element_seed(ObjectSeed { take: None })? {
            number += 1;
            (self.take)(number, feature).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

/// The geometry of a feature, or null.
struct GeometrySeed;

impl<'de> DeserializeSeed<'de> for GeometrySeed {
    type Value = Option<Box<RawObject>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for GeometrySeed {
    type Value = Option<Box<RawObject>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a geometry or null")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        ObjectSeed { take: None }.deserialize(deserializer).map(|object| Some(Box::new(object)))
    }
}

/// The properties of a feature, or null.
struct PropertiesSeed;

impl<'de> DeserializeSeed<'de> for PropertiesSeed {
    type Value = Properties;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Properties, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PropertiesSeed {
    type Value = Properties;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("properties or null")
    }

    fn visit_unit<E>(self) -> Result<Properties, E> {
        Ok(Properties::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
        let mut properties = Properties::new();
        while let Some(key) = map.next_key::<String>()? {
            if let Some(text) = map.next_value_seed(ScalarSeed)? {
                properties.push((key, text));
            }
        }
        Ok(properties)
    }
}

/// A scalar as text; `None` for null, blank text, lists and objects.
struct ScalarSeed;

impl<'de> DeserializeSeed<'de> for ScalarSeed {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ScalarSeed {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    /// Identifiers are often whole numbers that a program wrote as floats: 8333.0 is 8333.
    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        let text = value.trim();
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// A number, or a list of such, into the flat lists.
struct NestedSeed<'a>(&'a mut Coordinates);

/// What a [`NestedSeed`] met.
#[derive(Clone, Copy)]
enum Item {
    Number(f64),
    /// A list without anything in it, or of nothing but such.
    Empty,
    /// A list this deep: 1 for a position.
    List(usize),
}

impl<'de> DeserializeSeed<'de> for NestedSeed<'_> {
    type Value = Item;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Item, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NestedSeed<'_> {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a list of coordinates")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Item, E> {
        Ok(Item::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Item, E> {
        Ok(Item::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Item, E> {
        Ok(Item::Number(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Item, A::Error> {
        let out = self.0;
        let mut depth = None;
        match seq.next_element_seed(NestedSeed(out))? {
            Some(Item::Number(lon_deg)) => return position(lon_deg, seq, out),
            Some(Item::List(below)) => depth = Some(below),
            Some(Item::Empty) => {}
            None => {
                out.has_empty = true;
                return Ok(Item::Empty);
            }
        }
        while let Some(item) = seq.next_element_seed(NestedSeed(out))? {
            match (item, depth) {
                (Item::Empty, _) => {}
                (Item::List(below), None) => depth = Some(below),
                (Item::List(below), Some(depth)) if below == depth => {}
                _ => return Err(A::Error::custom("lists of coordinates are nested unevenly")),
            }
        }
        match depth {
            Some(1) => out.line_ends.push(out.positions.len()),
            Some(2) => out.polygon_ends.push(out.line_ends.len()),
            _ => {}
        }
        Ok(depth.map_or(Item::Empty, |below| Item::List(below + 1)))
    }
}

/// The rest of a position, of which the first number is there.
fn position<'de, A: SeqAccess<'de>>(lon_deg: f64, mut seq: A, out: &mut Coordinates) -> Result<Item, A::Error> {
    let Some(lat_deg) = seq.next_element::<f64>()? else {
        return Err(A::Error::custom("a position has one number only; it needs a longitude and a latitude"));
    };
    while seq.next_element::<f64>()?.is_some() {}
    out.positions.push(Coord { x: lon_deg, y: lat_deg });
    Ok(Item::List(1))
}
