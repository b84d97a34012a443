//! The allocator of the program. Programs that build many small values spend much of their time in it.
//!
//! This is the one place with unsafe code: mimalloc keeps freed memory for a while, and the memory budget, which looks at
//! what the system has given out, needs a way to ask for it back.
#![allow(unsafe_code)] // one foreign call, see below

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Gives freed memory of this thread back to the system.
pub fn give_back() {
    // SAFETY: `mi_collect` takes no pointers and may be called at any time from any thread.
    unsafe { libmimalloc_sys::mi_collect(true) }
}
