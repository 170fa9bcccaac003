//! Fetching what was enclosed with dossiers, after the portal has its answer and apart from it: from
//! the portal only, so many at a time, again and again until it is here. Only what the portal does not
//! have, or what the agency does not take, is given up. What was on its way when the process ended is
//! fetched by the next.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::client::last_cause;
use super::draw::Draw;
use super::enclosures::address;
use super::office::{Office, seconds};
use super::store::{Attachment, Custody, Fetched, StoreError};

/// How often is looked for what is due.
const LOOK: Duration = Duration::from_millis(50);
/// How many are on their way at a time, and among how many these are chosen.
const PARALLEL: usize = 4;
const PAGE: i64 = 100;
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The first wait after a failure; it doubles up to the longest.
const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(30);
/// So often the portal has to say that it has no such thing until it is believed.
const BELIEVED_AFTER: i32 = 5;

/// Why an attachment is not here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Failure {
    /// The portal does not have it, or not under this link.
    #[error("the portal does not have it: HTTP {0}")]
    Absent(StatusCode),
    /// The agency does not take it.
    #[error("{0}")]
    Declined(&'static str),
    /// It may come the next time.
    #[error("{0}")]
    Passing(String),
}

/// Which one it was, and what came of it.
type Outcome = (Attachment, Result<Fetched, Failure>);

/// Who fetches.
pub(super) struct Fetcher {
    office: Arc<Office>,
    http: reqwest::Client,
    /// By the portal's codes and its names for the files.
    on_the_way: HashSet<(String, String)>,
}

impl Fetcher {
    pub(super) fn new(office: Arc<Office>) -> Result<Self, reqwest::Error> {
        // A redirection could lead away from the portal.
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            .redirect(Policy::none())
            .build()?;
        Ok(Self {
            office,
            http,
            on_the_way: HashSet::new(),
        })
    }

