//! What the frame around every page needs to know: language, address, who is signed in. Each page
//! struct holds a `frame: Frame`, and its template extends `layout.html`.

use std::fmt::Display;
use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};
use chrono::NaiveDate;

use super::locale::own_path;
use super::{Assets, Contact, Tone};
use crate::accounts::sessions;
use crate::kernel::Role;
use crate::speech::{Locale, Words};

/// Where a second factor is set up.
pub const SET_SECOND_FACTOR: &str = "/tai-khoan/xac-thuc-hai-lop";

/// What is the same for every request of this process; put into the application with `app_data`.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// A banner says on each page that nothing here reaches an agency.
    pub demonstration: bool,
    /// People reach the portal by https.
    pub https: bool,
    /// What the foot of each page says.
    pub contact: Arc<Contact>,
}

/// Which pages a signed-in person gets the navigation of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomeArea {
    /// Citizens and businesses.
    Citizen,
    /// Clerks of an agency.
    Clerk,
    /// Operators of the portal.
    Operator,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The name as it stands in the account.
    pub name: String,
    /// Which navigation they get.
    pub place: HomeArea,
    /// The office whose desk they work at.
    pub office: Option<String>,
    /// What they may do at any desk: the navigation leads nowhere else.
    pub roles: Vec<Role>,
}

impl Signed {
    fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// One line that the next page says once, after a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How it looks.
    pub tone: Tone,
    /// What it says, in the language of the page.
    pub text: String,
}

/// What the session knows of a request. The session middleware leaves it in the request's
/// extensions; without it the request is a stranger's.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    pub signed: Option<Signed>,
    /// The synchroniser token for the forms of this page; empty where no form may post.
    pub csrf: String,
    /// What the last request left to say.
    pub notice: Option<Notice>,
    /// The day from which this account does no work without the second factor that it has not set up.
    pub second_factor_from: Option<NaiveDate>,
}

impl Visit {
    /// A page made from this visit is one person's own and must not be kept by any cache.
    pub const fn is_private(&self) -> bool {
        self.signed.is_some() || self.notice.is_some()
    }
}

/// The frame of one page.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Words, dates and numbers in the language of the page.
    pub words: Words,
    /// The path of the page without its language.
    pub path: String,
    /// The query of the page, without `?`.
    pub query: String,
    /// What the session knows.
    pub visit: Visit,
    /// The demonstration banner is shown.
    pub demonstration: bool,
    /// Who runs the portal and where people turn.
    pub contact: Arc<Contact>,
    /// The office whose page it is, where its clerk works in several.
    pub desk: Option<DeskFrame>,
}

/// The office that a clerk of several has open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskFrame {
    /// Its name.
    pub name: String,
    /// What names it in the query of an address: `don-vi=…`.
    pub query: String,
}

/// One link of a navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavLink {
    /// Address in the language of the page.
    pub href: String,
    /// What the link says.
    pub label: String,
    /// The value of `aria-current`: the page itself, or a page below it.
    pub current: Option<&'static str>,
}

impl Frame {
    /// The frame for the answer to `request`.
    pub fn of(request: &HttpRequest) -> Self {
        let site = request.app_data::<Site>().cloned().unwrap_or_default();
        Self {
            words: Words::new(Locale::of(request)),
            path: own_path(request.path()),
            query: request.query_string().to_owned(),
            visit: request
                .extensions()
                .get::<Visit>()
                .cloned()
                .unwrap_or_default(),
            demonstration: site.demonstration,
            contact: site.contact,
            desk: None,
        }
    }

    /// The same for a page of one of a clerk's offices, in which they have these roles: the head
    /// names it, and the navigation stays in it.
    #[must_use]
    pub fn at_desk(mut self, desk: DeskFrame, roles: Vec<Role>) -> Self {
        if let Some(signed) = &mut self.visit.signed {
            signed.roles = roles;
        }
        self.desk = Some(desk);
        self
    }

