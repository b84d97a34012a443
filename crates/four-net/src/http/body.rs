//! Response bodies: bytes at hand, a file streamed in pieces and never read as a whole, or pieces that a program sends.

use super::io::Watch;
use bytes::{Bytes, BytesMut};
use hyper::body::{Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc;

/// Bytes of a file read at a time.
const PIECE: usize = 64 << 10;

/// A response body.
#[derive(Debug)]
pub struct Body {
    kind: Kind,
    /// Told when the body is done with, so that the connection counts as idle.
    watch: Option<Arc<Watch>>,
}

#[derive(Debug)]
enum Kind {
    Full(Option<Bytes>),
    File { file: File, left: u64 },
    Stream(mpsc::Receiver<io::Result<Bytes>>),
}

impl Body {
    /// A body at hand.
    pub fn full(data: impl Into<Bytes>) -> Body {
        Body { kind: Kind::Full(Some(data.into())), watch: None }
    }

    /// The next `left` bytes of a file.
    pub fn file(file: File, left: u64) -> Body {
        Body { kind: Kind::File { file, left }, watch: None }
    }

    /// Pieces that come until the sender is dropped.
    pub fn stream(pieces: mpsc::Receiver<io::Result<Bytes>>) -> Body {
        Body { kind: Kind::Stream(pieces), watch: None }
    }

    /// The bytes, when they are at hand.
    pub(crate) fn bytes(&self) -> Option<&Bytes> {
        match &self.kind {
            Kind::Full(data) => data.as_ref(),
            _ => None,
        }
    }

    pub(crate) fn watched(mut self, watch: Arc<Watch>) -> Body {
        self.watch = Some(watch);
        self
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if let Some(watch) = &self.watch {
            watch.answered();
        }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match &mut self.get_mut().kind {
            Kind::Full(data) => {
                Poll::Ready(data.take().filter(|d| !d.is_empty()).map(|d| Ok(Frame::data(d))))
            }
            Kind::Stream(pieces) => pieces.poll_recv(cx).map(|piece| piece.map(|data| data.map(Frame::data))),
            Kind::File { left: 0, .. } => Poll::Ready(None),
            Kind::File { file, left } => {
                let want = usize::try_from(*left).unwrap_or(PIECE).min(PIECE);
                let mut piece = BytesMut::zeroed(want);
                let mut space = ReadBuf::new(&mut piece);
                ready!(Pin::new(file).poll_read(cx, &mut space))?;
                let got = space.filled().len();
                if got == 0 {
                    return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
                }
                *left -= got as u64;
                piece.truncate(got);
                Poll::Ready(Some(Ok(Frame::data(piece.freeze()))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.kind, Kind::Full(None) | Kind::File { left: 0, .. })
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Full(data) => SizeHint::with_exact(data.as_ref().map_or(0, |d| d.len() as u64)),
            Kind::File { left, .. } => SizeHint::with_exact(*left),
            Kind::Stream(_) => SizeHint::default(),
        }
    }
}
