//! Which papers go with an application: those of the service's own form, else those of the
//! procedure, by case. The key of a paper is what its uploads are kept under.

use super::store::Attachment;
use crate::catalogue::{Details, PaperKind, Procedure, Service, ServiceComponent};
use crate::forms::Answers;
use crate::kernel::FactStatus;

/// The key under which everything else is uploaded.
pub const OTHER_PAPERS: &str = "other";

/// A paper that goes with an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPaper {
    pub key: String,
    /// Its name, in Vietnamese.
    pub name: String,
    /// When it is needed, in words; none: always.
    pub condition: Option<String>,
    /// Whether the answers to the form ask for it.
    pub is_asked: bool,
    /// Whether it belongs to a rare case that the form does not ask about.
    pub is_rare: bool,
    /// Whether an application without it cannot be filed, where it is asked for.
    pub required: bool,
    /// Whether a file is enough; otherwise the paper must be brought as well.
    pub electronic: bool,
    /// How sure it is that it is asked for.
    pub status: FactStatus,
}

/// The papers of one case of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperCase {
    /// The case's key.
    pub key: String,
    /// Its name, in Vietnamese.
    pub name: String,
    pub papers: Vec<AskedPaper>,
}

/// All papers that may go with an application.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaperList {
    /// Those of every case.
    pub common: Vec<AskedPaper>,
    /// Those of one case alone; the applicant says which it is.
    pub cases: Vec<PaperCase>,
    /// Whether the law may ask for more than is known here.
    pub may_continue: bool,
}

impl PaperList {
    /// The papers for a service. Those of the general form are never required here: the data do
    /// not say when each is needed, and the clerk asks for what is missing.
    pub fn of(service: &Service, procedure: &Procedure) -> Self {
        match service.own_papers() {
            Some(own) => Self::of_own_form(own),
            None => {
                Self::of_general_form(procedure).without(|paper| service.is_no_paper(&paper.name))
            }
        }
    }

    /// The papers for a service as these answers ask for them.
    pub fn following(service: &Service, procedure: &Procedure, answers: &Answers) -> Self {
        let own = service.own_papers().unwrap_or_default();
        Self::of(service, procedure).for_answers(own, answers)
    }

    fn for_answers(mut self, components: &[ServiceComponent], answers: &Answers) -> Self {
        for component in components {
            let when = component.when.as_ref();
            let mut papers = self.common.iter_mut();
            if let Some(paper) = papers.find(|paper| paper.key == component.key) {
                paper.is_asked = when.is_none_or(|when| when.holds(answers));
            }
        }
        self
    }

    /// The list without some papers. The others keep their keys.
    fn without(mut self, is_none: impl Fn(&AskedPaper) -> bool) -> Self {
        self.common.retain(|paper| !is_none(paper));
        for case in &mut self.cases {
            case.papers.retain(|paper| !is_none(paper));
        }
        self
    }

    /// The papers of a procedure that is filed with the general application form.
    pub(super) fn of_general_form(procedure: &Procedure) -> Self {
        procedure
            .details
            .as_ref()
            .map(Self::of_details)
            .unwrap_or_default()
    }

    /// The papers that a form of its own brings with it. Their keys are names that last, where
    /// those of a procedure are only places in its list.
    pub(super) fn of_own_form(components: &[ServiceComponent]) -> Self {
        let sent = components.iter();
        let sent = sent.filter(|component| component.kind == PaperKind::Submit);
        let papers = sent.map(|component| AskedPaper {
            key: component.key.clone(),
            name: component.name.clone(),
            condition: component.condition.clone(),
            is_asked: true,
            is_rare: component.rare,
            required: component.required,
            electronic: component.electronic,
            status: component.status,
        });
        Self {
            common: papers.collect(),
            ..Self::default()
        }
    }

