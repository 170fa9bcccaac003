//! Calls to the portal: signing in, and messages in the envelope (protocol, 1.2 to 1.5).

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Body, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant as Stopwatch;

use super::faults::Fault;
use super::office::Office;

/// As long as real clients wait.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// Real clients sign in again after ten minutes; who gets the password wrong does so more often.
const SESSION_LASTS: Duration = Duration::from_secs(600);
const FAULTY_SESSION_LASTS: Duration = Duration::from_secs(20);
/// A session may be gone at the portal; who is refused with an older one than this signs in again.
const SESSION_IS_YOUNG: Duration = Duration::from_secs(60);
/// What else is on its way does not try again at once what has just failed.
const SIGN_IN_AGAIN_AFTER: Duration = Duration::from_millis(500);
/// What is cut off at once never leaves at all.
const HANG_UP_AFTER: Duration = Duration::from_millis(30);

/// A message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) service: &'static str,
    /// What stands beside the envelope's own members.
    pub(super) members: Map<String, Value>,
}

impl Call {
    pub(super) fn new<const N: usize>(
        service: &'static str,
        members: [(&'static str, Value); N],
    ) -> Self {
        let members = members.map(|(name, value)| (name.to_owned(), value));
        Self {
            service,
            members: Map::from_iter(members),
        }
    }
}

/// What the portal made of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Taken,
    /// A dossier of this code is there already.
    Exists,
    Refused,
}

/// An answer in the envelope.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EnvelopeReply {
    pub(super) verdict: Verdict,
    pub(super) message: String,
    pub(super) result: Value,
}

/// No answer in the envelope, or nobody is let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct NoReply(pub(super) String);

/// The agency's end of the line.
pub(super) struct Client {
    http: reqwest::Client,
    office: Arc<Office>,
    portal: String,
    password: SecretString,
    session: Mutex<Session>,
}

enum Session {
    None,
    Open { id: String, since: Stopwatch },
    Failed { at: Stopwatch, why: NoReply },
}

impl Client {
    pub(super) fn new(office: Arc<Office>, password: SecretString) -> Result<Self, reqwest::Error> {
        // Another part of the same program may have chosen before, which is no fault.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(ANSWER_WITHIN)
            .connect_timeout(CONNECT_WITHIN)
            .build()?;
        let portal = office.settings.portal.as_str().trim_end_matches('/');
        Ok(Self {
            http,
            portal: portal.to_owned(),
            office,
            password,
            session: Mutex::new(Session::None),
        })
    }

    /// Sends a message.
    pub(super) async fn call(&self, call: &Call) -> Result<EnvelopeReply, NoReply> {
        self.call_as(&self.office.agency.code, call).await
    }

    /// Sends a message under an agency's code.
    pub(super) async fn call_as(
        &self,
        agency: &str,
        call: &Call,
    ) -> Result<EnvelopeReply, NoReply> {
        let text = self.written(agency, call).await?;
        let answer = answer(self.post("mapi/g").body(text)).await?;
        if answer.verdict == Verdict::Refused {
            self.doubt_session().await;
        }
        Ok(answer)
    }

    /// Sends half of a message as if it were all, or hangs up in the middle. Nobody waits for good
    /// answers to that.
    pub(super) async fn call_halfway(&self, call: &Call, hangs_up: bool) -> Result<(), NoReply> {
        let text = self
            .written(&self.office.agency.code, call)
            .await?
            .into_bytes();
        let half = text.get(..text.len() / 2).unwrap_or_default().to_vec();
        let body = if hangs_up {
            Body::wrap_stream(stream::iter([Ok(half)]).chain(stream::once(async {
                tokio::time::sleep(HANG_UP_AFTER).await;
                Err(std::io::Error::other("hung up"))
            })))
        } else {
            Body::from(half)
        };
        let _ = self.post("mapi/g").body(body).send().await;
        Ok(())
    }

    /// The whole message as it goes out.
    async fn written(&self, agency: &str, call: &Call) -> Result<String, NoReply> {
        let mut message = call.members.clone();
        message.insert("session".to_owned(), json!(self.session().await?));
        message.insert("madonvi".to_owned(), json!(agency));
        message.insert("service".to_owned(), json!(call.service));
        Ok(Value::Object(message).to_string())
    }

