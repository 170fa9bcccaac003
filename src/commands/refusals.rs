//! Refusals of the accounts' rules, in a line for the operator.

use crate::accounts::{
    CreationRefusal, Error, GrantRefusal, LookUpRefusal, NotYourDesk, RemovalRefusal,
    VerificationRefusal,
};

/// A refusal that the command line can be told.
pub(super) trait Said {
    fn said(&self) -> String;
}

/// What a command says of an operation that did not happen.
pub(super) fn said<R: Said>(error: Error<R>) -> String {
    match error {
        Error::Refused(refusal) => refusal.said(),
        Error::Hasher(error) => error.to_string(),
        Error::Storage(error) => error.to_string(),
    }
}

impl Said for CreationRefusal {
    fn said(&self) -> String {
        match self {
            Self::EmailTaken(account) => {
                format!("email: the account {account} has this address already")
            }
        }
    }
}

impl Said for NotYourDesk {
    fn said(&self) -> String {
        "only an operator or a manager of the agency writes about its desk".to_owned()
    }
}

impl Said for GrantRefusal {
    fn said(&self) -> String {
        let text = match self {
            Self::NotYours => "only an operator or a manager of the agency gives roles there",
            Self::NoAccount => "there is no such account",
            Self::NoUnit => "the unit is not one of the agency's",
            Self::Own => "nobody gives themselves a role",
            Self::OtherName => "name: the account of this address has another name",
        };
        text.to_owned()
    }
}

impl Said for VerificationRefusal {
    fn said(&self) -> String {
        let text = match self {
            Self::NoAccount => "there is no such account",
            Self::NotYours => "only a clerk of the counter or the command line verifies accounts",
            Self::OwnAccount => "nobody verifies their own account",
            Self::Already => "the account is verified already",
            Self::NoNumber => "a clerk's account has no number that a paper could show",
            Self::WrongPaper => "the paper does not show who owns the account",
            Self::NumberTaken => "another account is verified with this number",
        };
        text.to_owned()
    }
}

impl Said for RemovalRefusal {
    fn said(&self) -> String {
        let text = match self {
            Self::Staff => "staff puts another second factor in its place, but does not go without",
            Self::NotYours => "it is for a manager of the account's agency, or for an operator",
            Self::Own => "nobody takes their own second factor",
            Self::NoAccount => "there is no such account",
            Self::NoFactor => "the account has no second factor",
        };
        text.to_owned()
    }
}

impl Said for LookUpRefusal {
    fn said(&self) -> String {
        match self {
            Self::Wait { seconds } => format!("too many look-ups; try again in {seconds} s"),
            Self::NotYours => "accounts are looked up by operators and at the counter".to_owned(),
        }
    }
}
