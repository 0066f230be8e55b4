//! Any table of positions can be read once it is said what its columns hold.
//!
//!     cargo run --release --example custom_columns
//!
//! The table here is a made-up log of a harbour radar: semicolons, no header, the date only in the file's name, speeds in
//! metres per second. The same mapping can stand in a TOML file (feature `toml`, `darkwake detect --config`).

use darkwake::{ColumnMapping, ColumnRole, Reader, SpeedUnit, TimeFormat};

const LOG: &str = "\
23:10:00;BLUE HERON;440101001;35.0531;129.1872;5.1
23:15:00;BLUE HERON;440101001;35.0669;129.1872;5.2
23:20:00;MIRAE 7;440202002;91;181;
23:20:00;BLUE HERON;440101001;35.0807;129.1872;5.0
23:25:00;BLUE HERON;;35.0945;129.1872;5.1
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mapping = ColumnMapping::new()
        .without_header()
        .delimiter(b';')
        .time_format(TimeFormat::TimeOfDay)
        .date("2024-05-01".parse()?)
        .speed_unit(SpeedUnit::MetresPerSecond)
        .column(ColumnRole::Time, 0)
        .column(ColumnRole::Name, 1)
        .column(ColumnRole::Identity, 2)
        .column(ColumnRole::Latitude, 3)
        .column(ColumnRole::Longitude, 4)
        .column(ColumnRole::Sog, 5);

    let fixes = Reader::builder().reader("radar_2024-05-01.log", LOG.as_bytes()).dialect(mapping).build()?.read()?;

    for (vessel, fix) in fixes.iter() {
        let position = fix.position();
        let speed_kn = fix.sog_kn().map_or("-".to_owned(), |speed_kn| format!("{speed_kn:.1} kn"));
        println!("{vessel} {:.0} {:.4} {:.4} {speed_kn}", fix.time(), position.lat_deg(), position.lon_deg());
    }

    println!("\nNothing is dropped silently:");
    for (reason, examples) in &fixes.report().examples {
        for example in examples {
            println!("  {reason}: {}: {:?}", example.position, example.text);
        }
    }
    let rows = &fixes.report().rows;
    assert_eq!(rows.read, rows.kept + rows.rejected.values().sum::<u64>());
    Ok(())
}
