//! The exact parallel split: blocks are parsed at the same time, each as if a record started at its start, and where
//! that was wrong the block is parsed again behind the record that reaches into it.
//!
//! Blocks are cut after a newline, so the guess fails only behind a quoted newline or a record longer than a block.
//! Folding the blocks in their order settles it: a block stands exactly when the one before left no record open. This
//! gives what carrying both hypotheses (inside and outside of quotes) gives, without parsing twice what is plain.
//!
//! # Complexity
//! Linear in the input: an open record is tried again only when it has doubled. At most three waves of blocks, the results
//! of two and twice the longest record are in memory.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};
use rayon::prelude::*;

use super::walk::Walked;

/// Parses one block, on any thread.
pub(crate) trait ParseBlock: Sync {
    /// What comes of a block.
    type Out: Send;

    /// Parses a block that starts where a record may start and has about so many newlines. With `last`, its end ends the
    /// last record.
    fn parse(&self, block: &[u8], newlines: u64, last: bool) -> (Self::Out, Walked);
}

/// A place in the decompressed input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Counted from 0.
    pub(crate) byte: u64,
    /// Newlines before it.
    pub(crate) newlines: u64,
}

impl Place {
    pub(crate) fn after(self, bytes: &[u8]) -> Place {
        Place { byte: self.byte + bytes.len() as u64, newlines: self.newlines + newlines_in(bytes) }
    }
}

fn newlines_in(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

/// What came of a stretch of the input, and where that stretch starts.
#[derive(Debug)]
pub(crate) struct Stretch<O> {
    pub(crate) place: Place,
    pub(crate) out: O,
}

/// How much is read and parsed at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaveSize {
    pub(crate) block_bytes: usize,
    pub(crate) blocks: usize,
}

/// Why the split stopped early.
#[derive(Debug)]
pub(crate) enum Stopped<E> {
    /// The source failed here.
    Read(Place, io::Error),
    /// A wave was refused.
    Refused(E),
}

/// Parses everything of `source`, which stands at `place`, and hands the results over in the order of the input. Returns
/// where the input ends.
///
/// While a wave of blocks is parsed, the results of the wave before it are handed over and the wave after it is read.
///
/// # Errors
/// When reading fails, after all that was read before has been handed over; when `accept` fails.
pub(crate) fn split<P: ParseBlock, E: Send>(
    source: impl Read + Send,
    place: Place,
    parser: &P,
    size: WaveSize,
    mut accept: impl FnMut(Vec<Stretch<P::Out>>) -> Result<(), E> + Send,
) -> Result<Place, Stopped<E>> {
    let mut blocks = BlockReader { source, carry: Vec::new(), block_bytes: size.block_bytes.max(1), at_end: false };
    let mut fold = Fold { parser, place, open: Open { bytes: Vec::new(), place, retry_bytes: 0, skipping: false } };
    let (mut before, mut wave, mut next) = (Wave::default(), Wave::default(), Wave::default());
    let mut parsed_before = Vec::new();
    wave.read(&mut blocks, size.blocks);
    loop {
        let is_last = wave.count == 0 || wave.error.is_some();
        let whole = &wave.blocks[..wave.count];
        let (parsed, handed_over) = rayon::join(
            || whole.par_iter().map(|block| guess(parser, block)).collect::<Vec<_>>(),
            || {
                let handed_over = fold.hand_over(&before, parsed_before, &mut accept);
                match is_last || handed_over.is_err() {
                    true => next.count = 0,
                    false => next.read(&mut blocks, size.blocks),
                }
                handed_over
            },
        );
        handed_over.map_err(Stopped::Refused)?;
        if is_last {
            fold.hand_over(&wave, parsed, &mut accept).map_err(Stopped::Refused)?;
            if let Some(error) = wave.error.take() {
                return Err(Stopped::Read(fold.place, error));
            }
            let mut stretches = Vec::new();
            fold.finish(&mut stretches);
            if !stretches.is_empty() {
                accept(stretches).map_err(Stopped::Refused)?;
            }
            return Ok(fold.place);
        }
        parsed_before = parsed;
        // The buffers of the wave that was handed over are filled next.
        std::mem::swap(&mut before, &mut wave);
        std::mem::swap(&mut wave, &mut next);
    }
}

/// The blocks that are parsed together; buffers are used again.
#[derive(Debug, Default)]
struct Wave {
    blocks: Vec<Vec<u8>>,
    count: usize,
    error: Option<io::Error>,
}

impl Wave {
    fn read<R: Read>(&mut self, source: &mut BlockReader<R>, blocks: usize) {
        self.count = 0;
        while self.count < blocks.max(1) && self.error.is_none() {
            if self.blocks.len() == self.count {
                self.blocks.push(Vec::new());
            }
            let buffer = &mut self.blocks[self.count];
            self.error = source.next(buffer).err();
            if buffer.is_empty() {
                return;
            }
            self.count += 1;
        }
    }
}

