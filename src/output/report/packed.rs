//! Whole numbers as text, few characters each: varints in base64.

/// The alphabet of base64 (RFC 4648, section 4).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Numbers that are being packed: seven bits a byte, the lowest first, the highest bit set while more follow. A number with a
/// sign has it in the lowest bit (zigzag), so that small differences take one byte either way.
#[derive(Debug, Default)]
pub(super) struct Packed(Vec<u8>);

impl Packed {
    pub(super) fn push_unsigned(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(super) fn push_signed(&mut self, number: i64) {
        self.push_unsigned(((number << 1) ^ (number >> 63)) as u64);
    }

    /// The numbers so far as text.
    pub(super) fn into_text(self) -> String {
        base64(&self.0)
    }
}

/// Bytes in base64, padded.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let [a, b, c] = [chunk[0], chunk.get(1).copied().unwrap_or(0), chunk.get(2).copied().unwrap_or(0)];
        let bits = u32::from_be_bytes([0, a, b, c]);
        for place in 0..4 {
            let sextet = bits >> (18 - 6 * place) & 0x3F;
            let is_padding = place > chunk.len();
            text.push(if is_padding { '=' } else { char::from(ALPHABET[sextet as usize]) });
        }
    }
    text
}

/// Unpacks what was packed, for tests.
#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The numbers in a text, in the order in which they were packed.
    pub(in crate::output::report) struct Unpacked(std::vec::IntoIter<u8>);

    impl Unpacked {
        pub(in crate::output::report) fn new(text: &str) -> Unpacked {
            let sextets: Vec<u32> = text
                .trim_end_matches('=')
                .bytes()
                .map(|byte| ALPHABET.iter().position(|&letter| letter == byte).unwrap() as u32)
                .collect();
            let mut bytes = Vec::new();
            for chunk in sextets.chunks(4) {
                let bits = (0..4).fold(0, |bits, place| bits << 6 | chunk.get(place).copied().unwrap_or(0));
                bytes.extend(&bits.to_be_bytes()[1..chunk.len()]);
            }
            Unpacked(bytes.into_iter())
        }

        pub(in crate::output::report) fn is_done(&self) -> bool {
            self.0.len() == 0
        }

        pub(in crate::output::report) fn unsigned(&mut self) -> u64 {
            let mut number = 0;
            for shift in (0..).step_by(7) {
                let byte = self.0.next().unwrap();
                number |= u64::from(byte & 0x7F) << shift;
                if byte < 0x80 {
                    break;
                }
            }
            number
        }

        pub(in crate::output::report) fn signed(&mut self) -> i64 {
            let bits = self.unsigned();
            (bits >> 1) as i64 ^ -((bits & 1) as i64)
        }
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        // RFC 4648, section 10.
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_unpacks(numbers in prop::collection::vec((any::<u64>(), any::<i64>()), 0..20)) {
            let mut packed = Packed::default();
            for &(unsigned, signed) in &numbers {
                packed.push_unsigned(unsigned);
                packed.push_signed(signed);
            }
            let mut unpacked = Unpacked::new(&packed.into_text());
            for &(unsigned, signed) in &numbers {
                prop_assert_eq!((unpacked.unsigned(), unpacked.signed()), (unsigned, signed));
            }
            prop_assert!(unpacked.is_done());
        }
    }
}
