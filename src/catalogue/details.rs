//! What is known of a procedure beyond its name: channels, papers, results, fees, legal basis.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::FactStatus;

/// The crawl kept at most this many papers of a procedure: a list this long may go on.
const MOST_COMPONENTS: usize = 10;

/// What the portal writes where no amount was entered; it says nothing about the fee.
const FEE_PLACEHOLDER: &str = "Miễn phí";

/// Where the details come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The portal's own data, kept as it was structured.
    PortalCrawl,
    /// The portal's own data, whose tables had been flattened to text and were split again.
    FlattenedCrawl,
    /// Gathered by hand for the services that the portal opens with.
    Launch,
}

/// At which level of administration a procedure is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdministrativeLevel {
    /// Cấp bộ.
    Ministry,
    /// Cấp tỉnh.
    Province,
    /// Cấp xã.
    Commune,
    /// Cơ quan khác.
    Other,
}

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

/// What a term is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermUnit {
    /// Giờ.
    Hour,
    /// Ngày làm việc.
    WorkingDay,
    /// Ngày.
    Day,
    /// Tháng.
    Month,
}

/// The length of a term in quarters of its unit: some provinces promise three and a half days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "f64")]
pub struct Quantity(u32);

/// The number is not a positive multiple of a quarter, or longer than any term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a term is a positive multiple of a quarter, at most 10000")]
pub struct QuantityError;

impl Quantity {
    /// So many whole units.
    pub const fn whole(units: u16) -> Self {
        Self(units as u32 * 4)
    }

    /// In quarters of the unit.
    pub const fn quarters(self) -> u32 {
        self.0
    }

    /// In whole units, if it is.
    pub const fn as_whole(self) -> Option<u32> {
        if self.0.is_multiple_of(4) {
            Some(self.0 / 4)
        } else {
            None
        }
    }
}

impl TryFrom<f64> for Quantity {
    type Error = QuantityError;

    fn try_from(number: f64) -> Result<Self, QuantityError> {
        let quarters = number * 4.0;
        if quarters.fract() == 0.0 && (1.0..=40_000.0).contains(&quarters) {
            // In range and whole, as just seen.
            Ok(Self(quarters as u32))
        } else {
            Err(QuantityError)
        }
    }
}

impl From<Quantity> for f64 {
    fn from(quantity: Quantity) -> Self {
        Self::from(quantity.0) / 4.0
    }
}

/// Whole units as an integer, so that a document reads back as it was written.
impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_whole() {
            Some(units) => serializer.serialize_u32(units),
            None => serializer.serialize_f64(f64::from(*self)),
        }
    }
}

/// As Vietnamese writes it: `3,5`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = ["", ",25", ",5", ",75"];
        let part = fraction
            .get((self.0 % 4) as usize)
            .copied()
            .unwrap_or_default();
        write!(f, "{}{part}", self.0 / 4)
    }
}

/// A term within which the agency answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Term {
    /// How many units.
    pub quantity: Quantity,
    /// Of what.
    pub unit: TermUnit,
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

/// A channel as data files write it: `["online"]` or `["online", 5, "working_day"]`.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ChannelRow {
    WithTerm(Method, Quantity, TermUnit),
    Bare((Method,)),
}

impl From<ChannelRow> for Channel {
    fn from(row: ChannelRow) -> Self {
        match row {
            ChannelRow::WithTerm(method, quantity, unit) => Self {
                method,
                term: Some(Term { quantity, unit }),
            },
            ChannelRow::Bare((method,)) => Self { method, term: None },
        }
    }
}

impl From<Channel> for ChannelRow {
    fn from(channel: Channel) -> Self {
        match channel.term {
            Some(Term { quantity, unit }) => Self::WithTerm(channel.method, quantity, unit),
            None => Self::Bare((channel.method,)),
        }
    }
}

/// The terms that the law sets for applications of one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegalTerm {
    /// None is stated: the clerk sets the due date, or none.
    None,
    /// One.
    One(Term),
    /// Several, one for each case; the clerk chooses.
    Several(Vec<Term>),
}