    fn of_details(details: &Details) -> Self {
        let mut list = Self {
            may_continue: details.components_may_continue(),
            ..Self::default()
        };
        for case in details.components_by_case() {
            let papers = case.components.iter().map(|(at, component)| AskedPaper {
                key: Details::component_key(*at),
                name: component.name.clone(),
                condition: component.condition.clone(),
                is_asked: true,
                is_rare: false,
                required: false,
                electronic: true,
                status: details.component_status(component),
            });
            match case.name {
                None => list.common.extend(papers),
                Some(name) => list.cases.push(PaperCase {
                    key: format!("c{}", list.cases.len() + 1),
                    name: name.to_owned(),
                    papers: papers.collect(),
                }),
            }
        }
        // A single case is no choice.
        if list.cases.len() == 1 {
            list.common
                .extend(list.cases.drain(..).flat_map(|case| case.papers));
        }
        list
    }

    /// The case of this key.
    pub fn case(&self, key: &str) -> Option<&PaperCase> {
        self.cases.iter().find(|case| case.key == key)
    }

    /// Every paper of every case.
    pub fn papers(&self) -> impl Iterator<Item = &AskedPaper> {
        let of_cases = self.cases.iter().flat_map(|case| &case.papers);
        self.common.iter().chain(of_cases)
    }

    /// The name of the paper that uploads of this key are for; none for what is not asked for.
    pub fn name_of(&self, key: &str) -> Option<&str> {
        self.papers()
            .find(|paper| paper.key == key)
            .map(|paper| paper.name.as_str())
    }

    /// Puts uploads in the order of the papers that they are for, free uploads last.
    pub fn put_in_order(&self, uploads: &mut [Attachment]) {
        uploads.sort_by_key(|upload| {
            self.papers()
                .position(|paper| paper.key == upload.component)
                .unwrap_or(usize::MAX)
        });
    }

    /// The key under which this list has the paper that `earlier`, the list of another revision,
    /// had under `key`: the one of the same name. What has no such name is a free upload.
    pub fn key_of(&self, earlier: &Self, key: &str) -> &str {
        let name = earlier.name_of(key);
        let same = |paper: &&AskedPaper| name == Some(paper.name.as_str());
        let found = self.papers().filter(|paper| paper.key == key).find(same);
        let found = found.or_else(|| self.papers().find(same));
        found.map_or(OTHER_PAPERS, |paper| &paper.key)
    }

    /// The key of the case that `earlier` had under `key`, by its name.
    pub fn case_of(&self, earlier: &Self, key: &str) -> Option<&str> {
        let name = &earlier.case(key)?.name;
        let found = self.cases.iter().find(|case| case.name == *name);
        found.map(|case| case.key.as_str())
    }

    /// Whether something may be uploaded under this key.
    pub fn takes(&self, key: &str) -> bool {
        key == OTHER_PAPERS || self.name_of(key).is_some()
    }

