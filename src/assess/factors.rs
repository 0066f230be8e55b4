//! What counts for a score, each with the points that it is worth: one list, of which the settings, the names in dossiers and
//! the table in the docs are made.

use serde::{Deserialize, Serialize};

macro_rules! factors {
    ($($(#[doc = $doc:literal])+ $factor:ident $name:ident = $points:literal;)+) => {
        /// What counts for a score; the table is in the docs of [`assess`](crate::assess).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Factor {
            $($(#[doc = $doc])+ $factor,)+
        }

        impl Factor {
            /// Every factor, in the order of the table.
            pub const ALL: [Factor; [$($points),+].len()] = [$(Factor::$factor),+];

            /// Its name in dossiers and settings.
            pub fn name(self) -> &'static str {
                match self {
                    $(Factor::$factor => stringify!($name),)+
                }
            }

            /// The points that it is worth unless settings say otherwise.
            pub fn default_points(self) -> f64 {
                match self {
                    $(Factor::$factor => $points,)+
                }
            }

            /// What counts, as the table has it.
            pub fn description(self) -> &'static str {
                match self {
                    $(Factor::$factor => concat!($($doc),+).trim_ascii_start(),)+
                }
            }
        }

        /// The points that each factor is worth.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        #[non_exhaustive]
        pub struct Weights {
            $($(#[doc = $doc])+ pub $name: f64,)+
        }

        impl Default for Weights {
            fn default() -> Weights {
                Weights { $($name: $points,)+ }
            }
        }

        impl Weights {
            /// The points that a factor is worth.
            pub fn of(&self, factor: Factor) -> f64 {
                match factor {
                    $(Factor::$factor => self.$name,)+
                }
            }

            /// The names of the settings of the factors, for messages.
            pub(super) fn parameter(factor: Factor) -> &'static str {
                match factor {
                    $(Factor::$factor => concat!("assess.weights.", stringify!($name)),)+
                }
            }
        }
    };
}

factors! {
    /// A silence that reception does not explain: the verdict is likely deliberate.
    GapLikelyDeliberate gap_likely_deliberate = 30.0;
    /// A silence by the rule of Welch et al. 2022, on which our own verdict is undetermined.
    GapWelch2022 gap_welch2022 = 10.0;
    /// A port call that a silence with the verdict likely deliberate leaves room for: the share of the silence that the ship
    /// could have been at the port with the longest possible stay. Possible, not seen.
    DarkPortCall dark_port_call = 5.0;
    /// A meeting that such a silence leaves room for: the largest share of it that the ship could have lain with another, buoys of
    /// fishing gear aside. Possible, not seen.
    DarkRendezvous dark_rendezvous = 10.0;
    /// A meeting at sea. Whole where one fishes and the other carries or bunkers, and between two tankers; a quarter where one
    /// is a tug, a pilot boat, a passenger ship, a pleasure craft or, by its number, a buoy of fishing gear, and within 10 km from
    /// shore where no ports are known; else half.
    Encounter encounter = 10.0;
    /// A slow stay. Whole for ships that carry or bunker, else half; a quarter where it lay moored or at anchor, or is
    /// by its number a buoy of fishing gear; half of that
    /// where the distance from shore is not known.
    Loitering loitering = 5.0;
    /// A stay, seen, in a closure, a protected area or a zone of no category (half); other zones tell where, not what. Half of
    /// that for a ship that is authorised.
    ZoneVisit zone_visit = 15.0;
    /// Two ships under one identity at the same time, beyond doubt. Half for each: which of them it belongs to cannot be told.
    IdentityConflict identity_conflict = 10.0;
    /// A list of suspects names the ship.
    Listed listed = 40.0;
    /// A list of vessels says that the ship is not authorised.
    NotAuthorised not_authorised = 10.0;
    /// A list of vessels gives the ship another flag than its MMSI does.
    FlagDiffers flag_differs = 5.0;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_docs_have_the_table() {
        let mut table = String::from("| factor | points | what counts |\n|---|---|---|\n");
        for factor in Factor::ALL {
            table += &format!("| `{}` | {} | {} |\n", factor.name(), factor.default_points(), factor.description());
        }
        assert_eq!(include_str!("factors.md"), table, "src/assess/factors.md should hold this table:\n{table}");
    }

    #[test]
    fn factors_are_known_by_the_same_name_everywhere() {
        let weights = serde_json::to_value(Weights::default()).unwrap();
        assert_eq!(weights.as_object().unwrap().len(), Factor::ALL.len());
        for factor in Factor::ALL {
            assert_eq!(serde_json::to_value(factor).unwrap(), factor.name());
            assert_eq!(weights[factor.name()], factor.default_points());
            assert_eq!(Weights::default().of(factor), factor.default_points());
            assert_eq!(Weights::parameter(factor), format!("assess.weights.{}", factor.name()));
        }
    }
}
