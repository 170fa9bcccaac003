//! Calling other machines: redirects are not followed, an answer has its time and its size.

use std::time::Duration;

use futures_util::StreamExt;
use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use crate::exchange::Secret;
use crate::exchange::clear_text::travels_in_clear;
use crate::exchange::failure::{Unreached, host_of};
use crate::exchange::file_client::FileClient;
use crate::kernel::JobId;
use crate::web::ascii_json;

const ANSWER_WITHIN: Duration = Duration::from_secs(30);
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const LARGEST_ANSWER: usize = 64 * 1024;
/// Personal numbers, tax codes and phone numbers have at least so many digits.
const LONG_NUMBER: usize = 9;

/// Calls partners; one per process.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    demands_tls: bool,
    files: FileClient,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reached {
    /// The partner has it, now or since before.
    Taken,
    /// The partner answered that it does not take it; its text, short.
    Refused(String),
    /// The partner's machine broke on it: on this message, or on all of them.
    Broken(String),
    /// The partner could not be reached, or answered nothing that is an answer.
    Away(String),
}

impl Client {
    /// A client; with `demands_tls` one that sends nothing in clear to another machine.
    ///
    /// # Errors
    /// No TLS on this machine.
    pub fn new(demands_tls: bool) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(ANSWER_WITHIN)
            .connect_timeout(CONNECT_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("motcua/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self {
            http,
            demands_tls,
            files: FileClient::new(demands_tls)?,
        })
    }

    /// What fetches the files that partners offer.
    pub(in crate::exchange) const fn files(&self) -> &FileClient {
        &self.files
    }

    /// Sends a message. The job's id lets the partner see that a repeat is one.
    pub(super) async fn send(
        &self,
        url: &str,
        secret: Option<&Secret>,
        job: JobId,
        message: &Value,
    ) -> Reached {
        let Ok(address) = Url::parse(url) else {
            return Reached::Away("the partner's address is none".to_owned());
        };
        let host = host_of(&address);
        if self.demands_tls && travels_in_clear(&address) {
            return Reached::Away(Unreached::NotHttps.of(&host));
        }
        let Ok(body) = ascii_json(message) else {
            return Reached::Away("the message cannot be written".to_owned());
        };
        let mut request = self
            .http
            .post(url)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", job.to_string())
            .body(body);
        if let Some(secret) = secret {
            request = request.bearer_auth(secret.reveal());
        }
        match request.send().await {
            Err(error) => Reached::Away(plain(&error, &host)),
            Ok(response) if response.status() != 200 => unanswered(response.status()),
            Ok(response) => read(response, &host).await,
        }
    }
}

/// Any other status than 200 is no answer; some are about the message, and not about the machine.
fn unanswered(status: StatusCode) -> Reached {
    let why = format!("HTTP {}", status.as_u16());
    match status.as_u16() {
        400 | 413 | 415 | 422 => Reached::Refused(why),
        500 => Reached::Broken(why),
        _ => Reached::Away(why),
    }
}

async fn read(response: reqwest::Response, host: &str) -> Reached {
    let mut body = Vec::new();
    let mut pieces = response.bytes_stream();
    while let Some(piece) = pieces.next().await {
        match piece {
            Err(error) => return Reached::Away(plain(&error, host)),
            Ok(piece) if body.len() + piece.len() > LARGEST_ANSWER => {
                return Reached::Away("the answer is too long".to_owned());
            }
            Ok(piece) => body.extend_from_slice(&piece),
        }
    }
    understand(&body)
}

/// `error_code` 0 and 1 (known already) are success, as numbers or texts.
fn understand(body: &[u8]) -> Reached {
    let no_answer = || Reached::Away("the answer is no JSON object with an error_code".to_owned());
    let Ok(Value::Object(answer)) = serde_json::from_slice(body) else {
        return no_answer();
    };
    let code = match answer.get("error_code") {
        Some(Value::String(code)) => code.trim().to_owned(),
        Some(Value::Number(code)) => code.to_string(),
        _ => return no_answer(),
    };
    let message = answer.get("message").and_then(Value::as_str);
    match code.as_str() {
        "0" | "00" | "1" => Reached::Taken,
        _ => Reached::Refused(short(&format!("{code}: {}", message.unwrap_or_default()))),
    }
}

/// Addresses may hold what is secret: the error names the host alone.
fn plain(error: &reqwest::Error, host: &str) -> String {
    let kind = if error.is_timeout() {
        Unreached::NoAnswer
    } else if error.is_connect() {
        Unreached::NoConnection
    } else {
        Unreached::ConnectionBroke
    };
    kind.of(host)
}

/// Cut, and without long numbers: partners name people by them, and this stands in logs.
fn short(text: &str) -> String {
    let mut plain = String::new();
    let mut number = String::new();
    for next in text.chars().take(200).chain(['\n']) {
        if next.is_ascii_digit() {
            number.push(next);
            continue;
        }
        match number.len() {
            0..LONG_NUMBER => plain.push_str(&number),
            _ => plain.push('…'),
        }
        number.clear();
        plain.push(next);
    }
    plain.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_partners_write_them() {
        for taken in [
            r#"{"error_code":0}"#,
            r#"{"error_code":"00","message":"x"}"#,
            r#"{"error_code":1,"message":"H99| Duplicate refId"}"#,
        ] {
            assert_eq!(understand(taken.as_bytes()), Reached::Taken, "{taken}");
        }
        let refused = understand(br#"{"error_code":-1,"message":"MaSoThue empty"}"#);
        assert_eq!(refused, Reached::Refused("-1: MaSoThue empty".to_owned()));
        let named = understand(br#"{"error_code":5,"message":"001099012345: H99-260105-0001"}"#);
        assert_eq!(named, Reached::Refused("5: …: H99-260105-0001".to_owned()));
        for none in ["", "[]", "{}", r#"{"error_code":null}"#, "<html>"] {
            assert!(
                matches!(understand(none.as_bytes()), Reached::Away(_)),
                "{none}"
            );
        }
    }
}
