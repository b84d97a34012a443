//! `4D.SMTPTransporter` against servers that speak SMTP as a test wants them to.

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::client::{Script, listener, tcp};
use crate::client_tls::{Authority, trusting};
use crate::server::PATIENCE;

/// What a server offers after `EHLO`, and what it answers to a command that begins with a word.
#[derive(Clone, Copy, Default)]
struct Manners<'a> {
    offers: &'a [&'a str],
    answers: &'a [(&'a str, &'a str)],
}

impl Manners<'_> {
    fn answer(&self, line: &str) -> String {
        if let Some((_, answer)) = self.answers.iter().find(|(start, _)| line.starts_with(start)) {
            return format!("{answer}\r\n");
        }
        match line.split(' ').next().unwrap_or_default() {
            "EHLO" => {
                let lines = ["test.server"].iter().chain(self.offers).copied().collect::<Vec<_>>();
                let last = lines.len() - 1;
                let line = |(at, text): (usize, &&str)| {
                    format!("250{}{text}\r\n", if at == last { ' ' } else { '-' })
                };
                lines.iter().enumerate().map(line).collect()
            }
            "STARTTLS" => "220 go ahead\r\n".into(),
            "DATA" => "354 end with a dot\r\n".into(),
            "." => "250 2.0.0 queued as 42\r\n".into(),
            "QUIT" => "221 bye\r\n".into(),
            _ => "250 fine\r\n".into(),
        }
    }

    /// Serves until the client leaves or wants TLS; true for the latter.
    async fn serve(
        &self,
        socket: &mut (impl AsyncRead + AsyncWrite + Unpin),
        said: &mut Vec<String>,
    ) -> bool {
        let mut stream = BufStream::new(socket);
        let mut data = false;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or_default() == 0 {
                return false;
            }
            let line = line.trim_end_matches("\r\n").to_owned();
            said.push(line.clone());
            if data && line != "." {
                continue;
            }
            data = false;
            let answer = self.answer(&line);
            stream.write_all(answer.as_bytes()).await.expect("open");
            stream.flush().await.expect("open");
            data = data || line == "DATA" && answer.starts_with('3');
            if line == "STARTTLS" && answer.starts_with('2') {
                return true;
            }
        }
    }

    /// Serves one connection and gives what the client said.
    async fn session(self, listener: &TcpListener, tls: Option<TlsAcceptor>) -> Vec<String> {
        let mut said = Vec::new();
        let run = async {
            let mut socket = tcp(listener).await;
            socket.write_all(b"220 test.server ready\r\n").await.expect("open");
            if self.serve(&mut socket, &mut said).await {
                let mut socket = tls.expect("TLS").accept(socket).await.expect("a TLS handshake");
                said.push("(TLS)".into());
                self.serve(&mut socket, &mut said).await;
            }
        };
        timeout(PATIENCE, run).await.expect("in time");
        said
    }
}

/// A program that makes a transporter with these options and goes on with `then`.
fn program(options: &str, then: &str, port: u16) -> Script {
    let main = format!(
        "var $smtp : 4D.SMTPTransporter\nvar $status; $mail : Object\n\
         $smtp:=SMTP New transporter({{host: \"localhost\"; port: {{port}}; connectionTimeOut: 5; {options}}})\n\
         $mail:={{from: \"Jo <jo@4d.com>\"; to: \"Al <al@4d.com>, bo@4d.com\"; bcc: {{email: \"secret@4d.com\"}}; \
         subject: \"Hé\"; textBody: \"one\\n.two\\n\"}}\n{then}"
    );
    Script::new(&main, port)
}

const SEND: &str = "$status:=$smtp.send($mail)\n\
    Say(String($status.success)+\" \"+String($status.status)+\" \"+$status.statusText)";

