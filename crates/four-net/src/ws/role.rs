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

#[cfg(test)]
mod tests {
    use super::super::codec::{Decoder, Frame, mask_frame, put_message_header};
    use super::*;

    /// A binary frame with `len` bytes of payload.
    fn frame(len: usize, role: Role, masks: &mut Masks) -> (Vec<u8>, Vec<u8>) {
        let payload: Vec<u8> = (0..len).map(|byte| byte as u8).collect();
        let mut bytes = b"before".to_vec();
        put_message_header(&mut bytes, false, false, len);
        bytes.extend_from_slice(&payload);
        if role == Role::Client {
            mask_frame(&mut bytes, 6, masks.next().expect("random bytes"));
        }
        (bytes.split_off(6), payload)
    }

    #[test]
    fn each_side_reads_the_other_and_not_itself() {
        let mut masks = Masks::default();
        for len in [0, 1, 125, 126, 65_535, 65_536, 100_000] {
            for (from, to) in [(Role::Client, Role::Server), (Role::Server, Role::Client)] {
                let (mut bytes, payload) = frame(len, from, &mut masks);
                let mut found = Vec::new();
                let used = Decoder::new(1 << 20, 10, to).decode(&mut bytes.clone(), |frame| {
                    found.push(frame);
                    true
                });
                assert_eq!(used, Ok(bytes.len()));
                assert_eq!(found, [Frame::Binary(payload.into())]);
                assert_eq!(
                    Decoder::new(1 << 20, 10, from).decode(&mut bytes, |_| true).map_err(|e| e.code),
                    Err(1002)
                );
            }
        }
    }

    #[test]
    fn masks_differ() {
        let mut masks = Masks::default();
        let some: std::collections::HashSet<_> =
            (0..1000).map(|_| masks.next().expect("random bytes")).collect();
        assert!(some.len() > 990);
    }
}
