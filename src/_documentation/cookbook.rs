//! Recipes for the library. Each is compiled and run when the crate is tested, from the top of the repository.
//!
//! # Reading
//!
//! ## A file with columns of its own
//!
//! ```
//! use darkwake::{ColumnMapping, ColumnRole, Reader, SpeedUnit};
//!
//! let text = "ship|when|y|x|v\n440123456|2024-05-01T00:00:00Z|37.2|131.0|2.5\n";
//! let mapping = ColumnMapping::new()
//!     .delimiter(b'|')
//!     .speed_unit(SpeedUnit::MetresPerSecond)
//!     .column(ColumnRole::Identity, "ship")
//!     .column(ColumnRole::Time, "when")
//!     .column(ColumnRole::Latitude, "y")
//!     .column(ColumnRole::Longitude, "x")
//!     .column(ColumnRole::Sog, "v");
//! let fixes = Reader::builder().reader("log", text.as_bytes()).dialect(mapping).build()?.read()?;
//! assert_eq!(fixes.len(), 1);
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## What became of every row
//!
//! ```
//! let fixes = darkwake::Reader::from_path("data/noaa_nyharbor/ais.csv.gz")?.read()?;
//! let rows = &fixes.report().rows;
//! for (reason, count) in &rows.rejected {
//!     println!("{count} {reason}, first at {}", fixes.report().examples[reason][0].position);
//! }
//! assert_eq!(rows.read, rows.kept + rows.duplicates + rows.rejected.values().sum::<u64>());
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## Several files as one sea
//!
//! A silence across the border of two files is one silence, whatever the order of the files.
//!
//! ```
//! use darkwake::detect::{Detector, Gap};
//! use darkwake::Reader;
//!
//! let head = "MMSI,BaseDateTime,LAT,LON\n";
//! let evening = format!("{head}440123456,2024-05-01T22:00:00,37.2,131.0\n");
//! let morning = format!("{head}440123456,2024-05-02T07:00:00,37.4,131.6\n");
//! let fixes = Reader::builder()
//!     .reader("day 2", std::io::Cursor::new(morning))
//!     .reader("day 1", std::io::Cursor::new(evening))
//!     .build()?
//!     .read()?;
//! let gaps = Gap::default().find(&fixes.into_tracks());
//! assert_eq!(gaps[0].duration_h, 9.0);
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## Row by row, for files larger than memory
//!
//! ```
//! let mut fast = 0;
//! let report = darkwake::Reader::from_path("data/noaa_nyharbor/ais.csv.gz")?.for_each_row(|row| {
//!     fast += usize::from(row.fix.sog_kn() > Some(20.0));
//!     Ok(())
//! })?;
//! println!("{fast} of {} rows above 20 knots", report.rows.kept);
//! # assert!(fast > 0);
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## Parquet
//!
//! With the feature `parquet` a Parquet file is read as any other; columns are known by their names.
//!
//! ```
//! # #[cfg(feature = "parquet")] {
//! use darkwake::output::{CleanParquet, CleanTable, tracks_to_table};
//! use darkwake::Reader;
//!
//! # let dir = tempfile::tempdir().expect("a directory");
//! # let path = dir.path().join("tracks.parquet");
//! let tracks = Reader::from_path("data/noaa_nyharbor/ais.csv.gz")?.read()?.into_tracks();
//! let mut table = CleanParquet::new(std::fs::File::create(&path).expect("a file"), true).expect("a table");
//! let rows = tracks_to_table(&tracks, &mut table).expect("written");
//! Box::new(table).finish().expect("ended");
//! assert_eq!(Reader::from_path(&path)?.read()?.len() as u64, rows);
//! # }
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! # Choosing
//!
//! ## One area and one time
//!
//! A selection chooses among events, never among rows: a ship that leaves the area has not gone silent.
//!
//! ```
//! use darkwake::{Config, EventType, GeoBox, Pipeline, Selection};
//!
//! let mut config = Config::default();
//! config.only = vec![EventType::Gap];
//! let selection = Selection::default()
//!     .bbox(GeoBox::new(124.0, 33.0, 132.0, 39.0))
//!     .from("2024-05-02T00:00Z".parse::<jiff::Timestamp>()?)
//!     .to("2024-05-03T00:00Z".parse::<jiff::Timestamp>()?);
//! let found = Pipeline::new().input("data/east_sea/ais.csv").config(config).select(selection).run()?;
//! assert!(found.events.iter().all(|event| event.position.lat_deg() < 39.0));
//! # assert!(!found.events.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Thresholds of your own, and presets
//!
//! ```
//! use darkwake::detect::{Encounter, Gap};
//! use darkwake::{Config, Preset};
//!
//! let mut config = Config::default().with_preset(Preset::Miller2018);
//! config.gap.min_duration_h(12.0);
//! // Alone, a rule is checked when it is built.
//! let rule = Encounter::builder().max_distance_m(250.0).min_duration_h(0.5).build()?;
//! assert!(Gap::builder().min_duration_h(-1.0).build().is_err());
//! # Ok::<(), darkwake::ParamError>(())
//! ```
//!
//! # Finding
//!
//! ## Silences, with the verdict and its reason
//!
//! ```
//! use darkwake::{Config, EventKind, EventType, Pipeline, Verdict};
//!
//! let mut config = Config::default();
//! config.only = vec![EventType::Gap];
//! let found = Pipeline::new().input("data/east_sea/ais.csv").config(config).run()?;
//! let mut deliberate = 0;
//! for event in &found.events {
//!     let EventKind::Gap(gap) = &event.kind else { continue };
//!     match (event.verdict, gap.reason) {
//!         (Some(Verdict::LikelyDeliberate), _) => deliberate += 1,
//!         (_, Some(reason)) => println!("{}: undetermined, {reason:?}", event.vessel),
//!         _ => {}
//!     }
//! }
//! # assert!(deliberate > 0);
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## Fishing vessels that met carriers
//!
//! AIS does not tell a carrier from other cargo ships; a list of vessels does. It is joined by IMO number, then by MMSI.
//!
//! ```
//! use darkwake::{Config, EventKind, EventType, Pipeline, VesselList};
//!
//! let list = VesselList::from_csv("list", "mmsi,class,flag\n351100000,carrier,PAN\n".as_bytes())?;
//! let mut config = Config::default();
//! config.only = vec![EventType::Encounter];
//! let found = Pipeline::new().input("data/east_sea/ais.csv").vessel_list(list).config(config).run()?;
//! let meetings = found.events.iter().filter(|event| match &event.kind {
//!     EventKind::Encounter(meeting) => meeting.type_pair == "carrier-fishing",
//!     _ => false,
//! });
//! assert!(meetings.count() > 0);
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## Visits to zones of your own
//!
//! ```
//! use darkwake::chart::Zones;
//! use darkwake::detect::{Context, Detector, ZoneVisit};
//! use darkwake::{Chart, Reader};
//!
//! let tracks = Reader::from_path("data/east_sea/ais.csv")?.read()?.into_tracks();
//! let chart = Chart::new().with_zones(Zones::from_geojson("data/east_sea/zones.geojson")?);
//! let visits = ZoneVisit::default().find_with(&tracks, &Context::of(&tracks).with_chart(&chart));
//! let seen = visits.iter().filter(|visit| !visit.is_possible()).count();
//! println!("{seen} visits, {} silences in which there may have been one", visits.len() - seen);
//! # assert!(seen > 0);
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## Reception: learned, saved, used again
//!
//! ```
//! use darkwake::detect::{Context, Detector, Gap};
//! use darkwake::{Reader, Reception, ReceptionParams};
//!
//! # let dir = tempfile::tempdir().expect("a directory");
//! # let path = dir.path().join("sea.reception");
//! let tracks = Reader::from_path("data/east_sea/ais.csv")?.read()?.into_tracks();
//! let params = ReceptionParams::default();
//! Reception::learn(&tracks, &params)?.save(&path)?;
//! let reception = Reception::load(&path, &params)?;
//! let gaps = Gap::default().find_with(&tracks, &Context::of(&tracks).with_reception(&reception));
//! # assert!(gaps.iter().any(|gap| gap.verdict == Some(darkwake::Verdict::LikelyDeliberate)));
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## Anchorages from the data
//!
//! ```
//! use darkwake::Reader;
//! use darkwake::chart::{Anchorages, Port, Ports};
//!
//! let tracks = Reader::from_path("data/east_sea/ais.csv")?.read()?.into_tracks();
//! // 20 ships, as Global Fishing Watch asks for, are many for four days of 64 ships; here each lies alone.
//! let learned = Anchorages::builder().min_hulls(1).build()?.learn(&tracks, None);
//! let ports = Ports::new(learned.into_iter().map(Port::from).collect());
//! # assert!(!ports.is_empty());
//! # let mut table = Vec::new();
//! ports.to_csv(&mut table).expect("memory takes it");
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## A rule of your own
//!
//! Tracks are there without any rule: here, ships that reported more than 25 knots for ten minutes without a break.
//!
//! ```
//! let tracks = darkwake::Reader::from_path("data/noaa_nyharbor/ais.csv.gz")?.read()?.into_tracks();
//! for track in tracks.iter() {
//!     let mut since = None;
//!     for fix in track.iter() {
//!         since = if fix.sog_kn() > Some(25.0) { since.or(Some(fix.time())) } else { None };
//!         if let Some(since) = since
//!             && fix.time().duration_since(since).as_secs() >= 600
//!         {
//!             println!("{} sailed fast from {since} on", track.vessel().id);
//!             break;
//!         }
//!     }
//! }
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! # Ranking and writing
//!
//! ## The hulls to look at first, and why
//!
//! ```
//! let found = darkwake::Pipeline::new().input("data/east_sea/ais.csv").run()?;
//! let first = &found.dossiers[0];
//! println!("{} hull {}: {:.1} points", first.vessel, first.hull, first.score);
//! for part in &first.contributions {
//!     println!("  {:?}: {:.1}, from {} events", part.factor, part.points, part.cites.len());
//! }
//! assert!(found.dossiers.is_sorted_by(|a, b| a.score >= b.score));
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## All files at once, or only the report
//!
//! ```
//! use darkwake::Pipeline;
//! use darkwake::output::Format;
//!
//! # let dir = tempfile::tempdir().expect("a directory");
//! # let dir = dir.path();
//! let found = Pipeline::new().input("data/noaa_nyharbor/ais.csv.gz").run()?;
//! found.write(dir, &Format::DEFAULT)?;
//! let mut page = Vec::new();
//! found.report(&found.summary()).to_html(&mut page).expect("memory takes it");
//! assert!(dir.join("report.html").exists() && !page.is_empty());
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## GeoJSON for QGIS
//!
//! ```
//! use darkwake::output::{events_to_geojson, tracks_to_geojson};
//!
//! let found = darkwake::Pipeline::new().input("data/noaa_nyharbor/ais.csv.gz").run()?;
//! # let (mut events, mut tracks) = (Vec::new(), Vec::new());
//! events_to_geojson(&found.events, &mut events).expect("memory takes it");
//! // Lines end at silences of more than an hour, and are cut at the antimeridian.
//! tracks_to_geojson(&found.tracks, 1.0, &mut tracks).expect("memory takes it");
//! # assert!(events.starts_with(b"{") && tracks.len() > 1000);
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! ## Pictures
//!
//! ```
//! use darkwake::detect::{Detector, Encounter};
//! use darkwake::output::plot::{EventMap, TimePlot};
//!
//! let tracks = darkwake::Reader::from_path("data/east_sea/ais.csv")?.read()?.into_tracks();
//! let meetings = Encounter::default().find(&tracks);
//! # let (mut map, mut plot) = (Vec::new(), Vec::new());
//! EventMap::new(&meetings[0], &tracks).to_svg(&mut map).expect("memory takes it");
//! TimePlot::of_event(&meetings[0], &tracks).to_svg(&mut plot).expect("memory takes it");
//! # assert!(map.starts_with(b"<") && plot.starts_with(b"<"));
//! # Ok::<(), darkwake::Error>(())
//! ```
//!
//! # Running
//!
//! ## So many threads
//!
//! The work is done in the pool of the caller; results are the same for any number.
//!
//! ```
//! let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build()?;
//! let found = pool.install(|| darkwake::Pipeline::new().input("data/noaa_nyharbor/ais.csv.gz").run())?;
//! # assert!(found.tracks.len() > 100);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Progress, and a way to stop
//!
//! ```
//! use std::ops::ControlFlow;
//! use std::sync::Arc;
//! use std::sync::atomic::{AtomicBool, Ordering};
//!
//! use darkwake::{ErrorKind, Pipeline};
//!
//! let stop = Arc::new(AtomicBool::new(true));
//! let asked = Arc::clone(&stop);
//! let pipeline = Pipeline::new().input("data/east_sea/ais.csv").progress(move |progress| {
//!     eprintln!("{:?}: {} bytes", progress.stage, progress.bytes_read);
//!     if asked.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
//! });
//! let error = pipeline.run().expect_err("it was asked to stop");
//! assert!(matches!(error.kind(), ErrorKind::Cancelled));
//! ```