/// Cuts a source into blocks, after a newline where there is one.
#[derive(Debug)]
struct BlockReader<R> {
    source: R,
    carry: Vec<u8>,
    block_bytes: usize,
    at_end: bool,
}

impl<R: Read> BlockReader<R> {
    /// Puts the next block into `buffer`; nothing at the end. After an error the buffer holds what came before it.
    ///
    /// What a buffer held is written over, not cleared first: to fill buffers with zeros for the reader would cost more
    /// than to read into them.
    fn next(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        let mut filled = self.carry.len();
        let wanted = if self.at_end { filled } else { self.block_bytes.max(filled + 1) };
        buffer.resize(wanted, 0);
        buffer[..filled].copy_from_slice(&self.carry);
        self.carry.clear();
        while filled < wanted {
            match self.source.read(&mut buffer[filled..]) {
                Ok(0) => self.at_end = true,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    buffer.truncate(filled);
                    return Err(error);
                }
            }
            if self.at_end {
                break;
            }
        }
        buffer.truncate(filled);
        if !self.at_end {
            let cut = memrchr(b'\n', buffer).or_else(|| memrchr(b'\r', buffer)).map_or(buffer.len(), |at| at + 1);
            self.carry.extend_from_slice(&buffer[cut..]);
            buffer.truncate(cut);
        }
        Ok(())
    }
}

/// The newlines in a block, and what came of it if it starts with a record.
type Guess<P> = (u64, (<P as ParseBlock>::Out, Walked));

fn guess<P: ParseBlock>(parser: &P, block: &[u8]) -> Guess<P> {
    let newlines = newlines_in(block);
    (newlines, parser.parse(block, newlines, false))
}

/// Brings the results of the blocks into order and repairs those that did not start a record.
struct Fold<'p, P> {
    parser: &'p P,
    /// The start of the next block.
    place: Place,
    open: Open,
}

/// A record that has not ended with its block.
struct Open {
    bytes: Vec<u8>,
    place: Place,
    /// Below this length it is not worth trying again.
    retry_bytes: usize,
    /// A record over the limit waits for its newline.
    skipping: bool,
}

impl<P: ParseBlock> Fold<'_, P> {
    /// Brings the results of a wave into order and hands them over.
    fn hand_over<E>(
        &mut self,
        wave: &Wave,
        parsed: Vec<Guess<P>>,
        accept: &mut impl FnMut(Vec<Stretch<P::Out>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut stretches = Vec::with_capacity(parsed.len() + 1);
        for (block, (newlines, guess)) in wave.blocks.iter().zip(parsed) {
            self.push(block, newlines, guess, &mut stretches);
        }
        if stretches.is_empty() { Ok(()) } else { accept(stretches) }
    }

    fn push(&mut self, block: &[u8], newlines: u64, guess: (P::Out, Walked), stretches: &mut Vec<Stretch<P::Out>>) {
        let place = self.place;
        self.place = Place { byte: place.byte + block.len() as u64, newlines: place.newlines + newlines };
        if self.open.skipping {
            if let Some(newline) = memchr(b'\n', block) {
                let (skipped, rest) = block.split_at(newline + 1);
                self.open.skipping = false;
                let result = self.parser.parse(rest, newlines, false);
                self.stand(rest, place.after(skipped), result, stretches);
            }
        } else if self.open.bytes.is_empty() {
            self.stand(block, place, guess, stretches);
        } else {
            self.open.bytes.extend_from_slice(block);
            if self.open.bytes.len() >= self.open.retry_bytes {
                let bytes = std::mem::take(&mut self.open.bytes);
                let result = self.parser.parse(&bytes, newlines_in(&bytes), false);
                self.stand(&bytes, self.open.place, result, stretches);
            }
        }
    }

    /// Takes a result as right, and keeps what it left open.
    fn stand(
        &mut self,
        bytes: &[u8],
        place: Place,
        (out, walked): (P::Out, Walked),
        stretches: &mut Vec<Stretch<P::Out>>,
    ) {
        let (whole, tail) = bytes.split_at(walked.tail);
        self.open.skipping = walked.skipping;
        if !tail.is_empty() {
            self.open.bytes = tail.to_vec();
            self.open.place = place.after(whole);
            self.open.retry_bytes = 2 * tail.len();
        }
        stretches.push(Stretch { place, out });
    }

    /// The end of the input ends the record that is open.
    fn finish(&mut self, stretches: &mut Vec<Stretch<P::Out>>) {
        if !self.open.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.open.bytes);
            let (out, _) = self.parser.parse(&bytes, newlines_in(&bytes), true);
            stretches.push(Stretch { place: self.open.place, out });
        }
    }
}
