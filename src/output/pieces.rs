//! Many objects as text: made in parallel, written in their order.

use std::io::{self, Write};

use rayon::prelude::*;

/// How many objects one thread turns into text at a time, and how many such pieces wait to be written.
const PIECE: usize = 32;
const PIECES: usize = 32;

/// Writes what `text_of` makes of the objects, a few of which it gets at a time. The text does not depend on how many.
pub(super) fn write_pieces<T: Sync>(
    objects: &[T],
    mut writer: impl Write,
    text_of: impl Fn(&[T], &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    for some in objects.chunks(PIECE * PIECES) {
        let text_of = |objects| {
            let mut text = Vec::new();
            text_of(objects, &mut text).map(|()| text)
        };
        let texts: Vec<Vec<u8>> = some.par_chunks(PIECE).map(text_of).collect::<io::Result<_>>()?;
        texts.iter().try_for_each(|text| writer.write_all(text))?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_written_in_their_order() {
        for count in [0, 1, PIECE, PIECE * PIECES + 1, 3 * PIECE * PIECES - 1] {
            let numbers: Vec<usize> = (0..count).collect();
            let mut text = Vec::new();
            write_pieces(&numbers, &mut text, |some, text| {
                some.iter().try_for_each(|number| writeln!(text, "{number}"))
            })
            .unwrap();
            let expected: String = numbers.iter().map(|number| format!("{number}\n")).collect();
            assert_eq!(String::from_utf8(text).unwrap(), expected);
        }
    }

    #[test]
    fn an_object_that_cannot_be_written_is_an_error() {
        let result = write_pieces(&[1, 2], io::sink(), |_, _| Err(io::Error::other("no")));
        assert_eq!(result.unwrap_err().to_string(), "no");
    }
}
