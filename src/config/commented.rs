//! Settings as a TOML text that explains itself.

use std::fmt::Write;

use super::Config;
use super::sections::{SECTIONS, Setting};
use crate::assess::Factor;
use crate::{Error, ErrorKind, Result};

/// How wide the comments are.
const WIDTH: usize = 110;

impl Config {
    /// Every setting as TOML, each with its meaning, unit, default and where the default comes from. Those that have no value stand as
    /// comments. [`with_toml`](Config::with_toml) reads these settings back.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] when a path is no UTF-8, or a number of bytes too large for TOML.
    pub fn to_commented_toml(&self) -> Result<String> {
        let wrong = |error: toml::ser::Error| Error::new(ErrorKind::Format(format!("the settings as TOML: {error}")));
        let now = toml::Table::try_from(self).map_err(wrong)?;
        let default = toml::Table::try_from(Config::default()).map_err(wrong)?;
        let mut text = String::new();
        for section in SECTIONS {
            if !section.name.is_empty() {
                start_section(&mut text, section.name, section.about);
            }
            let (now, default) = (find(&now, section.name), find(&default, section.name));
            for setting in section.settings {
                let value = |table: Option<&toml::Table>| table.and_then(|table| table.get(setting.key)).cloned();
                put(&mut text, setting, value(now), value(default));
            }
        }
        start_section(&mut text, "assess.weights", "What each factor is worth in points, 0 to 1000. All are ours.");
        for factor in Factor::ALL {
            comment(&mut text, &format!("{} Default {}.", factor.description(), factor.default_points()));
            let points = self.assess.weight(factor);
            writeln_to(&mut text, &format!("{} = {}", factor.name(), toml::Value::Float(points)));
        }
        Ok(text)
    }
}

/// The table of this dotted name; the whole one for none.
fn find<'t>(table: &'t toml::Table, name: &str) -> Option<&'t toml::Table> {
    name.split('.').filter(|part| !part.is_empty()).try_fold(table, |table, part| table.get(part)?.as_table())
}

fn start_section(text: &mut String, name: &str, about: &str) {
    text.push('\n');
    comment(text, about);
    writeln_to(text, &format!("[{name}]"));
}

fn put(text: &mut String, setting: &Setting, value: Option<toml::Value>, default: Option<toml::Value>) {
    let Setting { key, unit, meaning, source } = setting;
    let unit = if unit.is_empty() { String::new() } else { format!("; {unit}") };
    let default = default.map_or_else(|| "none".to_owned(), |default| default.to_string());
    let source = if source.is_empty() { String::new() } else { format!("; source: {source}") };
    comment(text, &format!("{meaning}{unit}. Default {default}{source}."));
    match value {
        Some(value) => writeln_to(text, &format!("{key} = {value}")),
        None => writeln_to(text, &format!("# {key} =")),
    }
}

/// Adds a comment, broken into lines.
fn comment(text: &mut String, comment: &str) {
    let mut width = 0;
    for word in comment.split_whitespace() {
        if width == 0 || width + word.len() >= WIDTH {
            if width > 0 {
                text.push('\n');
            }
            text.push('#');
            width = 1;
        }
        text.push(' ');
        text.push_str(word);
        width += 1 + word.len();
    }
    text.push('\n');
}

