//! A person's own account: what the state knows, how sure it is, and what can be changed.

use askama::Template;

use crate::accounts::{Account, AssuranceRecord, FactorSummary, Identity, account, factor_summary};
use crate::kernel::Instant;
use crate::web::{Frame, HomeArea, PageError, PageRequest, PageResult, page as answer};

#[derive(Template)]
#[template(path = "portal/accounts/profile.html")]
struct ProfilePage {
    frame: Frame,
    account: Account,
    factor: Option<FactorSummary>,
}

impl ProfilePage {
    /// The key of what kind of account this is.
    const fn kind(&self) -> &'static str {
        match self.account.identity {
            Identity::Citizen(_) => "accounts.profile.kind_citizen",
            Identity::Business(_) => "accounts.profile.kind_business",
            Identity::Clerk(_) => "accounts.profile.kind_clerk",
        }
    }

    /// The key of the heading over who they are: the state knows only what a clerk has seen.
    const fn identity_title(&self) -> &'static str {
        match (&self.account.identity, self.account.standing) {
            (Identity::Clerk(_), _) => "accounts.profile.of_clerk",
            (_, AssuranceRecord::Verified { .. }) => "accounts.profile.identity",
            (_, AssuranceRecord::Declared) => "accounts.profile.said",
        }
    }

    /// Since when the account is verified.
    const fn verified_at(&self) -> Option<Instant> {
        match self.account.standing {
            AssuranceRecord::Verified { at, .. } => Some(at),
            AssuranceRecord::Declared => None,
        }
    }

    /// The key of how to be verified; none for accounts that have no number.
    const fn how(&self) -> Option<&'static str> {
        match self.account.identity {
            Identity::Citizen(_) => Some("accounts.assurance.how"),
            Identity::Business(_) => Some("accounts.assurance.how_business"),
            Identity::Clerk(_) => None,
        }
    }

    /// Whoever works here can put another second factor in the place of theirs, but not go without.
    fn may_go_without(&self) -> bool {
        let signed = self.frame.visit.signed.as_ref();
        signed.is_some_and(|signed| signed.place == HomeArea::Citizen)
    }

    fn date(&self, at: &Instant) -> String {
        self.frame.words.date(&at.vietnam_date())
    }
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let account = own(&request).await?;
    let id = account.id;
    let factor = request
        .read(move |conn, _| factor_summary(conn, id))
        .await?;
    answer(&ProfilePage {
        frame: request.frame(),
        factor,
        account,
    })
}

/// The account of who is signed in; it may have been closed a moment ago.
pub(super) async fn own(request: &PageRequest) -> Result<Account, PageError> {
    let id = request.viewer()?.account;
    let found = request.read(move |conn, _| account(conn, id)).await?;
    found.ok_or(PageError::NotFound)
}
