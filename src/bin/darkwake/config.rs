//! `darkwake config`: every setting, explained.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use darkwake::Preset;

use crate::{messages, options, settings};

/// Prints every setting as TOML, with its meaning, unit, default and where the default comes from.
///
/// What is printed is a file for --config: keep the lines that you change, and delete the rest or leave it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  darkwake config > darkwake.toml               # a file to start from
  darkwake config --preset satellite,welch2022  # what presets change
  darkwake config --config darkwake.toml        # what a file comes to, everything else filled in
  darkwake detect ais.csv --out found --config darkwake.toml")]
pub(crate) struct ShowConfig {
    /// Thresholds by name; several are put over one another.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = options::named(Preset::ALL, Preset::name),
          long_help = settings::preset_help())]
    preset: Vec<Preset>,
    /// A TOML file with any of the settings.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    config: Option<PathBuf>,
}

impl ShowConfig {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = settings::in_order(&self.preset, self.config.as_deref())?;
        let mut out = io::stdout().lock();
        match messages::in_json() {
            true => {
                serde_json::to_writer_pretty(&mut out, &config).map_err(io::Error::from)?;
                writeln!(out)?;
            }
            false => {
                let version = env!("CARGO_PKG_VERSION");
                writeln!(
                    out,
                    "# The settings of darkwake {version}. Durations end in _h (hours), distances in _m (metres),"
                )?;
                writeln!(out, "# speeds in _kn (knots), times in _min (minutes); see ALGORITHMS.md for the rules.\n")?;
                out.write_all(config.to_commented_toml()?.as_bytes())?;
            }
        }
        Ok(())
    }
}
