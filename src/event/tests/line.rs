//! An event in one line.

use super::*;

#[test]
fn a_line_for_the_eye() {
    insta::assert_snapshot!(
        gap(),
        @"gap       440123456#0 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at 44.5000, -177.2500: reappeared 260.5 km away, 8.4 kn implied; 14 fixes in the 12 h before"
    );
    insta::assert_snapshot!(
        open_gap(),
        @"gap       440123456#0 2018-12-25T11:40:42Z to open, 16.7 h at 44.5000, -177.2500; 14 fixes in the 12 h before"
    );
    insta::assert_snapshot!(
        loitering(),
        @"loitering 선박-7f3a#2 2018-12-25T11:40:42Z to 2018-12-25T13:40:42Z, 2.0 h at 0.1250, 180.0000: 1.8 h observed, within 310 m, mean 0.38 kn, 51 km from shore"
    );
    insta::assert_snapshot!(encounter(), @"encounter 440123456#0 and 선박-7f3a#1 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at -18.0005, 180.0000: cargo-fishing, 15.5 h within the distance, median 109 m, at 0.47 and 0.51 kn, 82 km from port");
    insta::assert_snapshot!(gathering(), @"gathering 440123456#0 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at 38.5000, 131.0000: 3 ships, 2 at once, within 840 m");
}

#[test]
fn a_line_for_the_eye_of_visits() {
    insta::assert_snapshot!(zone_visit(false), @"zone_visit 440123456#0 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at 44.5000, -177.2500: in Fiji, 2.25 h inside, 27 fixes, mean 3.6 kn");
    insta::assert_snapshot!(zone_visit(true), @"zone_visit 440123456#0 2018-12-25T11:40:42Z to 2018-12-26T04:25:31Z, 16.7 h at 44.5000, -177.2500: possibly in Fiji, unseen, for at most 7.1 h");
}
