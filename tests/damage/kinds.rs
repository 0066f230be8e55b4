//! Kinds of damage. Each follows from a seed, so that a failure can be had again.

use crate::support::rows::draws;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    FlippedBits,
    DroppedBytes,
    DoubledBytes,
    ReorderedBytes,
    NastyBytes,
    CutShort,
    DroppedLines,
    DoubledLines,
    ShuffledLines,
    SplicedLines,
    SplicedBytes,
    OtherDelimiter,
    OtherLineEnds,
    Utf16,
    Latin1,
    WildFields,
    DamagedGzip,
}

impl Kind {
    pub(super) const ALL: [Kind; 17] = [
        Kind::FlippedBits,
        Kind::DroppedBytes,
        Kind::DoubledBytes,
        Kind::ReorderedBytes,
        Kind::NastyBytes,
        Kind::CutShort,
        Kind::DroppedLines,
        Kind::DoubledLines,
        Kind::ShuffledLines,
        Kind::SplicedLines,
        Kind::SplicedBytes,
        Kind::OtherDelimiter,
        Kind::OtherLineEnds,
        Kind::Utf16,
        Kind::Latin1,
        Kind::WildFields,
        Kind::DamagedGzip,
    ];

    /// As it is called in `docs/trust.md`.
    pub(super) fn words(self) -> &'static str {
        match self {
            Kind::FlippedBits => "bits flipped",
            Kind::DroppedBytes => "bytes dropped",
            Kind::DoubledBytes => "bytes doubled",
            Kind::ReorderedBytes => "bytes re-ordered",
            Kind::NastyBytes => "quotes, line ends, NUL, marks put in",
            Kind::CutShort => "truncated",
            Kind::DroppedLines => "lines dropped",
            Kind::DoubledLines => "lines doubled",
            Kind::ShuffledLines => "lines re-ordered",
            Kind::SplicedLines => "lines of another file spliced in",
            Kind::SplicedBytes => "bytes of another file spliced in",
            Kind::OtherDelimiter => "another delimiter",
            Kind::OtherLineEnds => "other ends of lines, or none",
            Kind::Utf16 => "UTF-16, with and without its mark",
            Kind::Latin1 => "Latin-1",
            Kind::WildFields => "fields of wild numbers and times",
            Kind::DamagedGzip => "gzip with a wrong, lost or missing byte",
        }
    }
}

/// What a field may hold that none should.
const WILD: [&[u8]; 24] = [
    b"nan",
    b"inf",
    b"-inf",
    b"1e308",
    b"-1e-308",
    b"-0",
    b"18446744073709551616",
    b"999999999999",
    b"0",
    b"-1",
    b"",
    b" ",
    b"1969-12-31T23:59:59",
    b"2100-01-01T00:00:00",
    b"9999-12-31T23:59:59Z",
    b"-9999-01-01T00:00:00",
    b"2024-02-30T00:00:00",
    b"90.0000001",
    b"-180.5",
    b"181",
    b"511",
    b"102.3",
    b"=1+1",
    b"\xef\xbb\xbf",
];
const NASTY: [&[u8]; 12] =
    [b"\"", b"\"\"", b"\r", b"\n", b"\r\n", b"\0", b"\xff", b",", b";", b"\t", b"\xef\xbb\xbf", b"\xe2\x80\xa8"];

