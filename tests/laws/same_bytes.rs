//! The same rows give the same bytes.

use proptest::prelude::*;

use crate::support::outputs::{Outputs, assert_same, outputs, outputs_on, reader, reader_of};
use crate::support::rows::Rows;

const SEEDS: [u64; 3] = [3, 11, 2024];

/// Each file under a name of its own.
fn named(files: Vec<Rows>) -> Vec<(String, Vec<u8>)> {
    files.into_iter().zip(0..).map(|(rows, number)| (format!("part-{number}.csv"), rows.text("\n"))).collect()
}

fn assert_finds_something(outputs: &Outputs) {
    for event_type in ["encounter", "gap", "identity_conflict", "loitering", "position_jump"] {
        assert!(outputs.summary["events"][event_type].as_u64() > Some(0), "{:?}", outputs.summary["events"]);
    }
    let rows = &outputs.summary["rows"];
    assert!(rows["duplicates"].as_u64() > Some(0) && rows["rejected"]["same_time"].as_u64() > Some(0), "{rows:?}");
}

#[test]
fn for_any_number_of_threads_and_size_of_blocks() {
    for seed in SEEDS {
        let text = Rows::simulated(seed).text("\n");
        let one = outputs_on(1, reader_of(text.clone()));
        assert_finds_something(&one);
        for (threads, block_bytes) in [(1, 997), (2, 1 << 20), (3, 10_007), (8, 4_096), (8, 1 << 16)] {
            let many = outputs_on(threads, reader_of(text.clone()).block_bytes(block_bytes));
            assert_same(&many, &one, &format!("seed {seed}, {threads} threads, blocks of {block_bytes} bytes"));
        }
    }
}

#[test]
fn for_blocks_of_a_few_bytes() {
    let rows = Rows::simulated(5);
    let text = rows.with(rows.rows[..300].iter().cloned()).text("\n");
    let whole = outputs(reader_of(text.clone()));
    for block_bytes in (1..8).chain([60, 121, 256]) {
        let few = outputs(reader_of(text.clone()).block_bytes(block_bytes));
        assert_same(&few, &whole, &format!("blocks of {block_bytes} bytes"));
    }
}

#[test]
fn for_any_order_of_rows() {
    for seed in SEEDS {
        let rows = Rows::simulated(seed);
        let sorted = outputs(reader_of(rows.text("\n"))).without_places();
        let mut reversed = rows.clone();
        reversed.rows.reverse();
        for (order, rows) in
            [("reversed", reversed), ("shuffled", rows.shuffled(seed)), ("again", rows.shuffled(!seed))]
        {
            assert_same(
                &outputs(reader_of(rows.text("\n"))).without_places(),
                &sorted,
                &format!("seed {seed}, {order}"),
            );
        }
    }
}

#[test]
fn for_either_end_of_lines_and_none_at_the_end() {
    for seed in SEEDS {
        let rows = Rows::simulated(seed);
        let lf = outputs(reader_of(rows.text("\n"))).without_places();
        let crlf = outputs(reader_of(rows.text("\r\n"))).without_places();
        assert_same(&crlf, &lf, &format!("seed {seed}, CRLF"));
        let mut unended = rows.text("\n");
        unended.pop();
        assert_same(
            &outputs(reader_of(unended)).without_places(),
            &lf,
            &format!("seed {seed}, no end of the last line"),
        );
    }
}

#[cfg(feature = "gzip")]
#[test]
fn for_gzip_and_plain() {
    use std::io::Write;
    let gzip = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    for seed in SEEDS {
        let text = Rows::simulated(seed).text("\n");
        let plain = outputs(reader_of(text.clone()));
        assert_same(&outputs(reader_of(gzip(&text))), &plain, &format!("seed {seed}, one member"));
        let (head, tail) = text.split_at(text.len() / 3);
        let members = [gzip(head), gzip(tail)].concat();
        assert_same(&outputs(reader_of(members)), &plain, &format!("seed {seed}, two members"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn for_one_file_and_several_in_any_order(
        seed in 0..4_u64,
        at in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
        order in any::<u64>(),
        block_bytes in 1000..200_000_usize,
    ) {
        let rows = Rows::simulated(seed);
        let whole = outputs(reader_of(rows.text("\n"))).without_places();
        let at: Vec<usize> = at.iter().map(|at| at.index(rows.len())).collect();
        // A file without one usable row is an error.
        let mut files: Vec<Rows> = rows.shuffled(order).cut(&at);
        files.retain(|rows| rows.len() > 20);
        let rest = rows.len() - files.iter().map(Rows::len).sum::<usize>();
        prop_assume!(rest == 0);
        crate::support::rows::shuffle(&mut files, order);
        let several = outputs(reader(named(files)).block_bytes(block_bytes)).without_places();
        assert_same(&several, &whole, &format!("seed {seed}, cut at {at:?}"));
    }
}

/// Real files, in another order, in three pieces, on three threads.
#[cfg(feature = "gzip")]
fn holds_for(file: &str) {
    let Some(path) = crate::support::reference(&format!("ais/{file}")) else { return };
    let rows = Rows::of_gzip(&path);
    let packed = outputs_on(1, darkwake::Reader::builder().input(&path)).without_places();
    assert_eq!(packed.summary["rows"]["read"], rows.len());
    let mut draw = crate::support::rows::draws(7);
    let at = [draw(rows.len()), draw(rows.len())];
    let shuffled = rows.shuffled(7);
    let mut pieces = shuffled.cut(&at);
    pieces.reverse();
    let several = outputs_on(3, reader(named(pieces)).block_bytes(30_011)).without_places();
    assert_same(&several, &packed, file);
}

#[cfg(feature = "gzip")]
#[test]
fn of_the_us_coast() {
    holds_for("us_coast_2020-06-30_day.csv.gz");
}

#[cfg(feature = "gzip")]
#[test]
fn of_the_kattegat() {
    holds_for("kattegat_2022-11-01_hour.csv.gz");
}

#[cfg(feature = "gzip")]
#[test]
fn of_the_solent() {
    holds_for("solent_2016-01-12.csv.gz");
}

#[cfg(feature = "gzip")]
#[test]
fn of_ships_that_share_an_identity() {
    holds_for("shared_mmsi_2014.csv.gz");
}
