//! What every setting means: one list, of which the commented settings are made.
//!
//! The tables in the docs of the rules say the same with links; a test holds both to the same units and defaults.

/// The settings of one section of the TOML.
pub(super) struct Section {
    /// Its name in brackets; empty for what stands before the first.
    pub(super) name: &'static str,
    /// What it is about, in a sentence.
    pub(super) about: &'static str,
    pub(super) settings: &'static [Setting],
}

/// One setting.
pub(super) struct Setting {
    pub(super) key: &'static str,
    /// Empty where there is none.
    pub(super) unit: &'static str,
    /// What it does, without a full stop.
    pub(super) meaning: &'static str,
    /// Where the default comes from; empty where it is for the user to say.
    pub(super) source: &'static str,
}

/// Every setting but the weights of `[assess.weights]`, which [`Factor`](crate::assess::Factor) describes.
pub(super) const SECTIONS: &[Section] = &[
    Section {
        name: "",
        about: "",
        settings: &[
            Setting {
                key: "only",
                unit: "",
                meaning: "The types of events to look for; empty means all",
                source: "ours",
            },
            Setting {
                key: "data_end",
                unit: "time",
                meaning: "The end of the data, where it is known better than the data shows",
                source: "",
            },
            Setting {
                key: "vessel_list",
                unit: "file",
                meaning: "A list of vessels as CSV: mmsi, imo, name, class, gear, flag, listed, authorised",
                source: "",
            },
        ],
    },
    Section {
        name: "reader",
        about: "How rows are read.",
        settings: &[
            Setting {
                key: "dialect",
                unit: "",
                meaning: "The dialect of every input: auto goes by the names in the header; darkwake detect --help lists them",
                source: "",
            },
            Setting {
                key: "mapping",
                unit: "",
                meaning: "Which column holds what, for files that no dialect fits; comes before dialect",
                source: "",
            },
            Setting {
                key: "strict",
                unit: "",
                meaning: "Whether the first bad row is an error",
                source: "ours: bad rows are counted and left out",
            },
            Setting { key: "max_record_bytes", unit: "bytes", meaning: "The longest record", source: "ours" },
            Setting {
                key: "max_columns",
                unit: "columns",
                meaning: "The most columns that a file may have",
                source: "ours",
            },
            Setting {
                key: "max_expansion",
                unit: "times",
                meaning: "How many times its stored bytes a compressed input may hold",
                source: "ours",
            },
            Setting {
                key: "examples_per_reason",
                unit: "rows",
                meaning: "How many rejected rows are shown for each reason",
                source: "ours",
            },
        ],
    },
    Section {
        name: "stream",
        about: "How inputs larger than memory are processed.",
        settings: &[
            Setting {
                key: "enabled",
                unit: "",
                meaning: "Whether rows go through temporary files instead of memory; the results are the same",
                source: "ours",
            },
            Setting {
                key: "max_lateness_h",
                unit: "hours",
                meaning: "How far a row may lie behind the time that the rows before have come to; a later one ends the work",
                source: "ours",
            },
            Setting {
                key: "temp_dir",
                unit: "directory",
                meaning: "Where the temporary files are, 62 bytes a row at most; that of the system unless said otherwise",
                source: "",
            },
            Setting {
                key: "window_rows",
                unit: "rows",
                meaning: "How many rows are put in order at a time, some 100 bytes of memory each; changes no result",
                source: "ours",
            },
        ],
    },
    Section {
        name: "tracks",
        about: "How the rows of one identity are told apart into hulls.",
        settings: &[
            Setting {
                key: "same_time_distance_m",
                unit: "metres",
                meaning: "Fixes of one identity and one time nearer than this are one place",
                source: "one nautical mile",
            },
            Setting {
                key: "max_excess_speed_kn",
                unit: "knots",
                meaning: "Speed beyond dead reckoning that no ship exceeds",
                source: "ours; ALGORITHMS.md, \"Hulls and noise\"",
            },
            Setting {
                key: "max_excess_speed_unknown_kn",
                unit: "knots",
                meaning: "The same where a fix has no speed or no course",
                source: "ours; ALGORITHMS.md, \"Hulls and noise\"",
            },
            Setting {
                key: "time_allowance_min",
                unit: "minutes",
                meaning: "Time added to a step before its speed is judged",
                source: "ours; ALGORITHMS.md, \"Hulls and noise\"",
            },
            Setting { key: "segment_silence_h", unit: "hours", meaning: "Silence that ends a segment", source: "ours" },
        ],
    },
    Section {
        name: "chart",
        about: "What the chart is made of.",
        settings: &[
            Setting {
                key: "world",
                unit: "",
                meaning: "Whether to use the coastline that is built in",
                source: "Natural Earth 1:10m",
            },
            Setting {
                key: "land",
                unit: "files",
                meaning: "Coastlines: GeoJSON files with polygons of land, in place of the one that is built in",
                source: "",
            },
            Setting {
                key: "ports",
                unit: "files",
                meaning: "Ports and anchorages: tables or GeoJSON points",
                source: "",
            },
            Setting {
                key: "learn_anchorages",
                unit: "",
                meaning: "Whether anchorages are learned from the data too",
                source: "ours; see [anchorages]",
            },
            Setting { key: "zones", unit: "files", meaning: "Zones: GeoJSON files with polygons", source: "" },
        ],
    },
    Section {
        name: "chart.zone_keys",
        about: "Which properties of zones hold what; the usual ones by default, such as name, GEONAME, mrgid and pol_type.",
        settings: &[
            Setting {
                key: "name",
                unit: "property",
                meaning: "The property that holds the name of a zone",
                source: "",
            },
            Setting {
                key: "id",
                unit: "property",
                meaning: "The property that holds the identifier of a zone",
                source: "",
            },
            Setting {
                key: "category",
                unit: "property",
                meaning: "The property that holds the category of a zone",
                source: "",
            },
        ],
    },
    Section {
        name: "anchorages",
        about: "How anchorages are learned, where they are.",
        settings: &[
            Setting {
                key: "radius_m",
                unit: "metres",
                meaning: "How near its middle a ship stays that lies still, and how near each other ships lie at one anchorage",
                source: "Global Fishing Watch: within half a kilometre",
            },
            Setting {
                key: "min_stay_h",
                unit: "hours",
                meaning: "The least duration of a stay where the data is long enough",
                source: "Global Fishing Watch; a twentieth of the data's length where that is shorter (so 12 from ten days on), but at least 3",
            },
            Setting {
                key: "min_hulls",
                unit: "hulls",
                meaning: "The fewest hulls in data of a year",
                source: "Global Fishing Watch, who count years; scaled by the data's length to a year, but at least 3",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "The longest step that counts as observed",
                source: "that of all rules; satellite data 3",
            },
            Setting {
                key: "name_distance_m",
                unit: "metres",
                meaning: "How near a known port gives an anchorage its name",
                source: "ours",
            },
        ],
    },
    Section {
        name: "reception",
        about: "How reception is learned, and what verdicts on gaps ask of it.",
        settings: &[
            Setting {
                key: "enabled",
                unit: "",
                meaning: "Whether gaps are judged by reception at all",
                source: "ours",
            },
            Setting {
                key: "file",
                unit: "file",
                meaning: "A model that was saved before, in place of what the data themselves tell",
                source: "",
            },
            Setting {
                key: "max_bracket_h",
                unit: "hours",
                meaning: "A ship is expected in an hour when its fixes before and after are no farther apart than this",
                source: "ours; ALGORITHMS.md, \"Reception, and the verdict on a gap\"",
            },
            Setting {
                key: "cells_per_degree",
                unit: "cells",
                meaning: "Cells by which other ships are found, to a degree; 1 to 20",
                source: "ours",
            },
            Setting {
                key: "widest_block_cells",
                unit: "cells",
                meaning: "The widest block around a ship that is asked; odd",
                source: "ours",
            },
            Setting {
                key: "near_block_cells",
                unit: "cells",
                meaning: "Other ships in a block so wide are near; odd",
                source: "ours",
            },
            Setting {
                key: "narrowest_block_cells",
                unit: "cells",
                meaning: "The narrowest block that is asked; odd",
                source: "ours",
            },
            Setting {
                key: "coverage_block_cells",
                unit: "cells",
                meaning: "Where no other ship was ever heard in a block so wide there may be no coverage; odd",
                source: "ours",
            },
            Setting {
                key: "block_prior_hulls",
                unit: "ships",
                meaning: "What a wider block says counts in a narrower one as so many ships",
                source: "ours",
            },
            Setting {
                key: "min_other_hulls",
                unit: "hulls",
                meaning: "So many other ships must be expected in an hour for it to say anything",
                source: "ours",
            },
            Setting {
                key: "outage_share",
                unit: "share",
                meaning: "An hour in which a smaller share of the expected ships was heard is an outage",
                source: "ours",
            },
            Setting {
                key: "outage_doubt",
                unit: "times",
                meaning: "After a silence of which outages were a third, an accusation takes an expectation so many times smaller; the exponent goes by the cube of the share, up to a half",
                source: "ours",
            },
            Setting {
                key: "silent_together_block_cells",
                unit: "cells",
                meaning: "Others in a block so wide can fall silent together with a ship; odd",
                source: "ours",
            },
            Setting {
                key: "min_silent_together",
                unit: "hulls",
                meaning: "So many of them have to do so for it to be more than the ship's own doing, or a pair's",
                source: "ours",
            },
            Setting {
                key: "silent_together_below",
                unit: "probability",
                meaning: "And chance has to make so many with a smaller probability than this",
                source: "ours",
            },
            Setting {
                key: "explained_above",
                unit: "silences",
                meaning: "Where chance alone would show more silences as long as this one, reception explains it",
                source: "ours",
            },
            Setting {
                key: "deliberate_below",
                unit: "silences",
                meaning: "Where chance alone would show fewer, the silence is likely deliberate",
                source: "ours",
            },
            Setting {
                key: "own_spread",
                unit: "",
                meaning: "How much ships differ in how well they are heard: standard deviation of the natural logarithm of their reports",
                source: "ours",
            },
            Setting {
                key: "own_at_most",
                unit: "times",
                meaning: "No ship is taken to be heard better than its neighbours by more than this",
                source: "ours",
            },
            Setting {
                key: "min_own_hours",
                unit: "hours",
                meaning: "A ship that was expected in fewer hours outside the gap is not accused",
                source: "ours",
            },
            Setting {
                key: "dead_reckoning_h",
                unit: "hours",
                meaning: "For so long a ship that is not heard again is thought to keep its course and speed",
                source: "ours",
            },
            Setting {
                key: "min_heard_afterwards",
                unit: "hulls",
                meaning: "A ship that is not heard again is not accused unless so many others were heard there afterwards",
                source: "ours",
            },
            Setting {
                key: "max_lost_share",
                unit: "share",
                meaning: "Nor where a greater share of the others was not heard again either",
                source: "ours",
            },
        ],
    },
    Section {
        name: "encounter",
        about: "Two ships near each other at sea, and crowds.",
        settings: &[
            Setting {
                key: "max_distance_m",
                unit: "metres",
                meaning: "Ships this near or nearer are within the distance",
                source: "Miller et al. 2018; preset skylight 250, preset starboard 200",
            },
            Setting {
                key: "min_duration_h",
                unit: "hours",
                meaning: "The least time within the distance",
                source: "Miller et al. 2018; preset skylight and preset starboard 0.5",
            },
            Setting {
                key: "max_speed_kn",
                unit: "knots",
                meaning: "The median speed of each ship over the time within the distance lies under this",
                source: "Miller et al. 2018",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "Across a longer step nothing is known",
                source: "Global Fishing Watch's code; preset satellite 3",
            },
            Setting {
                key: "max_break_h",
                unit: "hours",
                meaning: "Spans of a pair less than this apart belong to one encounter, crowds of a ship less than this apart to one gathering",
                source: "Global Fishing Watch's encounters are merged within 4 hours",
            },
            Setting {
                key: "min_distance_from_port_m",
                unit: "metres",
                meaning: "With ports or anchorages, encounters and gatherings around a place nearer to one are left out",
                source: "Miller et al. 2018; needs ports or anchorages",
            },
            Setting {
                key: "min_baseline_min",
                unit: "minutes",
                meaning: "The least span of the window over which the speed of a fix is taken",
                source: "that of loitering",
            },
            Setting {
                key: "speed",
                unit: "",
                meaning: "Which speed of a fix the rule goes by",
                source: "ours; reported goes by SOG, and by the window where a fix has none",
            },
            Setting {
                key: "max_partners",
                unit: "hulls",
                meaning: "A hull with more partners than this in one half hour is crowded",
                source: "ours",
            },
            Setting {
                key: "min_gathering_h",
                unit: "hours",
                meaning: "The least time for which a crowd has to last to be a gathering, counted in half hours of UTC",
                source: "that of encounters",
            },
        ],
    },
    Section {
        name: "gap",
        about: "Dark gaps: silences of a hull.",
        settings: &[
            Setting {
                key: "min_duration_h",
                unit: "hours",
                meaning: "Silences strictly longer than this are gaps",
                source: "Global Fishing Watch's published gap events; preset welch2022 12",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "The longest step that counts as observed",
                source: "that of all rules; preset satellite 3",
            },
        ],
    },
    Section {
        name: "identity_conflict",
        about: "Several hulls under one identity.",
        settings: &[
            Setting {
                key: "min_alternations",
                unit: "",
                meaning: "Two hulls are reported when a fix of one is followed by one of the other at least so often",
                source: "one stray run returns after two",
            },
            Setting {
                key: "min_overlap_h",
                unit: "hours",
                meaning: "Two hulls are reported when both were in use for at least this long",
                source: "a shorter one is a jump",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "A longer step does not count as observed",
                source: "that of all rules; longer steps do not count as observed",
            },
            Setting {
                key: "by_imo",
                unit: "",
                meaning: "Whether ships that give one IMO number under different MMSIs are compared too",
                source: "ours",
            },
        ],
    },
    Section {
        name: "impossible_position",
        about: "Positions at which no ship can be.",
        settings: &[
            Setting {
                key: "min_fixes",
                unit: "",
                meaning: "Events have at least so many reports",
                source: "a report may be repeated by several stations",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "A longer step ends an event",
                source: "that of all rules",
            },
            Setting {
                key: "min_speed_kn",
                unit: "knots",
                meaning: "A frozen position has reported speeds of at least this",
                source: "reported speeds of ships at rest stay below 2 or so",
            },
            Setting {
                key: "min_way_m",
                unit: "metres",
                meaning: "A frozen position is one that the reported speeds would have left by at least this",
                source: "2 nm: more than the rounding of positions to two decimals",
            },
            Setting {
                key: "min_inland_m",
                unit: "metres",
                meaning: "Hulls at least this far inland may be impossible",
                source: "100 times the error of the built-in coastline",
            },
            Setting {
                key: "min_others",
                unit: "",
                meaning: "An event is shared when at least so many other vessels show the same",
                source: "that of jumps",
            },
            Setting {
                key: "shared_within_h",
                unit: "hours",
                meaning: "Others count whose events lie no farther away in time",
                source: "that of jumps",
            },
        ],
    },
    Section {
        name: "reach",
        about: "What a gap could hide.",
        settings: &[
            Setting {
                key: "speed_margin",
                unit: "",
                meaning: "How many times as fast as in a straight line a ship sailed through its silence, at least",
                source: "no ship sails the straight line between two fixes to the metre",
            },
            Setting {
                key: "max_open_h",
                unit: "hours",
                meaning: "How much of an open gap is judged",
                source: "ours: later it can be anywhere",
            },
            Setting {
                key: "max_meeting_gap_h",
                unit: "hours",
                meaning: "In longer closed gaps ships are not looked for",
                source: "ours: most of an ocean could be met",
            },
            Setting {
                key: "max_distance_m",
                unit: "metres",
                meaning: "Ships meet within this distance",
                source: "that of encounters",
            },
            Setting {
                key: "min_meeting_h",
                unit: "hours",
                meaning: "Meetings that can have lasted at least this long count",
                source: "that of encounters",
            },
            Setting {
                key: "max_speed_kn",
                unit: "knots",
                meaning: "A ship that was heard is slow below this speed",
                source: "that of encounters",
            },
            Setting {
                key: "min_port_distance_m",
                unit: "metres",
                meaning: "A ship nearer to a port than this is at port",
                source: "that of encounters",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "The longest step in which the position of a ship is interpolated",
                source: "that of all rules; satellite data 3",
            },
            Setting {
                key: "max_listed",
                unit: "",
                meaning: "How many zones, ports and ships of each gap are listed",
                source: "ours; all are counted",
            },
        ],
    },
    Section {
        name: "loitering",
        about: "Slow stays at sea.",
        settings: &[
            Setting {
                key: "max_speed_kn",
                unit: "knots",
                meaning: "Fixes slower than this belong to a run",
                source: "Miller et al. 2018",
            },
            Setting {
                key: "min_duration_h",
                unit: "hours",
                meaning: "Runs observed for at least this long are events",
                source: "Global Fishing Watch's loitering events; preset miller2018 8, preset rfmo 4, preset one_hour 1",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "A longer step ends a run",
                source: "that of all rules; preset satellite 3",
            },
            Setting {
                key: "min_distance_from_shore_m",
                unit: "metres",
                meaning: "With a coastline, stays whose mean distance from shore is less are left out",
                source: "Global Fishing Watch's loitering events; needs a coastline",
            },
            Setting {
                key: "min_distance_from_port_m",
                unit: "metres",
                meaning: "With ports or anchorages, stays around a place nearer to one are left out",
                source: "that of encounters (Miller et al.); needs ports or anchorages",
            },
            Setting {
                key: "min_baseline_min",
                unit: "minutes",
                meaning: "The least span of the window over which the speed of a fix is taken",
                source: "of 109 ships lying still in an hour of the Kattegat, 15 have a step over 2 kn and none a window of 5 minutes",
            },
            Setting {
                key: "speed",
                unit: "",
                meaning: "Which speed of a fix the rule goes by",
                source: "ours; reported goes by SOG, and by the window where a fix has none",
            },
        ],
    },
    Section {
        name: "port_visit",
        about: "Stays at ports and anchorages.",
        settings: &[
            Setting {
                key: "anchorage_entry_m",
                unit: "metres",
                meaning: "A hull this near to an anchorage or nearer is in port",
                source: "Global Fishing Watch",
            },
            Setting {
                key: "anchorage_exit_m",
                unit: "metres",
                meaning: "A hull this far or farther from every anchorage has left them",
                source: "Global Fishing Watch",
            },
            Setting {
                key: "listed_entry_m",
                unit: "metres",
                meaning: "A hull this near to a listed port or nearer is in port",
                source: "ours: positions of whole minutes, harbours that stretch for miles; that of encounters",
            },
            Setting {
                key: "listed_exit_m",
                unit: "metres",
                meaning: "A hull this far or farther from every listed port has left them",
                source: "ours",
            },
            Setting {
                key: "max_stop_speed_kn",
                unit: "knots",
                meaning: "At this speed or a lower one a hull in port stops",
                source: "Global Fishing Watch",
            },
            Setting {
                key: "min_start_speed_kn",
                unit: "knots",
                meaning: "At this speed or a higher one a stop ends",
                source: "Global Fishing Watch",
            },
            Setting {
                key: "min_silence_h",
                unit: "hours",
                meaning: "Silences of at least this length, and longer than max_step_h, count as a stop does",
                source: "Global Fishing Watch",
            },
            Setting {
                key: "max_silent_distance_m",
                unit: "metres",
                meaning: "A silence whose ends lie farther apart ends a visit, both in port or not",
                source: "Global Fishing Watch",
            },
            Setting {
                key: "min_confidence",
                unit: "",
                meaning: "Visits of a lower confidence are left out; 1 to 4",
                source: "Global Fishing Watch publishes visits of 2 and more",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "A longer step is a silence",
                source: "that of all rules; preset satellite 3",
            },
            Setting {
                key: "min_baseline_min",
                unit: "minutes",
                meaning: "The least span of the window over which the speed of a fix is taken",
                source: "that of loitering",
            },
            Setting {
                key: "speed",
                unit: "",
                meaning: "Which speed of a fix the rule goes by",
                source: "ours; reported, as preset gfw has it, goes by SOG, and by the window where a fix has none",
            },
        ],
    },
    Section {
        name: "position_jump",
        about: "Positions that jump away and return.",
        settings: &[
            Setting {
                key: "min_fixes",
                unit: "",
                meaning: "Runs of at least so many fixes are events",
                source: "one wild fix is noise",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "A longer step does not count as observed",
                source: "that of all rules; longer steps do not count as observed",
            },
            Setting {
                key: "min_others",
                unit: "",
                meaning: "A jump is shared when at least so many other vessels show the same",
                source: "two ships may have one fault by chance; three have one cause",
            },
            Setting {
                key: "shared_within_h",
                unit: "hours",
                meaning: "Others count whose runs lie no farther away in time",
                source: "ours",
            },
            Setting {
                key: "shared_place_m",
                unit: "metres",
                meaning: "Others count that lie no farther from the first fix of the run",
                source: "circles of forged positions measure up to some kilometres",
            },
            Setting {
                key: "shared_shift_share",
                unit: "",
                meaning: "Others count whose shift differs by less than this part of the run's own",
                source: "ours",
            },
        ],
    },
    Section {
        name: "zone_visit",
        about: "Stays in zones.",
        settings: &[
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "A longer step is a silence: it cuts a visit",
                source: "that of all rules; satellite data 3",
            },
            Setting {
                key: "min_duration_h",
                unit: "hours",
                meaning: "Visits inside for at least this long are events",
                source: "ours: every visit is one",
            },
            Setting {
                key: "max_excursion_h",
                unit: "hours",
                meaning: "A longer excursion ends a visit",
                source: "as max_step_h: a break that would not end an observation does not end a visit",
            },
            Setting {
                key: "max_excursion_m",
                unit: "metres",
                meaning: "An excursion that leads farther ends a visit; metres from the zone",
                source: "a ship of 300 m on 200 m of chain swings that far",
            },
            Setting {
                key: "min_silence_h",
                unit: "hours",
                meaning: "Possible visits are looked for in silences longer than this, and longer than max_step_h",
                source: "ours; gaps start at 6",
            },
        ],
    },
    Section {
        name: "assess",
        about: "How hulls are scored.",
        settings: &[
            Setting {
                key: "each_next",
                unit: "share",
                meaning: "What each further event of a factor counts of the one before, 0 to 1",
                source: "so that one sort of event never makes up for another",
            },
            Setting {
                key: "zone_categories",
                unit: "names",
                meaning: "Categories of zones in which a stay counts, however written",
                source: "ours",
            },
            Setting {
                key: "max_step_h",
                unit: "hours",
                meaning: "A longer step is no time in which the hull was observed",
                source: "that of all rules; satellite data 3: longer steps are no time in which the hull was observed",
            },
        ],
    },
];
