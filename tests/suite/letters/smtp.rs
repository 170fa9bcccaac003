//! A real SMTP conversation (RFC 5321) with a server of a few lines.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use lettre::Message;
use motcua::letters::{Post, PostError, SmtpPost, SmtpSettings};

#[actix_web::test]
async fn a_letter_is_handed_over_whole() {
    let (post, server) = post_office("250 taken");
    post.send(letter()).await.unwrap();
    drop(post);
    let heard = server.join().unwrap();
    let commands: Vec<&str> = heard.iter().map(|line| line.trim_end()).collect();
    assert!(commands[0].starts_with("EHLO "), "{commands:?}");
    let said = |line: &str| commands.iter().any(|command| command.starts_with(line));
    assert!(
        said("MAIL FROM:<khong-tra-loi@motcua.example>"),
        "{commands:?}"
    );
    assert!(said("RCPT TO:<lan@motcua.example>"), "{commands:?}");
    assert!(
        said("Message-ID: <dossier.1@motcua.example>"),
        "{commands:?}"
    );
    // A line that is only a dot would end the letter, so it is doubled (RFC 5321, 4.5.2).
    assert!(commands.contains(&".."), "{commands:?}");
}

#[actix_web::test]
async fn a_letter_that_the_server_never_takes_is_refused() {
    let (post, _server) = post_office("550 no such mailbox");
    let outcome = post.send(letter()).await;
    assert!(matches!(outcome, Err(PostError::Refused(_))), "{outcome:?}");
}

#[actix_web::test]
async fn a_letter_that_the_server_may_take_later_waits() {
    let (post, _server) = post_office("451 try again");
    let outcome = post.send(letter()).await;
    assert!(
        matches!(outcome, Err(PostError::Unreachable(_))),
        "{outcome:?}"
    );
}

#[actix_web::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let outcome = SmtpPost::new(&settings(port)).unwrap().send(letter()).await;
    assert!(
        matches!(outcome, Err(PostError::Unreachable(_))),
        "{outcome:?}"
    );
}

fn letter() -> Message {
    Message::builder()
        .from("Cua <khong-tra-loi@motcua.example>".parse().unwrap())
        .to("lan@motcua.example".parse().unwrap())
        .subject("Ho so")
        .message_id(Some("<dossier.1@motcua.example>".into()))
        .body("first\r\n.\r\nlast\r\n".to_owned())
        .unwrap()
}

fn settings(port: u16) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".into(),
        port,
        username: None,
        password: None,
        plain: true,
    }
}

/// A post, and a server that takes one conversation and says `verdict` to each recipient. It gives
/// back every line that it heard.
fn post_office(verdict: &'static str) -> (SmtpPost, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        let mut heard = Vec::new();
        let mut is_letter = false;
        write!(stream, "220 post.example\r\n").unwrap();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap_or(0) == 0 {
                return heard;
            }
            let answer = match line.trim_end() {
                "." if is_letter => {
                    is_letter = false;
                    "250 kept"
                }
                _ if is_letter => "",
                "DATA" => {
                    is_letter = true;
                    "354 go on"
                }
                command if command.starts_with("RCPT") => verdict,
                "QUIT" => "221 bye",
                _ => "250 well",
            };
            heard.push(line);
            if !answer.is_empty() && write!(stream, "{answer}\r\n").is_err() {
                return heard;
            }
        }
    });
    (SmtpPost::new(&settings(port)).unwrap(), server)
}
