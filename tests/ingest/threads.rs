//! The same bytes give the same fixes for any number of threads and any size of blocks.

use std::fmt::Write;
use std::io::Cursor;

use darkwake::Reader;

/// A day of a few ships with everything that can go wrong in a row.
fn text() -> String {
    let mut text = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType\r\n".to_string();
    for row in 0..6000_u32 {
        let ship = row * 7 % 23;
        let name = match row % 11 {
            0 => "\"SEA \"\"B\"\"\"",
            1 => "\"TWO\nLINES\"",
            2 => "5\" GUN",
            3 => "",
            _ => "HANBADA",
        };
        let (hour, minute, second) = (row / 250 % 24, row / 5 % 60, row * 12 % 60);
        let lat = match row % 97 {
            0 => "91".to_string(),
            1 => "north".to_string(),
            _ => format!("{}.{row:05}", 30 + ship),
        };
        let identity = if row % 89 == 0 { String::new() } else { format!("{}", 440_000_000 + ship) };
        let time = format!("2024-05-01T{hour:02}:{minute:02}:{second:02}");
        writeln!(text, "{identity},{time},{lat},129.5,{},{},511,{name},IMO9074729,HLAB,70", row % 30, row % 360)
            .expect("a String takes any text");
    }
    text
}

fn read(text: &str, threads: usize, block_bytes: usize) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a few threads can be started");
    let source = Cursor::new(text.as_bytes().to_vec());
    let reader = Reader::builder()
        .reader("ais.csv", source)
        .block_bytes(block_bytes)
        .build()
        .expect("the parameters are in range");
    let fixes = pool.install(|| reader.read()).expect("the text has usable rows");
    assert!(fixes.report().rows.adds_up());
    let rows: Vec<_> = fixes.iter().collect();
    format!("{rows:?} {:?}", fixes.report())
}

#[test]
fn any_number_of_threads_reads_the_same() {
    let text = text();
    let one = read(&text, 1, 1 << 20);
    assert!(one.len() > text.len());
    for (threads, block_bytes) in [(2, 1 << 20), (5, 1 << 20), (3, 999), (2, 64), (4, 20_000)] {
        let other = read(&text, threads, block_bytes);
        assert!(other == one, "{threads} threads, blocks of {block_bytes}");
    }
}
