//! Which side of a connection we are: clients mask their frames and servers don't (RFC 6455 section 5.1).

use std::io;

/// Our side of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// The side that was connected to.
    #[default]
    Server,
    /// The side that connected.
    Client,
}

impl Role {
    /// What the other side is called in messages.
    pub(super) fn peer(self) -> &'static str {
        match self {
            Role::Server => "client",
            Role::Client => "server",
        }
    }

    /// Why a peer that does not take what is sent is given up.
    pub(super) fn too_slow(self) -> &'static str {
        match self {
            Role::Server => "the client reads too slowly",
            Role::Client => "the server reads too slowly",
        }
    }
}

/// Masks of a client's frames: fresh random bytes of the system, fetched for many frames at a time.
pub(super) struct Masks {
    pool: Box<[u8; 512]>,
    at: usize,
}

impl Default for Masks {
    fn default() -> Masks {
        Masks { pool: Box::new([0; 512]), at: 512 }
    }
}

impl Masks {
    /// The mask of the next frame.
    ///
    /// # Errors
    /// When the system has no random bytes.
    pub fn next(&mut self) -> io::Result<[u8; 4]> {
        if self.at == self.pool.len() {
            getrandom::fill(&mut self.pool[..]).map_err(|error| io::Error::other(error.to_string()))?;
            self.at = 0;
        }
        let mask = [0, 1, 2, 3].map(|i| self.pool[self.at + i]);
        self.at += 4;
        Ok(mask)
    }
}