/// A paper that goes with an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Its name or description, which may be cut.
    pub name: String,
    /// How many originals; none where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originals: Option<u8>,
    /// How many copies; none where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<u8>,
    /// Its code in the national database: `000.00.00.G15-KQ004389`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The case that begins with this paper and holds until the next case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// When it is needed, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// How sure it is, where that differs from the rest of the details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<FactStatus>,
}

/// What the applicant receives in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultKind {
    /// Its name, which may be cut.
    pub name: String,
    /// Its code in the national database: `KQ.G15.000031`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What the portal says about the fee.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeStatement {
    /// Every amount named in the text, in dong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<i64>,
    /// The text, which may be cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

impl FeeStatement {
    /// Whether it says nothing: no amount, and no words but the portal's placeholder.
    pub fn is_empty(&self) -> bool {
        let words = self.words.as_deref().map(str::trim).unwrap_or_default();
        self.amounts.is_empty() && (words.is_empty() || words == FEE_PLACEHOLDER)
    }

    /// The words without the placeholder in front of them.
    pub fn meaningful_words(&self) -> Option<&str> {
        let words = self.words.as_deref()?.trim();
        let words = words.strip_prefix(FEE_PLACEHOLDER).unwrap_or(words).trim();
        Some(words).filter(|words| !words.is_empty())
    }
}

/// What a note speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteSubject {
    /// The deadline.
    Deadline,
    /// The fee.
    Fee,
    /// Who must apply, and who need not.
    Rule,
}

/// A remark with its own standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What it speaks of.
    pub about: NoteSubject,
    /// Its words, in Vietnamese.
    pub text: String,
    /// How sure it is.
    pub status: FactStatus,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// All that is known beyond the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Details {
    /// Where the details come from.
    pub source: Origin,
    /// At which levels of administration it is carried out. Not the online level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<AdministrativeLevel>,
    /// The decision that published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// Who carries it out, in the words of the details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Who decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competent: Option<String>,
    /// The portal's code of its field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_code: Option<String>,
    /// The ways to apply, with their terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// How sure the terms are.
    #[serde(default, skip_serializing_if = "FactStatus::is_default")]
    pub terms_status: FactStatus,
    /// The papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// The results.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ResultKind>,
    /// The numbers of the laws it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub laws: Vec<String>,
    /// How sure the laws are.
    #[serde(default, skip_serializing_if = "FactStatus::is_default")]
    pub laws_status: FactStatus,
    /// The requirements to be met, cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// Whether the portal of 2026 calls it wholly online. A claim of theirs, not ours.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stated_full_online: bool,
    /// What the portal says about the fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<FeeStatement>,
    /// What happens, in order; general knowledge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// Remarks with a standing of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

impl Details {
    /// Whether an application can be made by this method.
    pub fn accepts(&self, method: Method) -> bool {
        self.channels.iter().any(|channel| channel.method == method)
    }

    /// The term for applications made by `method`; where none is stated for it, what is stated for
    /// the other methods.
    pub fn legal_term(&self, method: Method) -> LegalTerm {
        let mut terms = self.terms(|channel| channel.method == method);
        if terms.is_empty() {
            terms = self.terms(|_| true);
        }
        match terms.as_slice() {
            [] => LegalTerm::None,
            [only] => LegalTerm::One(*only),
            _ => LegalTerm::Several(terms),
        }
    }

    fn terms(&self, counts: impl Fn(&Channel) -> bool) -> Vec<Term> {
        let mut terms = Vec::new();
        for channel in self.channels.iter().filter(|channel| counts(channel)) {
            terms.extend(channel.term.filter(|term| !terms.contains(term)));
        }
        terms
    }

    /// The papers by case: the case's name, if it has one, and its papers with their positions in
    /// [`Details::components`].
    pub fn components_by_case(&self) -> Vec<(Option<&str>, Vec<(usize, &Component)>)> {
        let mut cases: Vec<(Option<&str>, Vec<(usize, &Component)>)> = Vec::new();
        for (at, component) in self.components.iter().enumerate() {
            match cases.last_mut() {
                Some((_, papers)) if component.case.is_none() => papers.push((at, component)),
                _ => cases.push((component.case.as_deref(), vec![(at, component)])),
            }
        }
        cases
    }

