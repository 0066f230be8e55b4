//! Settings from files and options.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use darkwake::{ChartConfig, Config, Dialect, Preset};

/// The defaults, then presets, then a file.
pub(crate) fn in_order(presets: &[Preset], file: Option<&Path>) -> anyhow::Result<Config> {
    from_file(presets.iter().fold(Config::default(), |config, &preset| config.with_preset(preset)), file)
}

/// The settings with those of a file put over them.
pub(crate) fn from_file(config: Config, path: Option<&Path>) -> anyhow::Result<Config> {
    let Some(path) = path else { return Ok(config) };
    let text =
        fs::read_to_string(path).map_err(|error| anyhow!("reading the settings in {}: {error}", path.display()))?;
    config.with_toml(&text).map_err(|error| {
        let remedy = "`darkwake config` prints every setting with its meaning and unit";
        let text = format!("the settings in {}: {error}\n  remedy: {remedy}", path.display());
        anyhow::Error::new(error).context(text)
    })
}

/// Sets the dialect, if one is named; a mapping is for files that have none.
pub(crate) fn set_dialect(config: &mut Config, dialect: Option<Dialect>) {
    if let Some(dialect) = dialect {
        config.reader.dialect = dialect;
        config.reader.mapping = config.reader.mapping.take().filter(|_| dialect == Dialect::Custom);
    }
}

/// Puts files that are given over those of the settings, layer by layer.
pub(crate) fn set_chart_files(chart: &mut ChartConfig, zones: &[PathBuf], ports: &[PathBuf], land: &[PathBuf]) {
    for (given, files) in [(zones, &mut chart.zones), (ports, &mut chart.ports), (land, &mut chart.land)] {
        if !given.is_empty() {
            files.clear();
            files.extend_from_slice(given);
        }
    }
}

/// One line a dialect, for `--help`.
pub(crate) fn dialect_help() -> String {
    let lines = Dialect::ALL.map(|dialect| format!("\n  {dialect:<15} {}", dialect.description()));
    format!("How the files are written; by default the header tells:{}", lines.concat())
}

/// One line a preset, for `--help`.
pub(crate) fn preset_help() -> String {
    let lines = Preset::ALL.map(|preset| format!("\n  {preset:<11} {}", preset.description()));
    format!("Thresholds by name; several are put over one another:{}", lines.concat())
}
