//! Which properties of a feature are its name, its identifier and its category.

use serde::{Deserialize, Serialize};

use super::parse::Properties;
use super::{Feature, format_error};
use crate::Result;
use crate::chart::file::ChartFile;

/// The keys that are looked for, in this order, upper and lower case alike: those of Marine Regions, the World Database on
/// Protected Areas, Natural Earth, and what people write by hand.
const NAMES: [&str; 12] = [
    "name",
    "geoname",
    "territory1",
    "site_name",
    "wdpa_name",
    "orig_name",
    "name_en",
    "title",
    "label",
    "zone",
    "area_name",
    "port_name",
];
const IDS: [&str; 10] = ["id", "mrgid", "mrgid_eez", "wdpaid", "wdpa_pid", "site_id", "fid", "objectid", "gid", "code"];
const CATEGORIES: [&str; 8] =
    ["category", "pol_type", "desig_eng", "desig", "iucn_cat", "featurecla", "type", "zone_type"];

/// Which properties of features hold what; `None` looks for the usual ones, whatever their case: `name`, `GEONAME`, `mrgid`,
/// `pol_type` and so on.
///
/// Two sources say in their own words what rules and other formats know by name. Unless `category` is given, zones of Marine Regions
/// whose `pol_type` is `200NM` or `12NM` have the category `eez` or `eez_12nm`; those of the World Database on Protected Areas, but for
/// areas without sea, `mpa`, or by their `no_take` `mpa_no_take` (all of it) and `mpa_no_take_partial` (part of it).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct PropertyKeys {
    /// The key of the name.
    pub name: Option<String>,
    /// The key of the identifier.
    pub id: Option<String>,
    /// The key of the category.
    pub category: Option<String>,
}

impl PropertyKeys {
    /// The usual keys.
    pub fn new() -> PropertyKeys {
        PropertyKeys::default()
    }

    /// Takes names from the property of this key.
    #[must_use]
    pub fn name(self, key: impl Into<String>) -> PropertyKeys {
        PropertyKeys { name: Some(key.into()), ..self }
    }

    /// Takes identifiers from the property of this key.
    #[must_use]
    pub fn id(self, key: impl Into<String>) -> PropertyKeys {
        PropertyKeys { id: Some(key.into()), ..self }
    }

    /// Takes categories from the property of this key.
    #[must_use]
    pub fn category(self, key: impl Into<String>) -> PropertyKeys {
        PropertyKeys { category: Some(key.into()), ..self }
    }
}

/// How a feature is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::chart) struct Naming {
    pub(in crate::chart) name: Option<String>,
    pub(in crate::chart) id: Option<String>,
    pub(in crate::chart) category: Option<String>,
}

impl PropertyKeys {
    /// How each feature of a file is called by these keys.
    ///
    /// # Errors
    /// When a key is given that no feature of the file has.
    pub(in crate::chart) fn of(&self, file: &ChartFile, features: &[Feature]) -> Result<Vec<Naming>> {
        for key in [&self.name, &self.id, &self.category].into_iter().flatten() {
            if !features.is_empty() && features.iter().all(|feature| value(&feature.properties, key).is_none()) {
                let known: Vec<&str> = features[0].properties.iter().map(|(key, _)| key.as_str()).collect();
                return Err(format_error(format!(
                    "{}: no feature has a value for the property {key:?} that the settings name; {} has {}",
                    file.name,
                    features[0].label(),
                    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
                )));
            }
        }
        let find = |properties: &Properties, key: &Option<String>, usual: &[&str]| {
            let found = match key {
                Some(key) => value(properties, key),
                None => usual_value(properties, usual),
            };
            found.map(str::to_owned)
        };
        let naming = |feature: &Feature| Naming {
            name: find(&feature.properties, &self.name, &NAMES),
            id: find(&feature.properties, &self.id, &IDS).or_else(|| feature.id.clone()),
            category: match self.category {
                None => usual_category(&feature.properties),
                Some(_) => find(&feature.properties, &self.category, &CATEGORIES),
            },
        };
        Ok(features.iter().map(naming).collect())
    }
}

impl Feature {
    /// The property of this key, whatever its case.
    pub(in crate::chart) fn property(&self, key: &str) -> Option<&str> {
        value(&self.properties, key)
    }
}

fn value<'a>(properties: &'a Properties, key: &str) -> Option<&'a str> {
    properties.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, text)| text.as_str())
}

fn usual_value<'a>(properties: &'a Properties, usual: &[&str]) -> Option<&'a str> {
    usual.iter().find_map(|key| value(properties, key))
}

/// The category by the usual keys.
fn usual_category(properties: &Properties) -> Option<String> {
    let written = value(properties, CATEGORIES[0]).or_else(|| known_category(properties));
    written.or_else(|| usual_value(properties, &CATEGORIES)).map(str::to_owned)
}

/// What Marine Regions and the World Database on Protected Areas mean.
fn known_category(properties: &Properties) -> Option<&'static str> {
    let says = |key: &str, text: &str| value(properties, key).is_some_and(|found| found.eq_ignore_ascii_case(text));
    let is_protected = ["wdpaid", "wdpa_pid", "site_pid"].iter().any(|key| value(properties, key).is_some());
    match () {
        () if says("pol_type", "200NM") => Some("eez"),
        () if says("pol_type", "12NM") => Some("eez_12nm"),
        () if !is_protected || says("marine", "0") || says("realm", "Terrestrial") => None,
        () if says("no_take", "All") => Some("mpa_no_take"),
        () if says("no_take", "Part") => Some("mpa_no_take_partial"),
        () => Some("mpa"),
    }
}

/// The name by the usual keys.
pub(super) fn usual_name(properties: &Properties) -> Option<&str> {
    usual_value(properties, &NAMES)
}