    /// Whether the list of papers may be longer than what is known of it.
    pub fn components_may_continue(&self) -> bool {
        self.source != Origin::Launch && self.components.len() == MOST_COMPONENTS
    }

    /// The key under which the paper at this position is uploaded: its position from 1. National
    /// codes are no keys, since a procedure may name one paper in several cases.
    pub fn component_key(at: usize) -> String {
        format!("p{}", at + 1)
    }

    /// How sure a paper is.
    pub fn component_status(&self, component: &Component) -> FactStatus {
        component.status.unwrap_or(match self.source {
            Origin::PortalCrawl | Origin::Launch => FactStatus::Verified,
            Origin::FlattenedCrawl => FactStatus::ThirdParty,
        })
    }

    /// The remarks about one thing.
    pub fn notes_about(&self, about: NoteSubject) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(move |note| note.about == about)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn details(channels: &str) -> Details {
        serde_json::from_str(&format!(r#"{{"source":"launch","channels":{channels}}}"#)).unwrap()
    }

    fn days(units: u16) -> Term {
        Term {
            quantity: Quantity::whole(units),
            unit: TermUnit::WorkingDay,
        }
    }

    #[test]
    fn the_term_is_that_of_the_method() {
        let one = details(r#"[["online",5,"working_day"],["direct",7,"working_day"]]"#);
        assert_eq!(one.legal_term(Method::Online), LegalTerm::One(days(5)));
        assert_eq!(one.legal_term(Method::Direct), LegalTerm::One(days(7)));
        assert_eq!(
            one.legal_term(Method::Post),
            LegalTerm::Several(vec![days(5), days(7)])
        );
        let elsewhere = details(r#"[["online"],["direct",7,"working_day"]]"#);
        assert_eq!(
            elsewhere.legal_term(Method::Online),
            LegalTerm::One(days(7))
        );
        assert_eq!(
            details(r#"[["online"]]"#).legal_term(Method::Online),
            LegalTerm::None
        );
    }

    #[test]
    fn a_channel_is_written_as_it_is_read() {
        let text = r#"[["online"],["direct",3.5,"working_day"]]"#;
        let channels = details(text).channels;
        assert_eq!(
            channels.last().unwrap().term.unwrap().quantity.to_string(),
            "3,5"
        );
        assert_eq!(serde_json::to_string(&channels).unwrap(), text);
        for bad in [
            r#"[["fax"]]"#,
            r#"[["online",0,"day"]]"#,
            r#"[["online",1]]"#,
        ] {
            assert!(serde_json::from_str::<Vec<Channel>>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_case_holds_until_the_next() {
        let json = r#"{"source":"launch","components":[{"name":"a"},{"name":"b","case":"X"},
            {"name":"c"},{"name":"d","case":"Y"}]}"#;
        let details: Details = serde_json::from_str(json).unwrap();
        let cases = details.components_by_case();
        let names: Vec<_> = cases
            .iter()
            .map(|(case, papers)| (*case, papers.len()))
            .collect();
        assert_eq!(names, [(None, 1), (Some("X"), 2), (Some("Y"), 1)]);
    }

    #[test]
    fn the_placeholder_says_nothing_about_the_fee() {
        let fee = |words: &str| FeeStatement {
            amounts: vec![],
            words: Some(words.to_owned()),
        };
        assert!(fee("Miễn phí").is_empty());
        assert!(!fee("Miễn phí(theo quy định)").is_empty());
        assert_eq!(
            fee("Miễn phí(theo quy định)").meaningful_words(),
            Some("(theo quy định)")
        );
        assert_eq!(fee("Miễn phí").meaningful_words(), None);
    }

    proptest! {
        #[test]
        fn quantities_read_back(quarters in 1u32..=40_000) {
            let quantity = Quantity::try_from(f64::from(quarters) / 4.0).unwrap();
            prop_assert_eq!(quantity.quarters(), quarters);
            prop_assert_eq!(Quantity::try_from(f64::from(quantity)), Ok(quantity));
        }

        #[test]
        fn other_numbers_are_no_quantities(number in prop::num::f64::ANY) {
            if let Ok(quantity) = Quantity::try_from(number) {
                prop_assert_eq!(f64::from(quantity), number);
            }
        }
    }
}
