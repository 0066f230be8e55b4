//! Rows of any dialect, one by one, into one clean table; as Parquet too, where the crate is built with the feature `parquet`.
//!
//!     cargo run --release --example convert_rows
//!     cargo run --release --example convert_rows --features parquet
//!
//! No row is kept, so a file may be larger than memory. Ships under way at more than 20 knots are chosen here, as any
//! condition of your own would be.

use std::error::Error;
use std::path::Path;

use darkwake::output::{CleanCsv, CleanTable, OutputFile};
use darkwake::{Reader, RowAccount};

fn main() -> Result<(), Box<dyn Error>> {
    let dir = Path::new("target/convert_rows");
    std::fs::create_dir_all(dir)?;

    let csv = dir.join("fast.csv");
    let mut file = OutputFile::create(&csv)?;
    let account = fast_rows("data/east_sea/ais.csv".as_ref(), Box::new(CleanCsv::new(&mut file, false)?))?;
    file.finish()?;
    println!("{}: {} of {} rows read could be used", csv.display(), account.kept, account.read);

    #[cfg(feature = "parquet")]
    {
        let parquet = dir.join("fast.parquet");
        let mut file = OutputFile::create(&parquet)?;
        fast_rows(&csv, Box::new(darkwake::output::CleanParquet::new(&mut file, false)?))?;
        file.finish()?;
        // It is read as any file is: by its columns, every row accounted for.
        let fixes = Reader::from_path(&parquet)?.read()?;
        println!("{}: {} rows, read as {}", parquet.display(), fixes.len(), fixes.report().inputs[0].dialect.name);
    }
    Ok(())
}

/// Writes the rows of ships faster than 20 knots.
fn fast_rows(input: &Path, mut table: Box<dyn CleanTable + Send + '_>) -> Result<RowAccount, Box<dyn Error>> {
    let mut broken = None;
    let report = Reader::from_path(input)?.for_each_row(|row| {
        if row.fix.sog_kn() > Some(20.0)
            && let Err(error) = table.row(&row, None)
        {
            broken = Some(error);
            // Ends the reading; what went wrong is said below.
            return Err(darkwake::Error::stopped());
        }
        Ok(())
    });
    if let Some(error) = broken {
        return Err(error.into());
    }
    table.finish()?;
    Ok(report?.rows)
}
