//! `/co-quan`: central agencies and provinces, and a search over all agencies by name or code.

use std::collections::HashSet;

use askama::Template;

use crate::agencies::{Agency, AgencyCode, AgencyKey, AgencyKind};
use crate::catalogue::Snapshot;
use crate::catalogue::search::unit_words;
use crate::kernel::{fold, sort_key};
use crate::portal::meta::PageMeta;
use crate::web::{Frame, NavLink, PageRequest, PageResult, public_page};

use super::former::{Former, former};
use super::resolve::{Named, resolve};

/// More results than this are not listed: the question is too wide.
const MOST: usize = 60;
/// Longer questions are cut.
const LONGEST_QUESTION: usize = 64;

#[derive(Template)]
#[template(path = "portal/agencies/list.html")]
struct ListPage {
    frame: Frame,
    meta: PageMeta,
    asked: String,
    groups: Vec<Group>,
    /// Found by name or code; none when nothing is asked.
    found: Option<Vec<Line>>,
    /// Units of before July 2025 that the question names.
    former: Vec<Former>,
    /// There are more than are listed.
    is_cut: bool,
}

/// Agencies of one kind.
struct Group {
    id: &'static str,
    title: String,
    agencies: Vec<NavLink>,
}

/// An agency that was found.
struct Line {
    link: NavLink,
    /// The agency it stands under, which tells communes of one name apart.
    above: Option<String>,
    has_ended: bool,
}

impl ListPage {
    fn count(&self, found: &[Line]) -> String {
        let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
        self.frame.count("find.agencies.found", &count)
    }
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let snapshot = request.cx.catalogue.clone();
    let frame = request.frame();
    let asked = request.query("q").unwrap_or_default();
    let asked: String = asked.chars().take(LONGEST_QUESTION).collect();
    let former = former(&frame, &snapshot, &asked);
    let mut found = (!asked.is_empty()).then(|| search(&frame, &snapshot, &asked));
    let is_cut = found.as_ref().is_some_and(|found| found.len() > MOST);
    if let Some(found) = &mut found {
        found.truncate(MOST);
    }
    let groups = if found.is_none() {
        groups(&frame, &snapshot)
    } else {
        Vec::new()
    };
    public_page(
        &request.http,
        &ListPage {
            meta: PageMeta::of(
                &request,
                &frame,
                "/co-quan",
                frame.t("find.agencies.description").to_owned(),
            ),
            frame,
            asked,
            groups,
            found,
            former,
            is_cut,
        },
    )
}

fn groups(frame: &Frame, snapshot: &Snapshot) -> Vec<Group> {
    let group = |id, key: &str, kinds: &[AgencyKind]| {
        let all = snapshot.catalogue.agencies.agencies().iter();
        let mut agencies: Vec<&Agency> = all
            .filter(|agency| kinds.contains(&agency.kind) && agency.validity.until.is_none())
            .collect();
        agencies.sort_by_cached_key(|agency| sort_key(&agency.name));
        Group {
            id,
            title: frame.t(key).to_owned(),
            agencies: agencies.into_iter().map(|one| link(frame, one)).collect(),
        }
    };
    vec![
        group("bo", "find.agencies.ministries", &[AgencyKind::Ministry]),
        group(
            "co-quan-khac",
            "find.agencies.bodies",
            &[
                AgencyKind::GovernmentBody,
                AgencyKind::StateEnterprise,
                AgencyKind::Court,
            ],
        ),
        group("tinh", "find.agencies.provinces", &[AgencyKind::Province]),
    ]
}

/// Agencies whose name or code holds the question, those in force first, then the shorter names. The
/// words may stand in any order, abbreviated, and some of them in the name of the agency above.
fn search(frame: &Frame, snapshot: &Snapshot, asked: &str) -> Vec<Line> {
    let wanted = fold(asked);
    let exact = asked.to_lowercase();
    let directory = &snapshot.catalogue.agencies;
    // A code in any of its spellings, or the code of a province.
    let meant = match resolve(snapshot, asked) {
        Some(Named::Agency(agency) | Named::Elsewhere(agency)) => Some(&agency.key),
        Some(Named::Divided(..)) | None => None,
    };
    let code: Option<AgencyCode> = asked.parse().ok();
    let is_meant = |agency: &Agency| {
        agency.key.as_str().eq_ignore_ascii_case(asked)
            || meant == Some(&agency.key)
            || code
                .as_ref()
                .is_some_and(|code| agency.codes.iter().any(|known| known.code == *code))
    };
    let words = unit_words(asked, &snapshot.synonyms);
    let holds_all = |agency: &Agency| directory.named_with(&words).any(|(one, _)| one == agency);
    let all = directory.agencies().iter();
    let by_code = all.filter(|agency| is_meant(agency) && !holds_all(agency));
    let named: Vec<(&Agency, bool)> = directory.named_with(&words).collect();
    let own_name: HashSet<&AgencyKey> = named
        .iter()
        .filter(|(_, is_own)| *is_own)
        .map(|(agency, _)| &agency.key)
        .collect();
    let mut found: Vec<&Agency> = named
        .iter()
        .map(|(agency, _)| *agency)
        .chain(by_code)
        .collect();
    let rank = |agency: &Agency| {
        (
            agency.validity.until.is_some(),
            !agency.name.to_lowercase().contains(&exact),
            !fold(&agency.name).contains(&wanted),
            !own_name.contains(&agency.key),
            agency.kind == AgencyKind::CommunePolice,
            agency.name.len(),
        )
    };
    found.sort_by_cached_key(|agency| rank(agency));
    // Sorting names as the alphabet does costs more than finding them: only those that are shown, and
    // one more by which it is known that there are more.
    found.truncate(MOST + 1);
    found.sort_by_cached_key(|agency| (rank(agency), sort_key(&agency.name)));
    found
        .into_iter()
        .map(|agency| Line {
            link: link(frame, agency),
            above: agency
                .parent
                .as_ref()
                .and_then(|key| directory.by_key(key))
                .map(|parent| parent.name.clone()),
            has_ended: agency.validity.until.is_some(),
        })
        .collect()
}

/// The link to an agency's page.
pub(super) fn link(frame: &Frame, agency: &Agency) -> NavLink {
    NavLink {
        href: frame.path(&format!("/co-quan/{}", agency.key)),
        label: agency.name.clone(),
        current: None,
    }
}
