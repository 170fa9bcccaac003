//! The letters of this room. None repeats what somebody typed: otherwise anybody could have the
//! portal write anything to anybody.

use std::fmt::Display;

use super::mail_token::{MailToken, Purpose};
use super::{Account, WantedService};
use crate::accounts::throttle::{self, Bucket};
use crate::context::Context;
use crate::kernel::{AccountId, AgencyId, EmailAddress, LetterId, Role};
use crate::letters::{NewLetter, write_letter};
use crate::speech::{Locale, Words};
use crate::storage::{Result, Tx};

/// To whom, and in which language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recipient<'a> {
    pub(super) account: AccountId,
    pub(super) email: &'a EmailAddress,
    pub(super) locale: Locale,
}

impl<'a> From<&'a Account> for Recipient<'a> {
    fn from(account: &'a Account) -> Self {
        Self {
            account: account.id,
            email: &account.email,
            locale: account.locale,
        }
    }
}

/// Where somebody works, as what, and who saw to it: from the catalogue and from accounts, so that a
/// letter about it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Work {
    agency: String,
    roles: String,
    /// Whoever gave the roles, or ended them.
    by: String,
}

impl Work {
    /// These roles in an agency, in the language of the letter.
    pub(super) fn of(cx: &Context, locale: Locale, agency: AgencyId, roles: &[Role]) -> Self {
        let words = Words::new(locale);
        let agency = cx.catalogue.agency_name(agency, cx.now());
        let roles = roles
            .iter()
            .map(|role| words.under("manage.role", role.key()));
        let by = cx.viewer().map(|viewer| viewer.name.as_str());
        Self {
            agency: agency
                .unwrap_or(words.t("common.unknown_agency"))
                .to_owned(),
            roles: roles.collect::<Vec<_>>().join(", "),
            by: by
                .unwrap_or(words.t("accounts.letter.by_operator"))
                .to_owned(),
        }
    }
}

/// What a letter says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Message<'a> {
    /// Follow this link to confirm the address, and go on to the service for which one came.
    ConfirmEmail(&'a MailToken, Option<&'a WantedService>),
    /// Somebody registered, or changed to, an address that has an account.
    AlreadyRegistered,
    /// Follow this link to set a new password.
    ResetPassword(&'a MailToken),
    /// The password was changed.
    PasswordChanged,
    /// The account's letters go to another address from now on.
    EmailChanged,
    /// An agency gave you an account: set its password here.
    Invitation(&'a MailToken, &'a Work),
    /// The account has another phone number from now on.
    PhoneChanged,
    /// You were given a role in an agency.
    RoleGranted(&'a Work),
    /// A role of yours in an agency was ended.
    RoleEnded(&'a Work),
    /// Your identity is verified.
    Verified,
    /// A second factor was set up, or another put in its place.
    SecondFactorSet,
    /// The second factor was given up.
    SecondFactorRemoved,
    /// Somebody else took the second factor away, as it was lost.
    SecondFactorReset,
}

impl<'a> Message<'a> {
    const fn kind(self) -> &'static str {
        match self {
            Self::ConfirmEmail(..) => "confirm_email",
            Self::AlreadyRegistered => "already_registered",
            Self::ResetPassword(_) => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::EmailChanged => "email_changed",
            Self::Invitation(..) => "invitation",
            Self::PhoneChanged => "phone_changed",
            Self::RoleGranted(_) => "role_granted",
            Self::RoleEnded(_) => "role_ended",
            Self::Verified => "verified",
            Self::SecondFactorSet => "second_factor_set",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::SecondFactorReset => "second_factor_reset",
        }
    }

    /// The page that the letter leads to, and for how long its link holds.
    fn leads_to(self) -> (String, Option<Purpose>) {
        let set_password = |token: &MailToken| format!("/dat-lai-mat-khau/{}", token.reveal());
        match self {
            Self::ConfirmEmail(token, service) => {
                let mut path = format!("/xac-minh/{}", token.reveal());
                if let Some(service) = service {
                    path += &format!("?tiep={}", service.path());
                }
                (path, Some(Purpose::ConfirmEmail))
            }
            Self::ResetPassword(token) => (set_password(token), Some(Purpose::ResetPassword)),
            Self::Invitation(token, _) => (set_password(token), Some(Purpose::Invitation)),
            Self::AlreadyRegistered
            | Self::PasswordChanged
            | Self::PhoneChanged
            | Self::SecondFactorSet
            | Self::SecondFactorRemoved
            | Self::SecondFactorReset => ("/quen-mat-khau".into(), None),
            Self::EmailChanged | Self::RoleGranted(_) | Self::RoleEnded(_) | Self::Verified => {
                ("/dang-nhap".into(), None)
            }
        }
    }

    /// The work that it tells of.
    const fn work(self) -> Option<&'a Work> {
        match self {
            Self::Invitation(_, work) | Self::RoleGranted(work) | Self::RoleEnded(work) => {
                Some(work)
            }
            _ => None,
        }
    }
}

/// Writes a letter in the caller's transaction.
pub(super) fn post(
    tx: &mut Tx<'_>,
    cx: &Context,
    to: Recipient<'_>,
    message: Message<'_>,
) -> Result<()> {
    let words = Words::new(to.locale);
    let kind = message.kind();
    let (path, purpose) = message.leads_to();
    let link = cx.absolute(&to.locale.path(&path));
    let hours = purpose.map_or(0, |purpose| purpose.lifetime().num_hours());
    let id: LetterId = cx.id();
    let mut arguments: Vec<(&str, &dyn Display)> = vec![("link", &link), ("hours", &hours)];
    if let Some(work) = message.work() {
        let Work { agency, roles, by } = work;
        arguments.extend([
            ("agency", agency as &dyn Display),
            ("roles", roles),
            ("by", by),
        ]);
    }
    let letter = NewLetter {
        key: format!("account/{kind}/{id}"),
        account: Some(to.account),
        kind,
        recipient: to.email.expose().to_owned(),
        subject: words
            .t(&format!("accounts.letter.{kind}.subject"))
            .to_owned(),
        body: words.with(&format!("accounts.letter.{kind}.body"), &arguments),
    };
    write_letter(tx, &cx.moment, &letter, None)
}

/// Like [`post`], for letters that strangers can cause: a mailbox gets a few of them and then one
/// every few minutes, and nobody is told which it was.
pub(super) fn post_sparingly(
    tx: &mut Tx<'_>,
    cx: &Context,
    to: Recipient<'_>,
    message: Message<'_>,
) -> Result<()> {
    let mailbox = Bucket::target(&tx.keys(), "accounts.letters", &to.email.lookup_key());
    if throttle::wait(tx, std::slice::from_ref(&mailbox), cx.now())?.is_some() {
        return Ok(());
    }
    throttle::record_failure(tx, &[mailbox], cx.now())?;
    post(tx, cx, to, message)
}
