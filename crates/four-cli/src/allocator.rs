//! The allocator of the program: mimalloc. Programs that build many small values spend much of their time in it.
//!
//! mimalloc's own binding asks for every alignment by name, which takes three times
//! as long as asking for none; and mimalloc keeps freed memory for a while, so the memory budget, which looks at what the
//! system has given out, needs a way to ask for it back. Huge pages must be switched off before mimalloc starts.
#![allow(unsafe_code)] // foreign calls and one constructor, see below

use std::alloc::{GlobalAlloc, Layout};

use libmimalloc_sys as mimalloc;

/// What every block is aligned to without being asked.
const ALIGNED: usize = 8;

struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

// SAFETY: mimalloc gives blocks of at least the size that is asked for, which belong to the caller until `mi_free`, and null
// where there is no memory. They are aligned to 8 bytes at least; more is asked for. `mi_realloc` keeps that.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match layout.align() <= ALIGNED {
            true => unsafe { mimalloc::mi_malloc(layout.size()) }.cast(),
            false => unsafe { mimalloc::mi_malloc_aligned(layout.size(), layout.align()) }.cast(),
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        match layout.align() <= ALIGNED {
            true => unsafe { mimalloc::mi_zalloc(layout.size()) }.cast(),
            false => unsafe { mimalloc::mi_zalloc_aligned(layout.size(), layout.align()) }.cast(),
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, _layout: Layout) {
        unsafe { mimalloc::mi_free(block.cast()) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        match layout.align() <= ALIGNED {
            true => unsafe { mimalloc::mi_realloc(block.cast(), size) }.cast(),
            false => unsafe { mimalloc::mi_realloc_aligned(block.cast(), size, layout.align()) }.cast(),
        }
    }
}

/// Gives freed memory of this thread back to the system.
pub fn give_back() {
    // SAFETY: `mi_collect` takes no pointers and may be called at any time from any thread.
    unsafe { mimalloc::mi_collect(true) }
}

/// Keeps small programs small: huge pages (2 MiB each, on Linux) are used from the time that the program has grown.
///
/// mimalloc asks for them from the start, which makes an empty program three times as large and its start slower.
pub fn start_small() {
    #[cfg(target_os = "linux")]
    four_runtime::memory::when_grown(|| {
        // A system without huge pages has nothing to switch.
        let _ = rustix::thread::disable_transparent_huge_pages(false);
    });
}

/// What mimalloc reserves of the address space at a time, in KiB (`mi_option_arena_reserve` of mimalloc 3). The binding does
/// not name it, so that its default tells whether it is still the option that is meant.
#[cfg(target_os = "linux")]
mod arena_reserve {
    pub const OPTION: super::mimalloc::mi_option_t = 23;
    pub const DEFAULT: std::ffi::c_long = 1 << 20;
    /// The tables of a reservation are written when it is made, 4 KiB for 24 MiB. Later ones double.
    pub const SMALL: std::ffi::c_long = 64 << 10;
}

/// Switches huge pages off before mimalloc's own constructor, which has no priority, touches the first ones.
#[cfg(target_os = "linux")]
// SAFETY: the function makes one system call and sets a number of mimalloc, which needs no start for it; it needs neither
// the allocator nor anything else that is not there yet.
#[unsafe(link_section = ".init_array.00101")]
#[used]
static FIRST: extern "C" fn() = {
    extern "C" fn small_start() {
        let _ = rustix::thread::disable_transparent_huge_pages(true);
        // SAFETY: both take a number, look it up in a table and check its bounds.
        unsafe {
            if mimalloc::mi_option_get(arena_reserve::OPTION) == arena_reserve::DEFAULT {
                mimalloc::mi_option_set(arena_reserve::OPTION, arena_reserve::SMALL);
            }
        }
    }
    small_start
};

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn mimalloc_reserves_little_at_the_start() {
        // SAFETY: a number is looked up in a table with checked bounds.
        let set = unsafe { super::mimalloc::mi_option_get(super::arena_reserve::OPTION) };
        assert_eq!(set, super::arena_reserve::SMALL, "mimalloc has another option of this number");
    }
}
