//! Every kind of job, and what its run is given of the process.

use std::sync::LazyLock;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::sweep::Sweep;
use crate::accounts::ClaimDossiers;
use crate::app::App;
use crate::context::Background;
use crate::dossiers::{
    EndSupplementTerm, FeedAgency, FetchPartnerFile, KeepResults, PushToPartner, RecomputeViews,
    WriteDossierLetter,
};
use crate::exchange::{Outbound, ReplayMessage};
use crate::jobs::{Failed, Leased, Outcome, Queue, RetryPolicy, Run};
use crate::letters::{Mailer, SendLetter};

/// The kinds of jobs. Those of partners are begun in this order: citizens wait for what is pushed,
/// so the files of a partner's first day come after it.
const KINDS: [Kind; 11] = [
    Kind::of::<SendLetter>(),
    Kind::of::<WriteDossierLetter>(),
    Kind::of::<KeepResults>(),
    Kind::of::<FeedAgency>(),
    Kind::of::<PushToPartner>(),
    Kind::of::<FetchPartnerFile>(),
    Kind::of::<ReplayMessage>(),
    Kind::of::<ClaimDossiers>(),
    Kind::of::<EndSupplementTerm>(),
    Kind::of::<Sweep>(),
    Kind::of::<RecomputeViews>(),
];

/// A kind of job without its type.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    queue: Queue,
    retry: RetryPolicy,
    limit: Duration,
    run: fn(&App, &Leased) -> BoxFuture<'static, Outcome>,
}

impl Kind {
    const fn of<J: Run>() -> Self
    where
        J::Needs: for<'a> From<&'a App>,
    {
        Self {
            name: J::KIND,
            queue: J::QUEUE,
            retry: J::RETRY,
            limit: J::LIMIT,
            run: run::<J>,
        }
    }

    fn named(name: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.name == name)
    }
}

fn run<J: Run>(app: &App, leased: &Leased) -> BoxFuture<'static, Outcome>
where
    J::Needs: for<'a> From<&'a App>,
{
    let (needs, job, id) = (J::Needs::from(app), leased.job.read::<J>(), leased.id);
    async move { job?.run(&needs, id).await }.boxed()
}

/// The kinds whose jobs take slots of this queue.
pub(super) fn kinds_of(queue: Queue) -> impl Iterator<Item = &'static str> {
    let kinds = KINDS.into_iter().filter(move |kind| kind.queue == queue);
    kinds.map(|kind| kind.name)
}

/// All kinds that this release knows.
pub(super) fn known_kinds() -> &'static [&'static str] {
    static KNOWN: LazyLock<Vec<&str>> =
        LazyLock::new(|| KINDS.iter().map(|kind| kind.name).collect());
    &KNOWN
}

/// Runs a leased job for no longer than its kind may take. One of a kind that this binary does not know
/// waits for a person.
pub(super) async fn run_leased(app: &App, leased: &Leased) -> Outcome {
    let Some(kind) = Kind::named(leased.job.kind()) else {
        return Err(Failed::for_good("no such kind of job"));
    };
    tokio::time::timeout(kind.limit, (kind.run)(app, leased))
        .await
        .unwrap_or_else(|_| {
            let seconds = kind.limit.as_secs();
            Err(Failed::new(format!("not done in {seconds} s")))
        })
}

/// When a job of this kind that failed is tried again.
pub(super) fn retry_policy(kind: &str) -> RetryPolicy {
    Kind::named(kind).map_or(RetryPolicy::USUAL, |kind| kind.retry)
}

impl From<&Self> for App {
    fn from(app: &Self) -> Self {
        app.clone()
    }
}

impl From<&App> for Background {
    fn from(app: &App) -> Self {
        Self {
            env: app.env.clone().into_inner(),
            cache: app.cache.clone().into_inner(),
        }
    }
}

impl From<&App> for Outbound {
    fn from(app: &App) -> Self {
        Self {
            background: app.into(),
            client: app.partners.clone(),
        }
    }
}

impl From<&App> for Mailer {
    fn from(app: &App) -> Self {
        Self {
            storage: app.env.storage.clone(),
            post: app.post.clone(),
            clock: app.env.clock.clone(),
            sender: app.sender.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::speech::{Locale, Words};

    #[test]
    fn operators_can_read_what_a_partners_job_is() {
        for kind in kinds_of(Queue::Partner) {
            for locale in Locale::ALL {
                for words in ["console.job", "console.dead.discard_lead"] {
                    let key = format!("{words}.{kind}");
                    assert!(Words::new(locale).has(&key), "{key}");
                }
            }
        }
    }

    #[test]
    fn kinds_are_one_word_each() {
        let names: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), KINDS.len());
        for name in names {
            // They stand in statements as they are.
            let is_word = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            assert!(is_word, "{name}");
        }
    }
}