    /// The papers without which the application cannot be filed and which are not given.
    pub fn missing<'a>(
        &'a self,
        is_given: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = &'a AskedPaper> {
        self.papers()
            .filter(move |paper| paper.is_asked && paper.required && !is_given(&paper.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Catalogue, Files};
    use crate::forms::Library;

    fn details(json: &str) -> PaperList {
        let components = format!(r#"{{"source":"portal_crawl","components":[{json}]}}"#);
        PaperList::of_details(&serde_json::from_str(&components).unwrap())
    }

    #[test]
    fn papers_before_the_first_case_are_common() {
        let list =
            details(r#"{"name":"a"},{"name":"b","case":"X"},{"name":"c"},{"name":"d","case":"Y"}"#);
        assert_eq!(list.common.len(), 1);
        let cases = list
            .cases
            .iter()
            .map(|case| (case.key.as_str(), case.papers.len()));
        let cases: Vec<_> = cases.collect();
        assert_eq!(cases, [("c1", 2), ("c2", 1)]);
        assert_eq!(list.name_of("p3"), Some("c"));
        assert!(list.takes(OTHER_PAPERS) && list.takes("p4") && !list.takes("p5"));
    }

    #[test]
    fn what_was_sent_is_found_again_by_its_name() {
        let earlier = details(r#"{"name":"a"},{"name":"b","case":"X"},{"name":"c","case":"Y"}"#);
        let list = details(
            r#"{"name":"new"},{"name":"a"},{"name":"c","case":"Y"},{"name":"d","case":"Z"}"#,
        );
        assert_eq!(list.key_of(&earlier, "p1"), "p2");
        assert_eq!(list.key_of(&earlier, "p3"), "p3");
        assert_eq!(list.key_of(&earlier, "p2"), OTHER_PAPERS);
        assert_eq!(list.key_of(&earlier, OTHER_PAPERS), OTHER_PAPERS);
        assert_eq!(list.case_of(&earlier, "c2"), Some("c1"));
        assert_eq!(list.case_of(&earlier, "c1"), None);
    }

    #[test]
    fn a_single_case_is_no_choice() {
        let list = details(r#"{"name":"a","case":"X"},{"name":"b"}"#);
        assert!(list.cases.is_empty());
        assert_eq!(list.common.len(), 2);
    }

    #[test]
    fn a_required_paper_is_missing_until_it_is_given() {
        let mut list = details(r#"{"name":"a"},{"name":"b"}"#);
        list.common[1].required = true;
        assert_eq!(list.missing(|_| false).count(), 1);
        assert_eq!(list.missing(|key| key == "p1").count(), 1);
        assert_eq!(list.missing(|key| key == "p2").count(), 0);
        list.common[1].is_asked = false;
        assert_eq!(list.missing(|_| false).count(), 0);
    }

    /// The papers that the built-in service asks for, with these answers to choices of its form.
    fn asked(code: &str, choices: &[(&str, &str)]) -> Vec<(String, bool)> {
        let library = Library::built_in().unwrap();
        let catalogue = Catalogue::read(&Files::BuiltIn).unwrap();
        let code = code.parse().unwrap();
        let definition = &catalogue.services.definitions[&code];
        let form = library.get(definition.form.as_ref().unwrap()).unwrap();
        let values: serde_json::Map<String, serde_json::Value> = choices
            .iter()
            .map(|(field, value)| match *value {
                "VN" | "FR" => {
                    let entry = serde_json::json!({ "code": value, "name": value });
                    ((*field).to_owned(), serde_json::json!({ "listed": entry }))
                }
                _ => ((*field).to_owned(), serde_json::json!({ "choice": value })),
            })
            .collect();
        let document = serde_json::json!({ "values": values });
        let answers = Answers::from_document(document, form).unwrap();
        let list = PaperList::of_own_form(&definition.components);
        let list = list.for_answers(&definition.components, &answers);
        let asked = list.common.into_iter().filter(|paper| paper.is_asked);
        asked.map(|paper| (paper.key, paper.required)).collect()
    }

    #[test]
    fn papers_follow_the_answers() {
        let has = |papers: &[(String, bool)], key: &str| papers.iter().any(|(own, _)| own == key);
        let licence = |class| asked("3.000347", &[("gplx_hang", class), ("quoc_tich", "VN")]);
        let certificate = ("giay-kham-suc-khoe".to_owned(), true);
        assert!(
            licence("cu_B2").contains(&certificate),
            "{:?}",
            licence("cu_B2")
        );
        assert!(!has(&licence("A1"), "giay-kham-suc-khoe"));
        assert!(!has(&licence("cu_B2"), "ho-chieu"));
        let foreign = asked("3.000347", &[("gplx_hang", "cu_B2"), ("quoc_tich", "FR")]);
        assert!(has(&foreign, "ho-chieu"));

        let born = |whose, how| asked("1.001193", &[("quan_he", whose), ("loai_khai_sinh", how)]);
        let mother = born("MeDe", "ca_hai");
        let keys: Vec<&str> = mother.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["giay-chung-sinh"]);
        assert!(has(&born("MeDe", "mang_thai_ho"), "xac-nhan-mang-thai-ho"));
        let foundling = born("Khac", "bo_roi");
        assert!(has(&foundling, "bien-ban-tre-bi-bo-roi"));
        assert!(has(&foundling, "van-ban-uy-quyen"));

        assert_eq!(asked("1.002759", &[("ly_do", "mat")]), []);
        assert!(has(&asked("1.002759", &[("ly_do", "hong")]), "the-cu"));
    }
}
