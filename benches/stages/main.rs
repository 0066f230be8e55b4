//! Every stage of the way once, over one file: `cargo bench --bench stages -- FILE`, by default the sea in `data/east_sea`.
//!
//! It prints the seconds of each stage; `benches/peers/run` sets them beside other programs, and `benches/instructions/check`
//! counts their instructions. A stage is a function of [`stage`] that is never inlined, so that a profiler can tell them apart;
//! what is measured under a name is all that happens from the entry of its function to the entry of the next.

use std::path::Path;
use std::time::Instant;

use darkwake::chart::{Ports, Zones};
use darkwake::detect::Context;
use darkwake::{Chart, Fixes, Reader, TrackSet};

const BY_DEFAULT: &str = "data/east_sea/ais.csv";

/// One function a stage.
mod stage {
    use std::hint::black_box;
    use std::path::Path;

    use darkwake::detect::{
        Context, Detector, Encounter, Gap, IdentityConflict, ImpossiblePosition, Loitering, PortVisit, PositionJump,
        Reach, ZoneVisit,
    };
    use darkwake::{Fixes, Pipeline, Reception, ReceptionParams, Result, TrackSet};

    #[inline(never)]
    pub(crate) fn positions(file: &Path) -> Result<usize> {
        super::read(file, false).map(|fixes| black_box(fixes).len())
    }

    #[inline(never)]
    pub(crate) fn positions_and_facts(file: &Path) -> Result<Fixes> {
        super::read(file, true)
    }

    #[inline(never)]
    pub(crate) fn tracks(fixes: Fixes) -> TrackSet {
        fixes.into_tracks()
    }

    #[inline(never)]
    pub(crate) fn reception(tracks: &TrackSet) -> Reception {
        Reception::learn(tracks, &ReceptionParams::default()).expect("the defaults are in range")
    }

    macro_rules! rules {
        ($($name:ident: $rule:ident,)*) => {$(
            #[inline(never)]
            pub(crate) fn $name(tracks: &TrackSet, context: &Context<'_>) -> usize {
                black_box($rule::default().candidates(tracks, context)).len()
            }
        )*};
    }

    rules! {
        gap: Gap,
        loitering: Loitering,
        encounter: Encounter,
        identity_conflict: IdentityConflict,
        position_jump: PositionJump,
        impossible_position: ImpossiblePosition,
        port_visit: PortVisit,
        zone_visit: ZoneVisit,
    }

    #[inline(never)]
    pub(crate) fn reach(tracks: &TrackSet, context: &Context<'_>) -> usize {
        let mut gaps = Gap::default().candidates(tracks, context);
        Reach::default().judge(&mut gaps, tracks, context);
        black_box(gaps).len()
    }

    /// The rules together, and what a whole run adds to them: choice, dossiers, summary.
    #[inline(never)]
    pub(crate) fn whole_run(fixes: Fixes) -> Result<usize> {
        Pipeline::new().run_on(fixes).map(|found| black_box(found).events.len())
    }

    /// Where the last stage ends.
    #[inline(never)]
    pub(crate) fn end() {
        black_box(());
    }
}

/// Stands apart from the stages, all of whose names are taken for one.
fn read(file: &Path, facts: bool) -> darkwake::Result<Fixes> {
    Reader::builder().input(file).facts(facts).build()?.read()
}

/// What lies beside the file, as far as it does.
fn chart(file: &Path) -> darkwake::Result<Chart> {
    let mut chart = Chart::new();
    let (ports, zones) = (file.with_file_name("ports.csv"), file.with_file_name("zones.geojson"));
    if ports.exists() {
        chart = chart.with_ports(Ports::from_file(ports)?);
    }
    if zones.exists() {
        chart = chart.with_zones(Zones::from_geojson(zones)?);
    }
    Ok(chart)
}

/// Runs a stage and prints how long it took.
fn lap<T>(name: &str, stage: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let made = stage();
    println!("lap {name} {:.6}", started.elapsed().as_secs_f64());
    made
}

/// Finds events and says how many.
type Rule = fn(&TrackSet, &Context<'_>) -> usize;

/// All rules, one after the other.
fn rules(tracks: &TrackSet, context: &Context<'_>) {
    let rules: [(&str, Rule); 9] = [
        ("gaps", stage::gap),
        ("slow runs", stage::loitering),
        ("encounters", stage::encounter),
        ("identity conflicts", stage::identity_conflict),
        ("position jumps", stage::position_jump),
        ("impossible positions", stage::impossible_position),
        ("port visits", stage::port_visit),
        ("zone visits", stage::zone_visit),
        ("reach of gaps", stage::reach),
    ];
    for (name, rule) in rules {
        lap(name, || rule(tracks, context));
    }
}

fn measure(file: &Path) -> darkwake::Result<()> {
    let chart = chart(file)?;
    lap("positions", || stage::positions(file))?;
    let started = Instant::now();
    let fixes = lap("positions and facts", || stage::positions_and_facts(file))?;
    println!("count fixes {}", fixes.len());
    let tracks = lap("tracks", || stage::tracks(fixes));
    println!("lap load {:.6}", started.elapsed().as_secs_f64());
    println!("count hulls {}", tracks.len());
    let reception = lap("reception", || stage::reception(&tracks));
    rules(&tracks, &Context::of(&tracks).with_chart(&chart).with_reception(&reception));
    drop(tracks);
    let fixes = stage::positions_and_facts(file)?;
    lap("whole run after reading", || stage::whole_run(fixes))?;
    stage::end();
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What cargo adds of its own starts with a dash.
    let file = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let file = file.as_deref().unwrap_or(BY_DEFAULT);
    if !Path::new(file).exists() {
        return Err(format!("there is no file {file}; name one: cargo bench --bench stages -- FILE").into());
    }
    Ok(measure(Path::new(file))?)
}
