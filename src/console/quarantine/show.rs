//! One message in quarantine. Who looks at it sees personal data: each look is a row of the journal.

use actix_web::web::Path;
use askama::Template;

use super::readable::readable;
use crate::accounts;
use crate::console::partners::lookup::{self, partner_named};
use crate::console::paths;
use crate::exchange::{self, Partner, QuarantineLine};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::TimeKey;
use crate::kernel::{PartnerId, QuarantineId, Reason};
use crate::storage;
use crate::web::{Faults, Frame, PageError, PageResult, StaffRequest, page as answer};

/// The page of a message, with what was typed into its forms.
#[derive(Template)]
#[template(path = "console/quarantine/show.html")]
pub(super) struct MessagePage {
    pub(super) frame: Frame,
    pub(super) partner: Partner,
    pub(super) line: QuarantineLine,
    /// The message; none of what is not JSON.
    pub(super) shown: Option<String>,
    /// What was recorded of it in the end, where somebody mended it.
    pub(super) recorded: Option<String>,
    pub(super) settled_by: Option<String>,
    /// What the operator makes of it.
    pub(super) mended: String,
    /// Why it is discarded.
    reason: String,
    /// How many other messages wait for the same reason, as many as one decision is about.
    alike: i64,
    /// The last of them.
    last_alike: Option<TimeKey<QuarantineId>>,
    /// They are to be discarded as well.
    discard_alike: bool,
    pub(super) faults: Faults,
}

impl MessagePage {
    /// Opens a message of a partner, and writes the look down.
    pub(super) async fn open(
        console: &StaffRequest,
        (partner, id): (PartnerId, QuarantineId),
    ) -> Result<Self, PageError> {
        let (moment, operator) = (console.cx.moment.clone(), console.viewer.account);
        let storage = &console.env.storage;
        let found = storage
            .writing(move |tx| {
                let found = exchange::quarantined(tx, id)?;
                let Some((line, body)) = found.filter(|(line, _)| line.partner == partner) else {
                    return storage::Result::Ok(None);
                };
                let look = JournalEntry::new(AuditAction::LookedAtMessage, operator, id);
                journal::record(tx, &moment, &look)?;
                let recorded = match line.recorded {
                    Some(message) => exchange::message_body(tx, partner, message)?,
                    None => None,
                };
                let names = accounts::names_of(tx, line.settled_by.as_slice())?;
                let alike = exchange::alike(tx, &line)?;
                Ok(Some((
                    line,
                    body,
                    recorded,
                    names.into_values().next(),
                    alike,
                )))
            })
            .await?;
        let (line, body, recorded, settled_by, alike) = found.ok_or(PageError::NotFound)?;
        let shown = readable(&body);
        Ok(Self {
            frame: console.frame(),
            partner: partner_named(console, partner).await?,
            line,
            recorded: recorded.and_then(|body| readable(&body)),
            settled_by,
            mended: shown.clone().unwrap_or_default(),
            shown,
            reason: String::new(),
            alike: i64::try_from(alike.len()).unwrap_or(i64::MAX),
            last_alike: alike.last().map(|(at, id)| TimeKey(*at, *id)),
            discard_alike: false,
            faults: Faults::default(),
        })
    }

    fn act(&self, slug: &str) -> String {
        let path = paths::quarantined(self.partner.id, self.line.id);
        self.frame.path(&format!("{path}/{slug}"))
    }

    /// Says what kept it from being discarded as somebody typed: that no reason was given, or that the
    /// message waits for another one than they saw.
    pub(super) fn look_again(&mut self, reason: &str, with_alike: bool, has_changed: bool) {
        reason.clone_into(&mut self.reason);
        self.discard_alike = with_alike;
        if reason.parse::<Reason>().is_err() {
            let text = self.frame.t("console.fault.reason");
            self.faults.add("reason", text);
        }
        if has_changed {
            let field = self.last_alike.map_or("reason", |_| "discard_alike");
            let text = self.frame.t("console.fault.other_reason");
            self.faults.add(field, text);
        }
    }

    /// What is said where there may be more than one decision is about.
    fn alike_hint(&self) -> &'static str {
        match self.alike == exchange::ALIKE_AT_ONCE {
            true => self.frame.t("console.discard.alike_most"),
            false => "",
        }
    }

    fn history(&self) -> String {
        self.frame.path(&paths::history(&self.line.dossier_code))
    }

    /// How it was settled: the key of its word, and the reason that somebody gave.
    fn settlement(&self) -> Option<(String, &str)> {
        let how = self.line.settlement.as_deref()?;
        let (key, reason) = how.split_once(": ").unwrap_or((how, ""));
        Some((self.frame.words.under("console.settlement", key), reason))
    }
}

/// An act is asked for a message of the partner that the address names, or there is none.
pub(super) async fn require(
    console: &StaffRequest,
    (partner, id): (PartnerId, QuarantineId),
) -> Result<QuarantineLine, PageError> {
    let storage = &console.env.storage;
    let found = storage.reading(move |conn| exchange::quarantined(conn, id));
    match found.await? {
        Some((line, _)) if line.partner == partner => Ok(line),
        _ => Err(PageError::NotFound),
    }
}

pub(in crate::console) async fn page(
    console: StaffRequest,
    path: Path<(PartnerId, QuarantineId)>,
) -> PageResult {
    answer(&MessagePage::open(&console, path.into_inner()).await?)
}