#[tokio::test]
async fn mail_is_sent_over_starttls_with_a_password() {
    let (listener, port) = listener().await;
    let authority = Authority::new();
    let script =
        program("user: \"jo\"; password: \"tiger\"; keepAlive: False; logFile: \"mail.txt\"", SEND, port);
    authority.write(&script);
    let mut four = trusting(&script);
    let manners = Manners { offers: &["STARTTLS", "AUTH PLAIN LOGIN", "8BITMIME"], ..Manners::default() };
    let manners = Manners { answers: &[("AUTH PLAIN", "235 welcome")], ..manners };
    let said = manners.session(&listener, Some(authority.acceptor())).await;
    four.says(&["True 250 2.0.0 queued as 42"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    let at = said.iter().position(|line| line == "(TLS)").expect("TLS");
    assert!(said[..at].iter().all(|line| !line.starts_with("AUTH")), "{said:?}");
    assert!(said.contains(&"AUTH PLAIN AGpvAHRpZ2Vy".to_owned()), "{said:?}");
    let expected =
        ["MAIL FROM:<jo@4d.com>", "RCPT TO:<al@4d.com>", "RCPT TO:<bo@4d.com>", "RCPT TO:<secret@4d.com>"];
    for line in
        expected.into_iter().chain(["To: Al <al@4d.com>, bo@4d.com", "Subject: =?UTF-8?Q?H=C3=A9?=", "..two"])
    {
        assert!(said.iter().any(|said| said == line), "{line} in {said:?}");
    }
    // Hidden recipients are in no header, passwords in no log.
    assert_eq!(said.iter().filter(|line| line.contains("secret@4d.com")).count(), 1);
    assert_eq!(said.last().map(String::as_str), Some("QUIT"));
    let log = std::fs::read_to_string(script.main().with_file_name("Data").join("Logs").join("mail.txt"))
        .expect("a log");
    assert!(log.contains("MAIL FROM:<jo@4d.com>") && !log.contains("AGpvAHRpZ2Vy"), "{log}");
}

#[tokio::test]
async fn no_password_is_sent_unencrypted() {
    let (listener, port) = listener().await;
    let then = format!("{SEND}\nSay($status.errors[0].message)");
    let script = program("user: \"jo\"; password: \"tiger\"", &then, port);
    let mut four = script.start();
    let manners = Manners { offers: &["AUTH PLAIN"], ..Manners::default() };
    let said = manners.session(&listener, None).await;
    let why = "localhost offers no encryption, and acceptUnsecureConnection is not True.";
    four.says(&[&format!("False 0 {why}"), why]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    assert_eq!(said, ["EHLO [127.0.0.1]"]);
}

#[tokio::test]
async fn the_session_stays_open_and_goes_on_after_a_refusal() {
    let (listener, port) = listener().await;
    let then = format!("{SEND}\n$mail.to:=\"nobody@4d.com\"\n{SEND}\n$mail.to:=\"al@4d.com\"\n{SEND}");
    let options = "acceptUnsecureConnection: True; user: \"tim\"; password: \"tanstaaftanstaaf\"";
    let script = program(options, &then, port);
    let mut four = script.start();
    let challenge = "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+";
    let manners = Manners {
        offers: &["AUTH PLAIN CRAM-MD5"],
        answers: &[
            ("AUTH CRAM-MD5", challenge),
            ("dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw", "235 welcome"),
            ("RCPT TO:<nobody", "550 5.1.1 no such user"),
        ],
    };
    let said = manners.session(&listener, None).await;
    let fine = "True 250 2.0.0 queued as 42";
    four.says(&[fine, "False 550 5.1.1 no such user", fine]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    assert_eq!(said.iter().filter(|line| line.starts_with("EHLO")).count(), 1);
    assert_eq!(said.iter().filter(|line| *line == "RSET").count(), 1);
}

#[tokio::test]
async fn an_oauth_token_that_is_refused_gives_the_servers_words() {
    let (listener, port) = listener().await;
    let then = "$status:=$smtp.checkConnection()\nSay(String($status.success)+\" \"+String($status.status)+\" \"+$status.statusText)";
    let options = "acceptUnsecureConnection: True; user: \"jo\"; accessTokenOAuth2: {access_token: \"tok\"}";
    let script = program(options, then, port);
    let mut four = script.start();
    let manners = Manners {
        offers: &[],
        answers: &[
            ("EHLO", "250-test.server\r\n250 AUTH XOAUTH2"),
            ("AUTH XOAUTH2 dXNlcj1qbwFhdXRoPUJlYXJlciB0b2sBAQ==", "334 eyJzdGF0dXMiOiI0MDAifQ=="),
            // The empty answer to the details.
            ("", "535 5.7.8 bad token"),
        ],
    };
    manners.session(&listener, None).await;
    four.says(&["False 535 5.7.8 bad token"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn hostile_answers_and_silence_are_failures() {
    let greetings: &[&[u8]] = &[b"\xff\xfe\r\n", b"", b"220-more\r\n", b"999 no\r\n"];
    for greeting in greetings {
        let (listener, port) = listener().await;
        let then = "$status:=$smtp.checkConnection()\nSay(String($status.success)+\" \"+String($status.errors.length))";
        let script = program("acceptUnsecureConnection: True", then, port);
        let mut four = script.start();
        let mut socket = tcp(&listener).await;
        socket.write_all(greeting).await.expect("open");
        four.says(&["False 1"]).await;
        assert_eq!(four.exit().await, 0, "{}", four.errors());
    }
    // A line without end.
    let (listener, port) = listener().await;
    let then = "$status:=$smtp.checkConnection()\nSay($status.statusText)";
    let script = program("acceptUnsecureConnection: True", then, port);
    let mut four = script.start();
    let mut socket = tcp(&listener).await;
    let endless = tokio::spawn(async move { while socket.write_all(&[b'x'; 4096]).await.is_ok() {} });
    four.says(&["The server sent a line of more than 65536 bytes."]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    endless.await.expect("ended");
}

#[tokio::test]
async fn what_cannot_be_mail_never_reaches_the_server() {
    let (listener, port) = listener().await;
    let then = "For each ($change; [{from: Null}; {to: Null; bcc: Null}; {to: {email: \"a@b.c>\\r\\nRCPT TO:<x@y.z\"}}; {attachments: [1]}; {sendAt: \"yesterday\"}])\n\
        $one:=OB Copy($mail)\n\
        For each ($name; $change)\n$one[$name]:=$change[$name]\nEnd for each\n\
        Try\n$smtp.send($one)\nSay(\"sent\")\nCatch\nSay(String(Last errors[0].errCode))\nEnd try\nEnd for each";
    let script = program("acceptUnsecureConnection: True", then, port);
    let mut four = script.start();
    four.says(&["54", "54", "54", "54", "54"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    assert!(timeout(std::time::Duration::from_millis(50), listener.accept()).await.is_err());
}
