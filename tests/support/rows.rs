//! Rows of CSV text, from simulated seas and real files, to be put into any order and any number of files.

use darkwake::scenario::Scenario;

/// A header and the rows under it, without the ends of their lines.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    pub(crate) header: String,
    pub(crate) rows: Vec<String>,
}

impl Rows {
    /// A simulated sea of 36 ships over 60 hours, some 10,000 rows, with every flaw that rows have.
    pub(crate) fn simulated(seed: u64) -> Rows {
        let scenario = Scenario::builder().seed(seed).ships(36).duration_h(60.0).interval_s(600.0);
        let scenario = scenario.blanks(0.02).duplicates(0.02).same_time(0.005).late(0.05);
        Rows::of_text(&String::from_utf8(scenario.build().unwrap().simulate().unwrap().csv()).unwrap())
    }

    /// Text in which every line is a row.
    pub(crate) fn of_text(text: &str) -> Rows {
        let mut lines = text.lines().map(str::to_owned);
        Rows { header: lines.next().unwrap(), rows: lines.collect() }
    }

    /// A file compressed with gzip.
    #[cfg(feature = "gzip")]
    pub(crate) fn of_gzip(path: &std::path::Path) -> Rows {
        let mut text = String::new();
        let mut decoder = flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap());
        std::io::Read::read_to_string(&mut decoder, &mut text).unwrap();
        Rows::of_text(&text)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The same header over other rows.
    pub(crate) fn with(&self, rows: impl IntoIterator<Item = String>) -> Rows {
        Rows { header: self.header.clone(), rows: rows.into_iter().collect() }
    }

    pub(crate) fn shuffled(&self, seed: u64) -> Rows {
        let mut rows = self.clone();
        shuffle(&mut rows.rows, seed);
        rows
    }

    /// Cut before each of these rows.
    pub(crate) fn cut(&self, at: &[usize]) -> Vec<Rows> {
        let mut borders = [&[0], at, &[self.len()]].concat();
        borders.sort_unstable();
        borders.windows(2).map(|pair| self.with(self.rows[pair[0]..pair[1]].iter().cloned())).collect()
    }

    /// The text, with this end of each line.
    pub(crate) fn text(&self, line_end: &str) -> Vec<u8> {
        let lines = std::iter::once(&self.header).chain(&self.rows);
        lines.flat_map(|line| [line.as_bytes(), line_end.as_bytes()].concat()).collect()
    }

    /// The index of the column of this name.
    pub(crate) fn column(&self, name: &str) -> usize {
        self.header.split(',').position(|column| column == name).unwrap()
    }
}

/// The row with another text in one column; its fields hold no commas.
pub(crate) fn with_field(row: &str, column: usize, text: &str) -> String {
    let mut fields: Vec<&str> = row.split(',').collect();
    fields[column] = text;
    fields.join(",")
}

/// Draws from 0 up to `bound`, always the same for one seed: the generator of D. E. Knuth's MMIX.
pub(crate) fn draws(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |bound| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    }
}

/// Puts items into an order that follows from the seed.
pub(crate) fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut draw = draws(seed);
    for index in (1..items.len()).rev() {
        items.swap(index, draw(index + 1));
    }
}
