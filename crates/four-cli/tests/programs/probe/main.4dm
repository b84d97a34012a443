// Every callback writes one line; the texts of a client are orders (Classes/Peer.4dm).
CALL WORKER("probe"; "Start")
