//! Every row is accounted for, and a bad row changes nothing but the account.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use darkwake::{ErrorKind, RejectReason};
use proptest::prelude::*;

use crate::support::outputs::{Outputs, found, on_threads, outputs, reader_of};
use crate::support::rows::{Rows, with_field};

const MAX_RECORD_BYTES: usize = 1000;

/// Makes a bad row of a good one.
type Spoil = fn(&Rows, &str) -> String;

/// Ways to spoil a row, and what it is then rejected for.
const FLAWS: [(RejectReason, Spoil); 9] = [
    (RejectReason::NoIdentity, |rows, row| with_field(row, rows.column("MMSI"), "")),
    (RejectReason::BadTime, |rows, row| with_field(row, rows.column("BaseDateTime"), "yesterday")),
    (RejectReason::BadTime, |rows, row| with_field(row, rows.column("BaseDateTime"), "1970-01-01T00:00:00")),
    (RejectReason::NoPosition, |rows, row| {
        with_field(&with_field(row, rows.column("LAT"), ""), rows.column("LON"), "")
    }),
    (RejectReason::PositionNotAvailable, |rows, row| {
        with_field(&with_field(row, rows.column("LAT"), "91.0"), rows.column("LON"), "181.0")
    }),
    (RejectReason::PositionOutOfRange, |rows, row| with_field(row, rows.column("LAT"), "-95.5")),
    (RejectReason::UnparsableField, |rows, row| with_field(row, rows.column("LON"), "129 E")),
    (RejectReason::MissingField, |_, row| row.split(',').take(3).collect::<Vec<_>>().join(",")),
    (RejectReason::LineTooLong, |rows, row| with_field(row, rows.column("VesselName"), &"X".repeat(MAX_RECORD_BYTES))),
];

/// Rows of a sea, each of them good, and what comes of them.
static GOOD: LazyLock<(Rows, Outputs)> = LazyLock::new(|| {
    let rows = Rows::simulated(8);
    let position = rows.column("LAT");
    let is_good = |row: &&String| row.split(',').nth(position).is_some_and(|lat| !lat.is_empty() && lat != "91.00000");
    let good = rows.with(rows.rows.iter().filter(is_good).cloned());
    let outputs = outputs(reader_of(good.text("\n")));
    (good, outputs)
});

/// Where a row is put, which good row it is made of, and what is wrong with it.
fn spoilt() -> impl Strategy<Value = Vec<(prop::sample::Index, prop::sample::Index, usize)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..FLAWS.len()), 1..60)
}

/// The rows with those put between them, and the line, counted from 0, on which each bad one stands, with its reason.
fn spoil(
    good: &Rows,
    spoilt: &[(prop::sample::Index, prop::sample::Index, usize)],
) -> (Rows, Vec<(usize, RejectReason)>) {
    let mut before: BTreeMap<usize, Vec<(String, RejectReason)>> = BTreeMap::new();
    for (at, of, flaw) in spoilt {
        let (reason, spoil) = FLAWS[*flaw];
        let row = spoil(good, &good.rows[of.index(good.len())]);
        before.entry(at.index(good.len() + 1)).or_default().push((row, reason));
    }
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for index in 0..=good.len() {
        for (row, reason) in before.remove(&index).into_iter().flatten() {
            rows.push(row);
            bad.push((rows.len(), reason));
        }
        rows.extend(good.rows.get(index).cloned());
    }
    (good.with(rows), bad)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn bad_rows_anywhere_change_the_account_only(spoilt in spoilt(), block_bytes in 200..100_000_usize) {
        let (good, clean) = &*GOOD;
        let (rows, bad) = spoil(good, &spoilt);
        let reader = reader_of(rows.text("\n")).max_record_bytes(MAX_RECORD_BYTES).block_bytes(block_bytes);
        let found = found(reader).unwrap();
        let account = found.tracks.report().rows.clone();
        prop_assert!(account.adds_up());
        prop_assert_eq!(account.read as usize, good.len() + bad.len());
        let mut expected: BTreeMap<RejectReason, u64> = BTreeMap::new();
        bad.iter().for_each(|(_, reason)| *expected.entry(*reason).or_default() += 1);
        let mut rejected = account.rejected.clone();
        let same_time = rejected.remove(&RejectReason::SameTime);
        prop_assert_eq!(rejected, expected);
        let spoilt = Outputs::of(&found);
        prop_assert_eq!(same_time, clean.summary["rows"]["rejected"]["same_time"].as_u64());
        for key in ["kept", "duplicates"] {
            prop_assert_eq!(&spoilt.summary["rows"][key], &clean.summary["rows"][key]);
        }
        prop_assert!(spoilt.jsonl == clean.jsonl && spoilt.csv == clean.csv && spoilt.geojson == clean.geojson);
        prop_assert_eq!(&spoilt.vessels, &clean.vessels);
    }

    #[test]
    fn strict_reading_stops_at_the_first_bad_row(spoilt in spoilt(), block_bytes in 200..100_000_usize, threads in 1..5_usize) {
        let (good, _) = &*GOOD;
        let (rows, bad) = spoil(good, &spoilt);
        let reader = reader_of(rows.text("\n")).max_record_bytes(MAX_RECORD_BYTES).block_bytes(block_bytes).strict(true);
        let error = on_threads(threads, || reader.build().unwrap().read()).unwrap_err();
        let (row, expected) = bad[0];
        let before = rows.with(rows.rows[..row - 1].iter().cloned()).text("\n").len();
        let ErrorKind::BadRow { reason, .. } = error.kind() else { panic!("{error}") };
        prop_assert_eq!(*reason, expected);
        let position = error.position().unwrap();
        prop_assert_eq!((position.line, position.byte), (row as u64 + 1, before as u64));
    }
}

#[test]
fn good_rows_pass_strict_reading() {
    let (good, clean) = &*GOOD;
    assert_eq!(outputs(reader_of(good.text("\n")).strict(true)).jsonl, clean.jsonl);
}
