//! Reads the sources of large programs on several threads: each text is parsed by itself.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use four_runtime::memory;
use four_syntax::Parsed;

/// Bytes of memory that a byte of source becomes, read and lowered.
const GROWTH: u64 = 36;
/// Fewer bytes a thread are not worth starting one.
const WORTH_A_THREAD: usize = 1 << 17;
/// More threads wait for memory rather than for the processor.
const MOST_THREADS: usize = 8;
/// As much as the main thread has, for deeply nested expressions.
const STACK: usize = 8 << 20;

/// Parses texts of so many bytes in all; gives the trees in the order of the texts.
pub fn parse_all<T: Sync>(texts: &[T], bytes: usize, parse: impl Fn(&T) -> Parsed + Sync) -> Vec<Parsed> {
    memory::expect(bytes as u64 * GROWTH);
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let threads = (bytes / WORTH_A_THREAD).min(processors).min(MOST_THREADS);
    if threads < 2 {
        return texts.iter().map(parse).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, text)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            texts.get(index).map(|text| (index, text))
        } {
            done.push((index, parse(text)));
        }
        done
    };
    let mut parsed: Vec<(usize, Parsed)> = thread::scope(|scope| {
        // Where no thread can be started, this one does it all.
        let others: Vec<_> = (1..threads)
            .filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    parsed.sort_unstable_by_key(|(index, _)| *index);
    parsed.into_iter().map(|(_, parsed)| parsed).collect()
}
