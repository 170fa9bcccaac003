//! How an application reaches the agency, and the terms that hold for each way.

use serde::{Deserialize, Serialize};

use crate::kernel::Term;

/// How an application reaches the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Trực tuyến.
    Online,
    /// Qua bưu chính.
    Post,
    /// Trực tiếp.
    Direct,
}

/// A way to apply, with the term that holds for it; a method may occur with several terms, one for
/// each case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "ChannelRow", from = "ChannelRow")]
pub struct Channel {
    /// How the application arrives.
    pub method: Method,
    /// The term, if the source states one.
    pub term: Option<Term>,
}

/// A channel as data files write it: `["online"]` or `["online", "5 working_day"]`.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ChannelRow {
    WithTerm(Method, Term),
    Bare((Method,)),
}

impl From<ChannelRow> for Channel {
    fn from(row: ChannelRow) -> Self {
        match row {
            ChannelRow::WithTerm(method, term) => Self {
                method,
                term: Some(term),
            },
            ChannelRow::Bare((method,)) => Self { method, term: None },
        }
    }
}

impl From<Channel> for ChannelRow {
    fn from(channel: Channel) -> Self {
        match channel.term {
            Some(term) => Self::WithTerm(channel.method, term),
            None => Self::Bare((channel.method,)),
        }
    }
}

/// The terms that the law sets for applications of one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegalTerm {
    /// None is stated: the clerk sets the due date, or none.
    None,
    One(Term),
    /// Several, one for each case; the clerk chooses.
    Several(Vec<Term>),
}

impl LegalTerm {
    /// The term, if exactly one is set.
    pub fn only(&self) -> Option<Term> {
        match self {
            Self::One(term) => Some(*term),
            Self::None | Self::Several(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_written_as_it_is_read() {
        let text = r#"[["online"],["direct","3.5 working_day"]]"#;
        let channels: Vec<Channel> = serde_json::from_str(text).unwrap();
        assert_eq!(channels.last().unwrap().term.unwrap().quarters(), 2);
        assert_eq!(serde_json::to_string(&channels).unwrap(), text);
        for bad in [
            r#"[["fax"]]"#,
            r#"[["online","0 day"]]"#,
            r#"[["online",5]]"#,
        ] {
            assert!(serde_json::from_str::<Vec<Channel>>(bad).is_err(), "{bad}");
        }
    }
}
