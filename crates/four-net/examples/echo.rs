//! An echo server on the network layer alone: `echo --port N`. Texts and bytes come back as they are, or with `--upper`
//! texts in upper case; with `--deflate` messages are compressed for clients that offer it (`--no-takeover` keeps nothing
//! between them). Used for conformance tests and measurements. Messages are answered by an ordinary thread, as an
//! interpreter would.

use four_net::{
    ConnectionHandle, ConnectionSink, Cork, Deflate, Endpoint, EndpointOptions, EndpointSink, Handshake,
    HttpServer, Incoming, Outgoing, Settings,
};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

type Mail = (ConnectionHandle, Vec<Incoming>);

struct Server(Mutex<Sender<Mail>>);

struct Client(Sender<Mail>, ConnectionHandle);

impl EndpointSink for Server {
    fn connect(&self, _: Handshake, connection: ConnectionHandle) {
        if let Ok(mailbox) = self.0.lock() {
            connection.accept(Arc::new(Client(mailbox.clone(), connection.clone())));
        }
    }

    fn mount_closed(&self) {}
}

impl ConnectionSink for Client {
    fn events(&self, batch: Vec<Incoming>) {
        let _ = self.0.send((self.1.clone(), batch));
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let flag = |name: &str| std::env::args().any(|a| a == name);
    let port = std::env::args().skip_while(|a| a != "--port").nth(1).map_or(Ok(9001), |p| p.parse())?;
    let server = HttpServer::start(Settings { port, ..Settings::default() })?;
    let (mailbox, mail) = channel();
    let deflate = Deflate { context_takeover: !flag("--no-takeover"), window_bits: 15, threshold: 0 };
    let options = EndpointOptions {
        max_message: 64 << 20,
        out_bytes: 64 << 20,
        deflate: flag("--deflate").then_some(deflate),
        ..EndpointOptions::default()
    };
    server.mount(None, Endpoint { sink: Arc::new(Server(Mutex::new(mailbox))), options })?;
    let upper = flag("--upper");
    let answer = |(connection, batch): Mail| {
        let (mut count, mut bytes) = (0, 0);
        for event in batch {
            bytes += event.size();
            count += usize::from(event.is_message());
            match event {
                Incoming::Text(text) if upper => connection.send(Outgoing::Text(text.to_uppercase().into())),
                Incoming::Text(text) => connection.send(Outgoing::Text(text)),
                Incoming::Binary(data) => connection.send(Outgoing::Binary(data)),
                Incoming::Error { .. } | Incoming::Closed { .. } => {}
            }
        }
        connection.consumed(count, bytes);
    };
    while let Ok(first) = mail.recv() {
        let _cork = Cork::new();
        answer(first);
        mail.try_iter().for_each(answer);
    }
    Ok(())
}