    /// Fetches until told to stop. What is on its way then is left.
    pub(super) async fn fetch(mut self, mut stop: watch::Receiver<bool>) {
        let mut fetching: JoinSet<Outcome> = JoinSet::new();
        while !*stop.borrow() {
            match self.due(PARALLEL.saturating_sub(fetching.len())).await {
                Ok(due) => due.into_iter().for_each(|attachment| {
                    self.on_the_way.insert(name(&attachment));
                    let (office, http) = (Arc::clone(&self.office), self.http.clone());
                    fetching.spawn(async move {
                        let outcome = office.bring(&http, &attachment).await;
                        (attachment, outcome)
                    });
                }),
                Err(error) => tracing::error!(%error, "what is to be fetched could not be read"),
            }
            tokio::select! {
                Some(ended) = fetching.join_next() => match ended {
                    Ok(outcome) => self.settle(outcome).await,
                    Err(error) => tracing::error!(%error, "fetching was broken off"),
                },
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn due(&self, most: usize) -> Result<Vec<Attachment>, StoreError> {
        if most == 0 {
            return Ok(Vec::new());
        }
        let due = self
            .office
            .reading(|office, tx| tx.attachments_due(office.clock.now(), PAGE))
            .await?;
        let may_go = |attachment: &Attachment| {
            !self.on_the_way.contains(&name(attachment))
                && !self.office.answering.is_about(&attachment.portal_code)
        };
        Ok(due.into_iter().filter(may_go).take(most).collect())
    }

    async fn settle(&mut self, (mut attachment, outcome): Outcome) {
        let fetched = name(&attachment);
        attachment.settle(outcome);
        let kept = self
            .office
            .writing(move |office, tx| {
                let wait = chrono::Duration::from_std(office.pause(&attachment));
                let next_at = office.clock.now() + wait.unwrap_or_default();
                tx.keep_attachment(&attachment, next_at)
            })
            .await;
        // It is still awaited; that it is fetched once more is harmless.
        if let Err(error) = kept {
            tracing::error!(%error, "what was fetched could not be noted");
        }
        self.on_the_way.remove(&fetched);
    }
}

fn name(attachment: &Attachment) -> (String, String) {
    (attachment.portal_code.clone(), attachment.id.clone())
}

impl Attachment {
    /// Notes what came of fetching it. Its link stands in no log.
    fn settle(&mut self, outcome: Result<Fetched, Failure>) {
        let failure = match outcome {
            Ok(fetched) => {
                self.custody = Custody::Here;
                self.fetched = Some(fetched);
                return;
            }
            Err(failure) => failure,
        };
        self.failures = self.failures.saturating_add(1);
        match failure {
            Failure::Absent(_) => self.absences = self.absences.saturating_add(1),
            Failure::Declined(_) => self.custody = Custody::Declined,
            Failure::Passing(_) => {}
        }
        if self.absences >= BELIEVED_AFTER {
            self.custody = Custody::Gone;
        }
        let (dossier, id, custody) = (&self.portal_code, &self.id, self.custody.name());
        if self.custody == Custody::Awaited {
            tracing::info!(%dossier, %id, %failure, "an attachment could not be fetched");
        } else {
            tracing::warn!(%dossier, %id, %failure, custody, "an attachment is given up");
        }
    }
}

impl Office {
    /// How long an attachment waits after a failure: twice as long each time, give or take a quarter.
    fn pause(&self, attachment: &Attachment) -> Duration {
        let failures = attachment.failures.to_string();
        let words = ["pause", &attachment.portal_code, &attachment.id, &failures];
        let share = Draw::of(self.settings.seed, &words).below(500);
        let doublings = attachment.failures.saturating_sub(1).clamp(0, 10);
        let doubled = SHORTEST.saturating_mul(1 << doublings).min(LONGEST);
        doubled * (750 + u32::try_from(share).unwrap_or(0)) / 1_000
    }

    /// Fetches one and puts it into the folder.
    async fn bring(
        &self,
        http: &reqwest::Client,
        attachment: &Attachment,
    ) -> Result<Fetched, Failure> {
        let settings = &self.settings;
        let links = settings.portal_links.as_ref().unwrap_or(&settings.portal);
        let address = address(&attachment.link, &settings.portal, links)
            .ok_or(Failure::Declined("its link is not the portal's"))?;
        let unfinished = self.enclosures.unfinished(attachment);
        let bringing = async {
            let response = http.get(address).send().await.map_err(not_reached)?;
            let response = answered_well(response)?;
            tokio::fs::create_dir_all(self.enclosures.folder())
                .await
                .map_err(not_written)?;
            let fetched = write(response, &unfinished, settings.largest_attachment).await?;
            tokio::fs::rename(&unfinished, self.enclosures.place(attachment))
                .await
                .map_err(not_written)?;
            Ok(fetched)
        };
        let in_time = tokio::time::timeout(seconds(settings.attachment_seconds), bringing).await;
        let outcome =
            in_time.unwrap_or_else(|_| Err(Failure::Passing("it took too long".to_owned())));
        if outcome.is_err() {
            // It may not have begun.
            let _ = tokio::fs::remove_file(&unfinished).await;
        }
        outcome
    }
}

fn answered_well(response: Response) -> Result<Response, Failure> {
    let status = response.status();
    match status {
        StatusCode::OK => Ok(response),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Err(http_failure(status)),
        status if status.is_client_error() => Err(Failure::Absent(status)),
        status => Err(http_failure(status)),
    }
}

/// Writes it as it comes, so that a large one is never in memory as a whole.
async fn write(mut response: Response, to: &Path, largest: u64) -> Result<Fetched, Failure> {
    const TOO_LARGE: Failure = Failure::Declined("it is too large");
    if response
        .content_length()
        .is_some_and(|length| length > largest)
    {
        return Err(TOO_LARGE);
    }
    let mut file = File::create(to).await.map_err(not_written)?;
    let mut hash = Sha256::new();
    let mut length = 0_u64;
    while let Some(chunk) = response.chunk().await.map_err(not_reached)? {
        length = length.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if length > largest {
            return Err(TOO_LARGE);
        }
        hash.update(&chunk);
        file.write_all(&chunk).await.map_err(not_written)?;
    }
    file.sync_all().await.map_err(not_written)?;
    Ok(Fetched {
        length: i64::try_from(length).unwrap_or(i64::MAX),
        digest: hex::encode(hash.finalize()),
    })
}

fn http_failure(status: StatusCode) -> Failure {
    Failure::Passing(format!("HTTP {status}"))
}

/// In words without the link.
fn not_reached(error: reqwest::Error) -> Failure {
    Failure::Passing(last_cause(&error.without_url()))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "so that it stands in map_err"
)]
fn not_written(error: std::io::Error) -> Failure {
    Failure::Passing(format!("the agency's folder: {error}"))
}
