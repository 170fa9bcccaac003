//! A real SMTP conversation.

use std::net::TcpListener;

use lettre::Message;
use motcua::letters::{Post, PostError, SmtpPost, SmtpSettings};

use crate::support::{Manner, PostOffice, engine_free};

engine_free!(
    a_letter_is_handed_over_whole,
    a_letter_that_the_server_never_takes_is_refused,
    a_letter_that_the_server_may_take_later_waits,
    a_server_that_is_not_there_is_unreachable,
);

async fn a_letter_is_handed_over_whole(_: &()) {
    let office = PostOffice::open(Manner::Takes);
    post(office.port).send(letter()).await.unwrap();
    let heard = office.heard();
    let said = |line: &str| heard.iter().any(|command| command.starts_with(line));
    assert!(heard[0].starts_with("EHLO "), "{heard:?}");
    assert!(
        said("MAIL FROM:<khong-tra-loi@motcua.example>"),
        "{heard:?}"
    );
    assert!(said("RCPT TO:<lan@motcua.example>"), "{heard:?}");
    let letters = office.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("Message-ID: <dossier.1@motcua.example>\n"));
    // A line that is only a dot would end the letter, so it is doubled (RFC 5321, 4.5.2).
    assert!(letters[0].contains("first\n..\nlast\n"), "{}", letters[0]);
}

async fn a_letter_that_the_server_never_takes_is_refused(_: &()) {
    let office = PostOffice::open(Manner::Answers("550 no such mailbox"));
    let outcome = post(office.port).send(letter()).await;
    assert!(matches!(outcome, Err(PostError::Refused(_))), "{outcome:?}");
    assert!(office.letters().is_empty());
}

async fn a_letter_that_the_server_may_take_later_waits(_: &()) {
    let office = PostOffice::open(Manner::Answers("451 try again"));
    let outcome = post(office.port).send(letter()).await;
    assert!(
        matches!(outcome, Err(PostError::Unreachable(_))),
        "{outcome:?}"
    );
    office.behave(Manner::Takes);
    post(office.port).send(letter()).await.unwrap();
    assert_eq!(office.letters().len(), 1);
}

async fn a_server_that_is_not_there_is_unreachable(_: &()) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let outcome = post(port).send(letter()).await;
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

fn post(port: u16) -> SmtpPost {
    let settings = SmtpSettings {
        host: "127.0.0.1".into(),
        port,
        username: None,
        password: None,
        plain: true,
    };
    SmtpPost::new(&settings, 8).unwrap()
}
