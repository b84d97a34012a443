// A server whose callbacks go wrong in every way; the texts of a client are orders (Classes/Peer.4dm).
CALL WORKER("faults"; "Start")