fn writeln_to(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a String takes everything");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::{ColumnMapping, ColumnRole, Dialect, EventType, Preset};

    /// The paths of all values of a table.
    fn paths(table: &toml::Table, above: &str, found: &mut BTreeSet<String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(table) => paths(table, &format!("{above}{key}."), found),
                _ => _ = found.insert(format!("{above}{key}")),
            }
        }
    }

    #[test]
    fn every_setting_is_explained_and_nothing_else_is() {
        let mut config = Config { vessel_list: Some("v.csv".into()), ..Config::default() };
        config.data_end = Some("2024-05-03T00:00:00Z".parse().unwrap());
        config.reception.file = Some("r.bin".into());
        config.stream.temp_dir = Some("t".into());
        let mut known = BTreeSet::new();
        paths(&toml::Table::try_from(&config).unwrap(), "", &mut known);
        known.extend(["chart.zone_keys.name", "chart.zone_keys.id", "chart.zone_keys.category"].map(str::to_owned));
        known.insert("reader.mapping".to_owned());
        let of_section = |section: &super::super::sections::Section| {
            let dot = if section.name.is_empty() { "" } else { "." };
            section.settings.iter().map(|setting| format!("{}{dot}{}", section.name, setting.key)).collect::<Vec<_>>()
        };
        let mut explained: BTreeSet<String> = SECTIONS.iter().flat_map(of_section).collect();
        explained.extend(Factor::ALL.map(|factor| format!("assess.weights.{}", factor.name())));
        assert_eq!(known, explained, "src/config/sections.rs has a line for each setting");
    }

    /// The tables in the docs of the rules, and what is printed, have the same units and defaults.
    #[test]
    fn the_docs_of_the_rules_say_the_same() {
        let default = toml::Table::try_from(Config::default()).unwrap();
        let number =
            |text: &str| text.split_whitespace().next().unwrap_or_default().replace(',', "").parse::<f64>().ok();
        let mut compared = 0;
        for (section, file) in [
            ("encounter", "detect/encounter.rs"),
            ("gap", "detect/gap.rs"),
            ("identity_conflict", "detect/identity_conflict/mod.rs"),
            ("impossible_position", "detect/impossible_position/mod.rs"),
            ("reach", "detect/reach/mod.rs"),
            ("loitering", "detect/loitering.rs"),
            ("port_visit", "detect/port_visit/mod.rs"),
            ("position_jump", "detect/position_jump/mod.rs"),
            ("zone_visit", "detect/zone_visit/mod.rs"),
            ("assess", "assess/mod.rs"),
            ("anchorages", "chart/anchorages/mod.rs"),
        ] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
            let docs = std::fs::read_to_string(path).unwrap();
            let settings = SECTIONS.iter().find(|known| known.name == section).unwrap().settings;
            for setting in settings {
                let start = format!("//! | `{}` |", setting.key);
                let row = docs.lines().find(|line| line.starts_with(&start));
                let row = row.unwrap_or_else(|| panic!("{file} has no row for {}", setting.key));
                let cells: Vec<&str> = row.split('|').map(str::trim).collect();
                assert_eq!(cells[2], setting.unit, "the unit of {section}.{}", setting.key);
                if let Some(documented) = number(cells[3]) {
                    let value = &default[section][setting.key];
                    let value = value.as_float().or(value.as_integer().map(|value| value as f64));
                    assert_eq!(value, Some(documented), "the default of {section}.{}", setting.key);
                    compared += 1;
                }
            }
        }
        assert!(compared > 50, "{compared} defaults were compared");
    }

    #[test]
    fn settings_with_everything_set_are_read_back() {
        let mut config = Config::default().with_preset(Preset::Satellite).with_preset(Preset::Rfmo);
        config.only = vec![EventType::Gap, EventType::Encounter];
        config.data_end = Some("2024-05-03T00:00:00.5Z".parse().unwrap());
        config.vessel_list = Some("a \"list\" # of vessels.csv".into());
        config.reader.dialect = Dialect::Custom;
        config.reader.mapping = Some(
            ColumnMapping::new()
                .delimiter(b';')
                .without_header()
                .column(ColumnRole::Time, 0)
                .column(ColumnRole::Identity, 2),
        );
        config.chart.zones = vec!["eez.geojson".into(), "a,b.geojson".into()];
        config.chart.zone_keys.name = Some("SITE_NAME".to_owned());
        config.reception.file = Some("reception.bin".into());
        let text = config.to_commented_toml().unwrap();
        assert_eq!(Config::default().with_toml(&text).unwrap(), config, "{text}");
    }

    #[test]
    fn what_is_printed_says_what_a_user_needs_to_change_it() {
        let text = Config::default().to_commented_toml().unwrap();
        let gap = text.split("\n\n").find(|section| section.contains("[gap]")).unwrap();
        insta::assert_snapshot!(gap);
        let over_wide = text.lines().find(|line| line.starts_with("# ") && line.len() > WIDTH + 5);
        assert_eq!(over_wide, None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_numbers_are_read_back(duration_h in any::<f64>(), others in any::<u32>(), points in any::<f64>()) {
            prop_assume!(duration_h.is_finite() && points.is_finite());
            let mut config = Config::default();
            config.gap.min_duration_h(duration_h);
            config.reception.min_other_hulls = others;
            let weights = crate::assess::Weights { gap_welch2022: points, ..Default::default() };
            config.assess.weights(weights);
            let text = config.to_commented_toml().unwrap();
            prop_assert_eq!(Config::default().with_toml(&text).unwrap(), config);
        }
    }
}