    async fn session(&self) -> Result<String, NoReply> {
        let mut session = self.session.lock().await;
        match &*session {
            Session::Open { id, since } if since.elapsed() < self.session_lasts() => {
                return Ok(id.clone());
            }
            Session::Failed { at, why } if at.elapsed() < SIGN_IN_AGAIN_AFTER => {
                return Err(why.clone());
            }
            _ => {}
        }
        // Not while nobody is let in: the portal may make whoever is wrong wait, and the right
        // password has to come through in the end.
        let was_let_in = !matches!(*session, Session::Failed { .. });
        if was_let_in && self.office.faults.strikes(Fault::WrongPassword) {
            let _ = self.signed_in_with("not-the-password").await;
        }
        let since = Stopwatch::now();
        match self.signed_in_with(self.password.expose_secret()).await {
            Ok(id) => {
                *session = Session::Open {
                    id: id.clone(),
                    since,
                };
                Ok(id)
            }
            Err(why) => {
                *session = Session::Failed {
                    at: Stopwatch::now(),
                    why: why.clone(),
                };
                Err(why)
            }
        }
    }

    fn session_lasts(&self) -> Duration {
        if self.office.faults.is_on(Fault::WrongPassword) {
            FAULTY_SESSION_LASTS
        } else {
            SESSION_LASTS
        }
    }

    async fn signed_in_with(&self, password: &str) -> Result<String, NoReply> {
        let body =
            json!({"username": self.office.settings.username, "password": password}).to_string();
        let answer = object(self.post("mapi/login").body(body)).await?;
        let session = answer.get("session").and_then(Value::as_str);
        match session {
            Some(session) if code_of(&answer) == Some(0) => Ok(session.to_owned()),
            _ => Err(NoReply(format!("sign-in: {}", message_of(&answer)))),
        }
    }

    async fn doubt_session(&self) {
        let mut session = self.session.lock().await;
        if let Session::Open { since, .. } = &*session
            && since.elapsed() > SESSION_IS_YOUNG
        {
            *session = Session::None;
        }
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.http
            .post(format!("{}/{path}", self.portal))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json")
            .header("Charset", "utf-8")
    }
}

async fn answer(request: RequestBuilder) -> Result<EnvelopeReply, NoReply> {
    let answer = object(request).await?;
    Ok(EnvelopeReply {
        verdict: verdict(&answer),
        message: message_of(&answer).to_owned(),
        result: answer.get("result").cloned().unwrap_or(Value::Null),
    })
}

/// As real clients read it: 0 in any spelling, or the words of success; "đã tồn tại" with 0, 3 or -3.
fn verdict(answer: &Value) -> Verdict {
    let exists = message_of(answer).to_lowercase().contains("đã tồn tại");
    match code_of(answer) {
        Some(0 | 3 | -3) if exists => Verdict::Exists,
        Some(0) => Verdict::Taken,
        _ => Verdict::Refused,
    }
}

fn code_of(answer: &Value) -> Option<i64> {
    let code = answer.get("error_code")?;
    let of_text = || code.as_str()?.trim().parse().ok();
    code.as_i64().or_else(of_text)
}

fn message_of(answer: &Value) -> &str {
    let message = answer.get("message").and_then(Value::as_str);
    message.unwrap_or_default()
}

async fn object(request: RequestBuilder) -> Result<Value, NoReply> {
    let response = request.send().await.map_err(no_answer)?;
    let status = response.status();
    if !status.is_success() {
        return Err(NoReply(format!("HTTP {status}")));
    }
    let bytes = response.bytes().await.map_err(no_answer)?;
    serde_json::from_slice(&bytes).map_err(|error| NoReply(format!("no JSON: {error}")))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "so that it stands in map_err"
)]
fn no_answer(error: reqwest::Error) -> NoReply {
    NoReply(last_cause(&error))
}

/// The last cause says most: "connection refused" rather than "error sending request".
pub(super) fn last_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_real_clients_do() {
        let verdict_of =
            |code: Value, message: &str| verdict(&json!({"error_code": code, "message": message}));
        for code in [json!("0"), json!("00"), json!(0)] {
            assert_eq!(verdict_of(code, "Thành công"), Verdict::Taken);
        }
        for code in [json!("-3"), json!(3), json!("0")] {
            assert_eq!(verdict_of(code, "Hồ sơ Đã tồn tại"), Verdict::Exists);
        }
        for code in [json!("-1"), json!(null), json!("x"), json!([])] {
            assert_eq!(verdict_of(code, "Hồ sơ đã tồn tại"), Verdict::Refused);
        }
        assert_eq!(verdict(&json!("0")), Verdict::Refused);
    }
}