    /// The text under `key`.
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        self.words.t(key)
    }

    /// The text under `key` with its `{placeholders}` filled.
    pub fn with(&self, key: &str, arguments: &[(&str, &dyn Display)]) -> String {
        self.words.with(key, arguments)
    }

    /// The text under `key` for `n` things.
    pub fn count(&self, key: &str, n: &i64) -> String {
        self.words.count(key, n)
    }

    /// The tag of the page's language, for the `lang` attribute.
    pub const fn lang(&self) -> &'static str {
        self.words.locale().tag()
    }

    /// The address of `path` in the language of the page.
    pub fn path(&self, path: &str) -> String {
        self.words.locale().path(path)
    }

    /// This page, with its query.
    pub fn this_page(&self) -> String {
        self.page_in(self.words.locale())
    }

    /// This page in the other language.
    pub fn other_language(&self) -> String {
        self.page_in(self.words.locale().other())
    }

    fn page_in(&self, locale: Locale) -> String {
        let path = locale.path(&self.path);
        if self.query.is_empty() {
            path
        } else {
            format!("{path}?{}", self.query)
        }
    }

    /// The tag of the other language.
    pub const fn other_lang(&self) -> &'static str {
        self.words.locale().other().tag()
    }

    /// The day from which the person needs a second factor, to be told on every page but the one that
    /// sets it up.
    pub fn second_factor_from(&self) -> Option<String> {
        let day = self.visit.second_factor_from?;
        (self.path != SET_SECOND_FACTOR).then(|| self.words.date(&day))
    }

    /// A page of clerks or operators: denser, as wide as the screen, with their style sheet.
    pub fn is_desk(&self) -> bool {
        ["/mot-cua", "/quan-tri"]
            .iter()
            .any(|area| self.current(area).is_some())
    }

    /// After how many idle minutes the session may end.
    pub const fn session_minutes(&self) -> i64 {
        sessions::LASTS_MINUTES
    }

    /// The version of the program.
    pub const fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// The office at whose desk the page is used.
    pub fn office(&self) -> Option<&str> {
        let own = || self.visit.signed.as_ref()?.office.as_deref();
        self.desk
            .as_ref()
            .map(|desk| desk.name.as_str())
            .or_else(own)
    }

    /// The address of a file under `static/`.
    pub fn asset(&self, file: &str) -> String {
        Assets::built_in().address(file)
    }

    /// The links of the main navigation.
    pub fn main_navigation(&self) -> Vec<NavLink> {
        let Some(signed) = &self.visit.signed else {
            return self.links(&[
                ("/dich-vu", "frame.nav.services"),
                ("/tra-cuu", "frame.nav.track"),
                ("/co-quan", "frame.nav.agencies"),
            ]);
        };
        if signed.place == HomeArea::Operator {
            let mut links = self.links(&[
                ("/quan-tri", "frame.nav.console"),
                ("/quan-tri/lien-thong", "frame.nav.exchange"),
                ("/dich-vu", "frame.nav.services"),
                ("/co-quan", "frame.nav.agencies"),
            ]);
            // Every page of the console lies below the first: only the nearer one is marked.
            if let Some(overview) = links.first_mut() {
                overview.current = overview.current.filter(|mark| *mark == "page");
            }
            return links;
        }
        if signed.place != HomeArea::Clerk {
            return self.links(&[
                ("/", "frame.nav.own"),
                ("/dich-vu", "frame.nav.services"),
                ("/ho-so", "frame.nav.own_dossiers"),
                ("/kho", "frame.nav.vault"),
            ]);
        }
        let mut links = vec![("/mot-cua/ho-so", "frame.nav.queue")];
        if signed.is(Role::Intake) {
            links.push(("/mot-cua/quay", "frame.nav.counter"));
        }
        if signed.is(Role::Manager) {
            links.push(("/mot-cua/nhan-su", "frame.nav.people"));
            links.push(("/mot-cua/don-vi", "frame.nav.units"));
            links.push(("/mot-cua/noi-tiep-nhan", "frame.nav.desk_contact"));
        }
        links.push(("/dich-vu", "frame.nav.services"));
        links.push(("/co-quan", "frame.nav.agencies"));
        self.stay_at_desk(self.links(&links))
    }

    /// The links of the desk lead to the office that is open.
    fn stay_at_desk(&self, mut links: Vec<NavLink>) -> Vec<NavLink> {
        let Some(desk) = &self.desk else {
            return links;
        };
        let of_desk = self.path("/mot-cua/");
        for link in links
            .iter_mut()
            .filter(|link| link.href.starts_with(&of_desk))
        {
            link.href = format!("{}?{}", link.href, desk.query);
        }
        links
    }

    /// The links at the foot of the page.
    pub fn foot_navigation(&self) -> Vec<NavLink> {
        self.links(&[
            ("/huong-dan", "frame.nav.help"),
            ("/quyen-rieng-tu", "frame.nav.privacy"),
            ("/dieu-khoan", "frame.nav.terms"),
            ("/kha-nang-tiep-can", "frame.nav.accessibility"),
        ])
    }

    /// The link to `path`, under its text.
    pub fn link(&self, path: &str, label: &str) -> NavLink {
        NavLink {
            href: self.path(path),
            label: label.to_owned(),
            current: self.current(path),
        }
    }

    fn links(&self, links: &[(&str, &str)]) -> Vec<NavLink> {
        links
            .iter()
            .map(|(path, key)| self.link(path, self.t(key)))
            .collect()
    }

    fn current(&self, path: &str) -> Option<&'static str> {
        match self.path.strip_prefix(path) {
            Some("") => Some("page"),
            Some(below) if below.starts_with('/') => Some("true"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(locale: Locale, path: &str, query: &str) -> Frame {
        Frame {
            words: Words::new(locale),
            path: path.to_owned(),
            query: query.to_owned(),
            ..Frame::default()
        }
    }

    #[test]
    fn the_other_language_leads_to_the_same_page() {
        let page = frame(Locale::Vi, "/dich-vu", "q=lai+xe");
        assert_eq!(page.other_language(), "/en/dich-vu?q=lai+xe");
        assert_eq!(frame(Locale::En, "/", "").other_language(), "/");
    }

    #[test]
    fn the_section_of_a_page_is_marked() {
        let marks = |path| -> Vec<Option<&str>> {
            let links = frame(Locale::En, path, "").main_navigation();
            links.into_iter().map(|link| link.current).collect()
        };
        assert_eq!(marks("/dich-vu"), [Some("page"), None, None]);
        assert_eq!(marks("/dich-vu/1.001193"), [Some("true"), None, None]);
        assert_eq!(marks("/dich-vu-khac"), [None, None, None]);
    }

    #[test]
    fn a_clerk_is_led_where_they_may_go() {
        let led = |roles: &[Role]| -> Vec<String> {
            let mut page = frame(Locale::En, "/", "");
            page.visit.signed = Some(Signed {
                name: "Huy".to_owned(),
                place: HomeArea::Clerk,
                office: None,
                roles: roles.to_vec(),
            });
            let links = page.main_navigation().into_iter();
            links.map(|link| link.href).collect()
        };
        let everybodys = ["/en/mot-cua/ho-so", "/en/dich-vu", "/en/co-quan"];
        assert_eq!(led(&[Role::Officer, Role::Cashier]), everybodys);
        assert!(led(&[Role::Intake]).contains(&"/en/mot-cua/quay".to_owned()));
        let of_manager = led(&[Role::Manager]);
        assert!(of_manager.contains(&"/en/mot-cua/nhan-su".to_owned()));
        assert!(of_manager.contains(&"/en/mot-cua/don-vi".to_owned()));
        assert!(!of_manager.contains(&"/en/mot-cua/quay".to_owned()));
    }

    #[test]
    fn the_navigation_stays_in_the_office_that_is_open() {
        let mut page = frame(Locale::Vi, "/mot-cua/ho-so", "don-vi=00070");
        page.visit.signed = Some(Signed {
            name: "Hà".to_owned(),
            place: HomeArea::Clerk,
            office: None,
            roles: vec![Role::Intake, Role::Manager],
        });
        let desk = DeskFrame {
            name: "Ủy ban nhân dân phường Hoàn Kiếm".to_owned(),
            query: "don-vi=00070".to_owned(),
        };
        let page = page.at_desk(desk, vec![Role::Intake]);
        assert_eq!(page.office(), Some("Ủy ban nhân dân phường Hoàn Kiếm"));
        let links: Vec<String> = page.main_navigation().into_iter().map(|l| l.href).collect();
        assert_eq!(
            links,
            [
                "/mot-cua/ho-so?don-vi=00070",
                "/mot-cua/quay?don-vi=00070",
                "/dich-vu",
                "/co-quan"
            ]
        );
    }

    #[test]
    fn a_strangers_page_may_be_kept_and_nobody_elses() {
        assert!(!Visit::default().is_private());
        let signed = Some(Signed {
            name: "Lan".to_owned(),
            place: HomeArea::Citizen,
            office: None,
            roles: Vec::new(),
        });
        let visit = Visit {
            signed,
            ..Visit::default()
        };
        assert!(visit.is_private());
    }
}
