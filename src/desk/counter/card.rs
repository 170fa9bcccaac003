//! An account as the counter shows it: what its owner has declared, to be compared with a paper.

use chrono::NaiveDate;

use crate::accounts::{self, Account, AssuranceRecord, Identity, SeenPaper};
use crate::desk::paths;
use crate::kernel::{AccountId, Instant};
use crate::storage::{self, Conn};
use crate::web::{Choice, Frame, PageError, StaffRequest};

/// One account.
pub(super) struct Card {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) is_business: bool,
    /// It has no number that could be verified.
    pub(super) is_of_clerk: bool,
    pub(super) number: Option<String>,
    pub(super) birth_date: Option<NaiveDate>,
    pub(super) representative: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: String,
    pub(super) verified_at: Option<Instant>,
    /// Another, verified account owns the number.
    pub(super) is_number_taken: bool,
    /// The clerk's own account.
    pub(super) is_own: bool,
    /// Where it is verified.
    pub(super) action: String,
    papers: Vec<Choice>,
}

impl Card {
    /// What its number is called, a key of `desk.number`.
    pub(super) const fn number_key(&self) -> &'static str {
        if self.is_business {
            "business"
        } else {
            "citizen"
        }
    }

    /// The papers that can show who this is.
    pub(super) fn papers(&self) -> &[Choice] {
        &self.papers
    }

    /// Whether a clerk may verify it now.
    pub(super) const fn can_be_verified(&self) -> bool {
        self.verified_at.is_none() && !self.is_number_taken && !self.is_own && self.number.is_some()
    }
}

/// The cards of accounts that were looked up for `office`.
pub(super) async fn cards(
    desk: &StaffRequest,
    frame: &Frame,
    office: &str,
    found: Vec<Account>,
) -> Result<Vec<Card>, PageError> {
    let storage = &desk.env.storage;
    let found = storage
        .reading(move |conn| with_owners(conn, found))
        .await?;
    Ok(found
        .into_iter()
        .map(|(account, owner)| card(desk, frame, office, &account, owner))
        .collect())
}

/// Accounts, each with the account that owns the number that it declares.
fn with_owners(
    conn: &mut Conn,
    found: Vec<Account>,
) -> storage::Result<Vec<(Account, Option<AccountId>)>> {
    found
        .into_iter()
        .map(|account| {
            let owner = match account.identity.number() {
                Some(number) => accounts::owner_of_number(conn, number)?,
                None => None,
            };
            Ok((account, owner))
        })
        .collect()
}

fn card(
    desk: &StaffRequest,
    frame: &Frame,
    office: &str,
    account: &Account,
    owner: Option<AccountId>,
) -> Card {
    let kind = account.identity.kind();
    let path = format!("{}/{}/xac-minh", paths::COUNTER, account.id);
    Card {
        id: account.id,
        name: account.identity.name().to_owned(),
        is_business: matches!(account.identity, Identity::Business(_)),
        is_of_clerk: matches!(account.identity, Identity::Clerk(_)),
        number: account.identity.number().map(str::to_owned),
        birth_date: account.identity.birth_date(),
        representative: account
            .identity
            .representative()
            .map(|person| person.as_str().to_owned()),
        phone: account.phone.as_ref().map(|phone| phone.national()),
        email: account.email.expose().to_owned(),
        verified_at: match account.standing {
            AssuranceRecord::Verified { at, .. } => Some(at),
            AssuranceRecord::Declared => None,
        },
        is_number_taken: owner.is_some_and(|owner| owner != account.id),
        is_own: account.id == desk.viewer.account,
        action: frame.path(&paths::with_query(&path, &[(paths::OFFICE, office)])),
        papers: SeenPaper::ALL
            .into_iter()
            .filter(|paper| paper.shows(kind))
            .map(|paper| Choice::new(paper.key(), frame.words.under("desk.seen", paper.key())))
            .collect(),
    }
}
