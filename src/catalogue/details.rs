//! What is known of a procedure beyond its name: channels, papers, results, fees, legal basis.

use serde::{Deserialize, Serialize};

use crate::kernel::{Dong, FactStatus, Term};

use super::{Channel, LegalTerm, Method};

/// The crawl kept at most this many papers of a procedure: a list this long may go on.
const MOST_COMPONENTS: usize = 10;

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

impl Origin {
    /// How sure a line of a table is: one that was split again by pattern may be two.
    const fn table_status(self) -> FactStatus {
        match self {
            Self::PortalCrawl | Self::Launch => FactStatus::Verified,
            Self::FlattenedCrawl => FactStatus::ThirdParty,
        }
    }
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

/// The papers of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentCase<'a> {
    /// The case's name, if it has one.
    pub name: Option<&'a str>,
    /// Its papers, with their positions in [`Details::components`].
    pub components: Vec<(usize, &'a Component)>,
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
    /// Every amount named in the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Dong>,
    /// The text, which may be cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What a note speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteSubject {
    Deadline,
    Fee,
    /// Who must apply, and who need not.
    Rule,
}

/// A remark with its own standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ResultKind>,
    /// The numbers of the laws it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub laws: Vec<String>,
    /// Numbers of laws as they were gathered, of which a part is lost: nobody can look them up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub laws_unread: Vec<String>,
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
    pub notes: Vec<Remark>,
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

    /// The papers by case, in order.
    pub fn components_by_case(&self) -> Vec<ComponentCase<'_>> {
        let mut cases: Vec<ComponentCase<'_>> = Vec::new();
        for (at, component) in self.components.iter().enumerate() {
            match cases.last_mut() {
                Some(case) if component.case.is_none() => case.components.push((at, component)),
                _ => cases.push(ComponentCase {
                    name: component.case.as_deref(),
                    components: vec![(at, component)],
                }),
            }
        }
        cases
    }

    /// The key under which the paper at this position is uploaded: its position from 1. National
    /// codes are no keys, since a procedure may name one paper in several cases.
    pub fn component_key(at: usize) -> String {
        format!("p{}", at + 1)
    }

    /// Whether the list of papers may be longer than what is known of it.
    pub fn components_may_continue(&self) -> bool {
        self.source != Origin::Launch && self.components.len() == MOST_COMPONENTS
    }

    /// How sure a paper is.
    pub fn component_status(&self, component: &Component) -> FactStatus {
        component.status.unwrap_or(self.source.table_status())
    }

    /// How sure the statement about the fee is.
    pub fn fee_status(&self) -> FactStatus {
        self.source.table_status()
    }

    /// The remarks about one thing.
    pub fn notes_about(&self, about: NoteSubject) -> impl Iterator<Item = &Remark> {
        self.notes.iter().filter(move |note| note.about == about)
    }
}

#[cfg(test)]
mod tests {
    use crate::kernel::TermUnit;

    use super::*;

    fn details(channels: &str) -> Details {
        serde_json::from_str(&format!(r#"{{"source":"launch","channels":{channels}}}"#)).unwrap()
    }

    fn days(units: u16) -> Term {
        Term::new(units, TermUnit::WorkingDay).unwrap()
    }

    #[test]
    fn the_term_is_that_of_the_method() {
        let one = details(r#"[["online","5 working_day"],["direct","7 working_day"]]"#);
        assert_eq!(one.legal_term(Method::Online), LegalTerm::One(days(5)));
        assert_eq!(one.legal_term(Method::Direct), LegalTerm::One(days(7)));
        assert_eq!(
            one.legal_term(Method::Post),
            LegalTerm::Several(vec![days(5), days(7)])
        );
        let elsewhere = details(r#"[["online"],["direct","7 working_day"]]"#);
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
    fn a_case_holds_until_the_next() {
        let json = r#"{"source":"launch","components":[{"name":"a"},{"name":"b","case":"X"},
            {"name":"c"},{"name":"d","case":"Y"}]}"#;
        let details: Details = serde_json::from_str(json).unwrap();
        let cases = details.components_by_case();
        let names: Vec<_> = cases
            .iter()
            .map(|case| (case.name, case.components.len()))
            .collect();
        assert_eq!(names, [(None, 1), (Some("X"), 2), (Some("Y"), 1)]);
    }

    #[test]
    fn a_list_of_ten_papers_may_go_on() {
        let with = |source: &str, count: usize| {
            let papers = vec![r#"{"name":"a"}"#; count].join(",");
            let json = format!(r#"{{"source":"{source}","components":[{papers}]}}"#);
            serde_json::from_str::<Details>(&json)
                .unwrap()
                .components_may_continue()
        };
        assert!(with("portal_crawl", 10));
        assert!(!with("portal_crawl", 9));
        assert!(!with("launch", 10));
    }
}
