//! The name that was probably meant.

/// What a message adds where one of these names was probably meant: `; did you mean "gap"?`, or nothing.
pub(crate) fn did_you_mean<N: AsRef<str>>(wanted: &str, names: impl IntoIterator<Item = N>) -> String {
    let wanted = wanted.trim().to_lowercase();
    // A third of the letters may be wrong; of a short name, one.
    let most = (wanted.chars().count() / 3).max(1);
    let nearest = names
        .into_iter()
        .map(|name| (edits(&wanted, &name.as_ref().to_lowercase()), name))
        .filter(|(edits, name)| *edits <= most && *edits < name.as_ref().chars().count())
        .min_by(|(a, a_name), (b, b_name)| a.cmp(b).then_with(|| a_name.as_ref().cmp(b_name.as_ref())));
    nearest.map_or(String::new(), |(_, name)| format!("; did you mean {:?}?", name.as_ref()))
}

/// How many letters have to be added, left out, replaced or swapped with their neighbour: the optimal string alignment distance.
///
/// # References
/// F. J. Damerau, "A technique for computer detection and correction of spelling errors", *Communications of the ACM* 7(3), 1964, p. 171.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn near_names_are_proposed_and_far_ones_are_not() {
        let names = ["ais.csv", "ports.csv", "zones.geojson"];
        assert_eq!(did_you_mean("asi.csv", names), "; did you mean \"ais.csv\"?");
        assert_eq!(did_you_mean("Port.csv", names), "; did you mean \"ports.csv\"?");
        assert_eq!(did_you_mean("zone.geojson", names), "; did you mean \"zones.geojson\"?");
        assert_eq!(did_you_mean("vessels.txt", names), "");
        assert_eq!(did_you_mean("", names), "");
        assert_eq!(did_you_mean("x", ["y"]), "", "a name of one letter is not one letter from another");
    }

    proptest! {
        #[test]
        fn edits_are_a_distance(a in "[a-c]{0,6}", b in "[a-c]{0,6}") {
            prop_assert_eq!(edits(&a, &b), edits(&b, &a));
            prop_assert_eq!(edits(&a, &b) == 0, a == b);
            prop_assert!(edits(&a, &b) <= a.len().max(b.len()));
            prop_assert!(edits(&a, &b) >= a.len().abs_diff(b.len()));
        }
    }
}
