//! Filing by the operations alone, as the counter and machines do it: they decide nothing that the
//! pages do not decide either.

use motcua::catalogue::ResultDelivery;
use motcua::context::Context;
use motcua::dossiers::{
    self, Error, MediaType, NewDraft, NewPaper, NotTheirs, OTHER_PAPERS, WizardStep, answer_draft,
    attach, choose_delivery, start_draft, submit,
};
use motcua::kernel::{AgencyId, DossierId};
use uuid::Uuid;

use super::{PROCEDURE, begun};
use crate::support::{Cast, Page, Portal, on_both_engines};

on_both_engines!(
    an_application_is_filed_without_pages,
    what_is_not_complete_is_not_filed,
    what_is_not_theirs_is_not_begun,
);

/// The general form has fewer.
const MOST_PAGES: usize = 10;

/// What a person types on the pages of the general form.
async fn typed(mut page: Page) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for _ in 0..MOST_PAGES {
        if !page.path().contains("/to-khai/") {
            return pairs;
        }
        let mut form = page.form("main form");
        if page.path().ends_with("/lien-he") {
            form = form.choose("dia_chi.province", "01");
            form = form.fill("dia_chi.ward", "Phường Ba Đình");
            form = form.fill("dia_chi.street", "Số 1");
        } else if page.path().ends_with("/noi-dung") {
            form = form.fill("noi_dung", "Xin giải quyết");
            for name in page.attributes("main input[type=checkbox]", "name") {
                form = form.tick(&name, "true");
            }
        }
        pairs.extend(form.pairs());
        page = form.submit().await.is(200);
    }
    panic!("the form does not end: {}", page.path());
}

fn begin(portal: &Portal, cx: &Context, agency: AgencyId, code: &str) -> Result<DossierId, Error> {
    let new = NewDraft {
        start_key: Uuid::from_bytes(cx.moment.secret()),
        form: None,
        procedure: code.parse().unwrap(),
        agency,
    };
    portal.storage().write(|tx| start_draft(tx, cx, &new))
}

async fn an_application_is_filed_without_pages(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let pairs = typed(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let cx = cast.context(portal, "lan");
    let id = begin(portal, &cx, cast.commune, PROCEDURE).unwrap();
    let paper = NewPaper {
        component: OTHER_PAPERS.into(),
        file_name: "giay-to.pdf".into(),
        file: cast.file.clone(),
        media: MediaType::Pdf,
    };
    let draft = portal.storage().write(|tx| {
        answer_draft(tx, &cx, id, &pairs)?;
        choose_delivery(tx, &cx, id, Some(ResultDelivery::Portal), "")
    });
    let version = draft.unwrap().version;
    let submitted = |seen: i32| portal.storage().write(|tx| submit(tx, &cx, id, seen));
    let stale = submitted(version - 1);
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    // A paper that came since is one that whoever checked the answers has not seen.
    let sent = portal.storage().write(|tx| attach(tx, &cx, id, &paper));
    sent.unwrap();
    let stale = submitted(version);
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    let (first, again) = (
        submitted(version + 1).unwrap(),
        submitted(version + 1).unwrap(),
    );
    assert!(first.is_new && !again.is_new && again.dossier == first.dossier);
    let filed = portal.storage().read(|conn| dossiers::dossier(conn, id));
    let filed = filed.unwrap().unwrap();
    let catalogue = &cx.catalogue;
    let procedure = catalogue.procedure(&PROCEDURE.parse().unwrap()).unwrap();
    assert_eq!(filed.procedure.name, procedure.name);
    assert_eq!(filed.holder.name, "Nguyễn Thị Lan");
    assert_eq!(filed.holder.account, Some(cast.account("lan")));
    let answers = portal.storage().read(|conn| dossiers::answers(conn, id));
    let answers = answers.unwrap().unwrap();
    assert_eq!((answers.form.as_str(), answers.revision), ("general", 1));
    assert_eq!(
        answers.answers.get("changed"),
        None,
        "{:?}",
        answers.answers
    );
}

async fn what_is_not_complete_is_not_filed(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let mut pairs = typed(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let cx = cast.context(portal, "lan");
    let id = begin(portal, &cx, cast.commune, PROCEDURE).unwrap();
    let storage = portal.storage();
    let version = |id| {
        let found = storage.read(|conn| dossiers::draft_owned_by(conn, id, cast.account("lan")));
        found.unwrap().unwrap().version
    };
    let refused = |outcome: Result<_, Error>| match outcome {
        Err(Error::Incomplete { step, field }) => (step, field),
        other => panic!("{:?}", other.map(|_: ()| ())),
    };
    let submitted = |id| {
        let seen = version(id);
        storage.write(|tx| submit(tx, &cx, id, seen).map(drop))
    };
    let (step, _) = refused(submitted(id));
    assert!(matches!(step, WizardStep::Section(_)), "{step:?}");
    let without = pairs.iter().filter(|(name, _)| name != "noi_dung");
    let without: Vec<_> = without.cloned().collect();
    let told = refused(storage.write(|tx| answer_draft(tx, &cx, id, &without)));
    let content = WizardStep::Section("noi-dung".to_owned());
    assert_eq!(told, (content, Some("noi_dung".to_owned())));
    pairs.retain(|(name, _)| name != "_version");
    storage
        .write(|tx| answer_draft(tx, &cx, id, &pairs))
        .unwrap();
    assert_eq!(refused(submitted(id)), (WizardStep::ResultDelivery, None));
    let nowhere = storage.write(|tx| {
        let way = Some(ResultDelivery::Post);
        choose_delivery(tx, &cx, id, way, "").map(drop)
    });
    assert!(matches!(
        nowhere,
        Err(Error::Invalid {
            field: "address",
            ..
        })
    ));
}

async fn what_is_not_theirs_is_not_begun(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let cx = cast.context(portal, "lan");
    let outcome = begin(portal, &cx, cast.commune, "2.000033");
    assert!(
        matches!(outcome, Err(Error::NotTheirs(NotTheirs::ForBusinesses))),
        "{outcome:?}"
    );
    let unknown = begin(portal, &cx, cast.commune, "9.999999");
    assert!(matches!(unknown, Err(Error::NotTaken)), "{unknown:?}");
}
