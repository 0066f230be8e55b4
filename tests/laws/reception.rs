//! A model of reception that was saved says what it said.

use darkwake::detect::{Context, Detector, Gap};
use darkwake::scenario::Airwaves;
use darkwake::{Reception, ReceptionParams, TrackSet};

fn tracks(seed: u64) -> TrackSet {
    let csv = Airwaves::new(seed).ships(40).duration_h(72.0).simulate().unwrap().csv();
    darkwake::Reader::builder().reader("sea", std::io::Cursor::new(csv)).build().unwrap().read().unwrap().into_tracks()
}

#[test]
fn saved_and_loaded_it_gives_the_same_verdicts_and_numbers() {
    let temp = tempfile::tempdir().unwrap();
    for seed in [3, 11, 2024] {
        let tracks = tracks(seed);
        let learned = Reception::learn(&tracks, &ReceptionParams::default()).unwrap();
        let path = temp.path().join(format!("{seed}.reception"));
        learned.save(&path).unwrap();
        let loaded = Reception::load(&path, &ReceptionParams::default()).unwrap();
        let judged =
            |reception: &Reception| Gap::default().find_with(&tracks, &Context::of(&tracks).with_reception(reception));
        let events = judged(&learned);
        assert!(events.iter().any(|event| event.verdict != events[0].verdict), "seed {seed}: verdicts differ");
        assert_eq!(events, judged(&loaded), "seed {seed}");
    }
}
