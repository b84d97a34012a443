//! File descriptors: each connection needs one. A server may use as many as the system allows the program, and when even
//! these are used up, it refuses clients at once instead of letting them wait.

use std::fs::File;
use std::sync::Once;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;

/// Raises the program's own limit on open files, often 1024, to what the system allows it. Once is enough.
pub(super) fn allow_many() {
    static ONCE: Once = Once::new();
    #[cfg(unix)]
    ONCE.call_once(|| {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        // Without it the server works all the same, for fewer clients.
        let _ = setrlimit(Resource::Nofile, limit);
    });
    #[cfg(not(unix))]
    let _ = &ONCE;
}

/// A descriptor kept in reserve.
pub(super) struct Spare(Option<File>);

impl Spare {
    /// Takes one into reserve, if there is one.
    pub fn new() -> Spare {
        Spare(if cfg!(unix) { File::open("/dev/null").ok() } else { None })
    }

    /// Refuses the client that waits longest, by means of the reserve. Returns false when that was not possible.
    pub async fn refuse(&mut self, listener: &TcpListener) -> bool {
        if self.0.take().is_none() {
            *self = Spare::new();
            return false;
        }
        // Another thread may have taken the descriptor, or the client may have left.
        let refused = timeout(Duration::from_millis(10), listener.accept()).await;
        let done = matches!(refused, Ok(Ok(_)));
        drop(refused);
        *self = Spare::new();
        done
    }
}
