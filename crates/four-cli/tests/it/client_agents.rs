//! `4D.HTTPAgent`: connections that requests share, their number, and their end.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::client::listener;
use crate::client_http::{HELLO, lines, read_request, script};
use crate::server::PATIENCE;

/// A server that answers `hello` as often as it is asked on a connection, but ends each after `most` answers; gives its
/// port, and a line for each connection and request.
async fn patient_server(most: usize) -> (u16, UnboundedReceiver<String>) {
    let (listener, port) = listener().await;
    let (send, seen) = unbounded_channel();
    tokio::spawn(async move {
        let mut open = 0;
        while let Ok((mut socket, _)) = listener.accept().await {
            open += 1;
            let (send, number) = (send.clone(), open);
            tokio::spawn(async move {
                for _ in 0..most {
                    let request = read_request(&mut socket).await;
                    if request.is_empty() {
                        return;
                    }
                    let line = request.lines().next().unwrap_or_default().to_owned();
                    let _ = send.send(format!("{number} {line}"));
                    let _ = socket.write_all(HELLO).await;
                }
            });
        }
    });
    (port, seen)
}

#[tokio::test]
async fn agents_keep_connections() {
    let main = r#"
		var $text : Text
		$agent:=4D.HTTPAgent.new({keepAlive: {keep}; maxSockets: 5})
		For ($i; 1; 3)
			$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}/"+String($i); {agent: $agent}).wait()
			Say($r.response.body+" "+OB Class($r.agent).name+" "+String($r.agent.params.maxSockets))
		End for
		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}/4"; {agent: $agent; method: "POST"; body: "x"}).wait()
		Say(String($agent.requestsCount)+" "+String(4D.HTTPRequest.new("http://127.0.0.1:{port}/5").wait().agent.params.maxSockets))"#;
    let hello = "hello HTTPAgent 5";
    for (keep, most, expected) in [
        // A new connection for POST, which must not be sent twice, and one for the other agent.
        ("True", 100, ["1 GET /1", "1 GET /2", "1 GET /3", "2 POST /4", "3 GET /5"]),
        ("False", 100, ["1 GET /1", "2 GET /2", "3 GET /3", "4 POST /4", "5 GET /5"]),
        // The server ends a connection after two requests without a word.
        ("True", 2, ["1 GET /1", "1 GET /2", "2 GET /3", "3 POST /4", "4 GET /5"]),
    ] {
        let (port, mut seen) = patient_server(most).await;
        let said = lines(&main.replace("{keep}", keep), port).await;
        assert_eq!(said, [hello, hello, hello, "0 65535"]);
        for line in expected {
            assert_eq!(seen.recv().await.expect("a request"), format!("{line} HTTP/1.1"), "{keep} {most}");
        }
    }
}

#[tokio::test]
async fn agents_close_connections_that_nobody_uses() {
    let (listener, port) = listener().await;
    let closed = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        read_request(&mut socket).await;
        socket.write_all(HELLO).await.expect("it is taken");
        // Nothing more is asked: the end of the connection is what comes next.
        timeout(PATIENCE, socket.read(&mut [0; 9])).await.expect("an end in time").expect("an end")
    });
    let main = r#"
		$agent:=4D.HTTPAgent.new({timeout: 0.05})
		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {agent: $agent}).wait()
		Say($r.response.body+" "+String($r.agent=$agent)+" "+String($agent.options.timeout))
		Say(String(4D.HTTPRequest.new("http://127.0.0.1:1/").agent=4D.HTTPRequest.new("http://127.0.0.1:1/").agent))
		New signal.wait()"#;
    let script = script(main, port);
    let mut four = script.start();
    assert_eq!(four.line().await, "hello True 0.05");
    assert_eq!(four.line().await, "True");
    assert_eq!(closed.await.expect("it ran"), 0);
}

#[tokio::test]
async fn agents_limit_connections_and_cross_processes() {
    let (port, mut seen) = patient_server(100).await;
    let main = r#"
		$agent:=4D.HTTPAgent.new({maxTotalSockets: 1; validateTLSCertificate: True})
		$all:=[]
		For ($i; 1; 10)
			$all.push(4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {agent: $agent}))
		End for
		Say(String($agent.requestsCount>1)+" "+String($agent.freeSocketsCount))
		For each ($r; $all)
			$r.wait()
		End for each
		CALL WORKER("other"; Formula(Say(4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {agent: $1}).wait().response.body)); $agent)"#;
    let said = lines(main, port).await;
    assert_eq!(said[1], "hello");
    for _ in 0..11 {
        // One connection at a time, used again and again.
        assert_eq!(seen.recv().await.expect("a request"), "1 GET / HTTP/1.1");
    }
}