/// The text with so many damages of a kind, one to a dozen.
pub(super) fn damaged(text: &[u8], other: &[u8], kind: Kind, seed: u64) -> Vec<u8> {
    let mut draw = draws(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut bytes = text.to_vec();
    for _ in 0..=draw(12) {
        bytes = once(bytes, other, kind, &mut draw);
    }
    bytes
}

fn once(mut bytes: Vec<u8>, other: &[u8], kind: Kind, draw: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    if bytes.is_empty() {
        return bytes;
    }
    let at = draw(bytes.len());
    let some = 1 + draw(40);
    let end = (at + some).min(bytes.len());
    match kind {
        Kind::FlippedBits => bytes[at] ^= 1 << draw(8),
        Kind::DroppedBytes => drop(bytes.drain(at..end)),
        Kind::DoubledBytes => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        Kind::ReorderedBytes => bytes[at..end].reverse(),
        Kind::NastyBytes => drop(bytes.splice(at..at, NASTY[draw(NASTY.len())].iter().copied())),
        // Cutting a dozen times would leave nothing.
        Kind::CutShort => bytes.truncate(bytes.len() - draw(bytes.len() / 8 + 1)),
        Kind::DroppedLines | Kind::DoubledLines | Kind::ShuffledLines | Kind::SplicedLines => {
            bytes = in_lines(&bytes, other, kind, draw);
        }
        Kind::SplicedBytes if !other.is_empty() => {
            let from = draw(other.len());
            let piece = &other[from..(from + some).min(other.len())];
            bytes.splice(at..end, piece.iter().copied());
        }
        Kind::SplicedBytes => {}
        Kind::OtherDelimiter => {
            let to = b",;\t| :"[draw(6)];
            bytes.iter_mut().filter(|byte| matches!(byte, b',' | b';' | b'\t')).for_each(|byte| *byte = to);
        }
        Kind::OtherLineEnds => {
            let ends: &[u8] = [b"\r".as_slice(), b"\r\n", b"\n\r", b"\n\n", b""][draw(5)];
            let lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
            bytes = lines.join(ends);
        }
        Kind::Utf16 => {
            let (big, mark) = (draw(2) == 0, draw(2) == 0);
            let unit = |byte: u8| if big { [0, byte] } else { [byte, 0] };
            let mark: &[u8] = if !mark {
                b""
            } else if big {
                b"\xfe\xff"
            } else {
                b"\xff\xfe"
            };
            bytes.truncate(4_000);
            bytes = [mark, bytes.iter().flat_map(|&byte| unit(byte)).collect::<Vec<_>>().as_slice()].concat();
        }
        Kind::Latin1 => bytes
            .iter_mut()
            .skip(at)
            .step_by(97)
            .filter(|byte| byte.is_ascii_alphabetic())
            .for_each(|byte| *byte |= 0x80),
        Kind::WildFields => {
            let is_border = |byte: &u8| matches!(byte, b',' | b';' | b'\t' | b'\n');
            let start = bytes[..at].iter().rposition(is_border).map_or(0, |border| border + 1);
            let end = bytes[at..].iter().position(is_border).map_or(bytes.len(), |length| at + length);
            bytes.splice(start..end.max(start), WILD[draw(WILD.len())].iter().copied());
        }
        Kind::DamagedGzip => bytes = damaged_gzip(bytes, draw),
    }
    bytes
}

fn in_lines(bytes: &[u8], other: &[u8], kind: Kind, draw: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let at = draw(lines.len());
    match kind {
        Kind::DroppedLines => drop(lines.remove(at)),
        Kind::DoubledLines => lines.insert(at, lines[at]),
        Kind::ShuffledLines => {
            let to = draw(lines.len());
            lines.swap(at, to);
        }
        _ => {
            let others: Vec<&[u8]> = other.split_inclusive(|&byte| byte == b'\n').collect();
            if !others.is_empty() {
                lines.insert(at, others[draw(others.len())]);
            }
        }
    }
    lines.concat()
}

/// Compressed once, and then damaged as bytes are.
#[cfg(feature = "gzip")]
fn damaged_gzip(bytes: Vec<u8>, draw: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    use std::io::Write;
    let mut stored = if bytes.starts_with(b"\x1f\x8b") {
        bytes
    } else {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&bytes).unwrap();
        encoder.finish().unwrap()
    };
    let at = draw(stored.len());
    match draw(3) {
        0 => stored[at] ^= 1 << draw(8),
        1 => stored.truncate(at.max(1)),
        _ => drop(stored.remove(at)),
    }
    stored
}

#[cfg(not(feature = "gzip"))]
fn damaged_gzip(bytes: Vec<u8>, _: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    bytes
}
