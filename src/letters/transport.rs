//! How a letter is sent: by an SMTP server, or as a file in a folder.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use futures_util::future::BoxFuture;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

/// For one letter, from looking for a connection to the server's last word. The library's own limit is
/// for connecting alone: a server that falls silent later would be waited for without end.
const SMTP_WAIT: Duration = Duration::from_secs(20);

/// A letter could not be handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// The letter itself cannot be sent: trying again does not help.
    #[error("the letter is refused: {0}")]
    Refused(String),
    /// The server does not answer now.
    #[error("the post is not reachable: {0}")]
    Unreachable(String),
}

/// A way to hand letters over.
pub trait Post: Send + Sync {
    /// Hands one letter over; once it returns well, the letter is somebody else's.
    fn send(&self, letter: Message) -> BoxFuture<'_, Result<(), PostError>>;
}

/// Where and as whom to speak SMTP.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Host name.
    pub host: String,
    /// Port; 465 begins with TLS, others switch to it.
    pub port: u16,
    /// User name, if the server wants one.
    pub username: Option<String>,
    pub password: Option<SecretString>,
    /// Speak without TLS: to a server on this machine only.
    pub plain: bool,
}

/// A real SMTP server.
pub struct SmtpPost {
    settings: AsyncSmtpTransportBuilder,
    /// Made when the first letter leaves: its pool of connections needs a running Tokio, which a
    /// process that is still opening the house does not have.
    transport: OnceLock<AsyncSmtpTransport<Tokio1Executor>>,
}

impl SmtpPost {
    /// Prepares at most so many connections that are used again; none is made yet.
    pub fn new(settings: &SmtpSettings, connections: u32) -> Result<Self, PostError> {
        type Transport = AsyncSmtpTransport<Tokio1Executor>;
        let refused = |error: lettre::transport::smtp::Error| PostError::Refused(error.to_string());
        let builder = match (settings.plain, settings.port) {
            (true, _) => Transport::builder_dangerous(&settings.host),
            (false, 465) => Transport::relay(&settings.host).map_err(refused)?,
            (false, _) => Transport::starttls_relay(&settings.host).map_err(refused)?,
        };
        let pool = PoolConfig::new().max_size(connections);
        let builder = builder.port(settings.port).timeout(Some(SMTP_WAIT));
        let mut builder = builder.pool_config(pool);
        if let (Some(username), Some(password)) = (&settings.username, &settings.password) {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(username.clone(), password));
        }
        Ok(Self {
            settings: builder,
            transport: OnceLock::new(),
        })
    }
}

impl Post for SmtpPost {
    fn send(&self, letter: Message) -> BoxFuture<'_, Result<(), PostError>> {
        Box::pin(async move {
            let transport = self.transport.get_or_init(|| self.settings.clone().build());
            match tokio::time::timeout(SMTP_WAIT, transport.send(letter)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) if error.is_permanent() => Err(PostError::Refused(told(&error))),
                Ok(Err(error)) => Err(PostError::Unreachable(told(&error))),
                Err(_) => {
                    let seconds = SMTP_WAIT.as_secs();
                    Err(PostError::Unreachable(format!("no answer in {seconds} s")))
                }
            }
        })
    }
}

/// What failed, without the server's words: they repeat addresses and what else it likes, and this goes
/// to the log and to the table of jobs.
fn told(error: &lettre::transport::smtp::Error) -> String {
    let kind = match error {
        error if error.is_permanent() => "the server refuses",
        error if error.is_transient() => "the server defers",
        error if error.is_timeout() => "the server does not answer in time",
        error if error.is_tls() => "TLS failed",
        error if error.is_response() => "the server answers what is no SMTP",
        error if error.is_client() => "the server cannot take such a letter",
        _ => "no connection",
    };
    let Some(code) = error.status() else {
        return kind.to_owned();
    };
    let words = std::error::Error::source(error).map(ToString::to_string);
    let enhanced = words.as_deref().and_then(enhanced_status);
    [Some(kind.to_owned()), Some(code.to_string()), enhanced]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The code that begins a reply, such as `5.1.1` (RFC 3463).
fn enhanced_status(reply: &str) -> Option<String> {
    let first = reply.split_whitespace().next()?;
    let parts: Vec<&str> = first.split('.').collect();
    let is_number = |part: &&str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    (parts.len() == 3 && parts.iter().all(is_number)).then(|| first.to_owned())
}

/// A folder of `.eml` files, for a portal that has no mail server yet.
pub struct FolderPost {
    folder: PathBuf,
}

impl FolderPost {
    /// Letters go to `folder`, which is made when the first letter comes.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

impl Post for FolderPost {
    fn send(&self, letter: Message) -> BoxFuture<'_, Result<(), PostError>> {
        Box::pin(async move {
            let unreachable = |error: std::io::Error| PostError::Unreachable(error.to_string());
            tokio::fs::create_dir_all(&self.folder)
                .await
                .map_err(unreachable)?;
            let name = file_name(&letter);
            // Written aside and moved, so that no reader meets half a letter.
            let aside = self.folder.join(format!(".{name}.part"));
            tokio::fs::write(&aside, letter.formatted())
                .await
                .map_err(unreachable)?;
            tokio::fs::rename(&aside, self.folder.join(name))
                .await
                .map_err(unreachable)
        })
    }
}

/// The Message-ID as a file name: a letter that is sent again replaces itself.
fn file_name(letter: &Message) -> String {
    let id = letter.headers().get_raw("Message-ID").unwrap_or("letter");
    let safe: String = id
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '@'))
        .collect();
    format!("{safe}.eml")
}

/// Reads a sender such as `Một Cửa <khong-tra-loi@motcua.example>`.
pub(super) fn mailbox(text: &str) -> Result<Mailbox, PostError> {
    text.parse()
        .map_err(|_| PostError::Refused("not a mail address".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_reply_only_its_code_is_kept() {
        assert_eq!(
            enhanced_status("5.1.1 <lan@motcua.example> user unknown"),
            Some("5.1.1".into())
        );
        for reply in [
            "",
            "user unknown",
            "10.0.0.17 refused",
            "5.1",
            "5..1",
            "a.b.c",
        ] {
            assert_eq!(enhanced_status(reply), None, "{reply}");
        }
    }
}
