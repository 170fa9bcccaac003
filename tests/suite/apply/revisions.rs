//! Forms and procedures change while dossiers lie at agencies and drafts are open: what was filed
//! is read as it was filed, and nothing that was typed or sent into a draft is lost.

use std::fs;

use motcua::catalogue::{Files, import};
use motcua::dossiers::{self, FiledAnswers};
use motcua::kernel::DossierId;

use super::{PDF, PROCEDURE, accept, begun, filed_after_papers, filled_in, id_of};
use crate::catalogue::import::{folder, line_of, load, rewrite};
use crate::support::{Browser, Cast, Page, Portal, on_both_engines};

on_both_engines!(
    what_was_filed_is_read_as_it_was_filed,
    a_draft_follows_its_form_and_its_papers,
    an_answer_comes_back_with_its_question,
    a_service_that_takes_another_form_loses_nothing,
);

/// The first paper of the first case, as the built-in catalogue names it.
const PAPER: &str = "Giấy ra viện hoặc trích sao hồ sơ bệnh án";
const OLD_QUESTION: &str = "Nội dung đề nghị giải quyết";
const NEW_QUESTION: &str = "Bạn đề nghị cơ quan việc gì";

/// Publishes a catalogue and lets the portal have it.
fn publish(portal: &Portal, files: &Files) {
    import(portal.storage(), files, &portal.app.env.moment()).unwrap();
    portal.app.cache.replace(load(portal.storage()));
}

/// Publishes a form that asks for the content under another name and no longer for the e-mail, and
/// a procedure that asks for one more paper, before all others.
fn publish_changes(portal: &Portal) {
    let folder = folder();
    let form = folder.path().join("forms/general.toml");
    let text = fs::read_to_string(&form).unwrap();
    let text = text.replace("key = \"noi_dung\"", "key = \"de_nghi\"");
    let text = text.replace(OLD_QUESTION, NEW_QUESTION);
    let email = text.find("[[sections.fields]]\nkey = \"email\"").unwrap();
    let end = email + text[email..].find("\n\n").unwrap();
    fs::write(&form, format!("{}{}", &text[..email], &text[end..])).unwrap();
    let (file, line) = line_of(folder.path(), PROCEDURE);
    let more = r#""components":[{"name":"Giấy hoàn toàn mới","originals":1},{"#;
    let changed = line.replacen(r#""components":[{"#, more, 1);
    assert_ne!(line, changed);
    rewrite(&file, &line, &changed);
    publish(portal, &Files::Folder(folder.path().to_owned()));
}

/// Lan's draft with all answers and a paper, on the page after the papers.
async fn with_a_paper(portal: &Portal, cast: &Cast, lan: &Browser) -> Page {
    let page = filled_in(begun(lan, PROCEDURE, cast, portal).await).await;
    let page = page
        .form("form[enctype]")
        .choose("case", "c1")
        .press("_case", "1")
        .submit()
        .await;
    let form = page.is(200).form("form[enctype]");
    form.attach("paper.p1", "ra-vien.pdf", PDF)
        .submit()
        .await
        .is(200)
}

/// Publishes a catalogue whose general form has another key, asks for the content under another name
/// and is the only one of its kind: the former file is gone.
fn publish_another_form(portal: &Portal) {
    let folder = folder();
    let (old, new) = ("forms/general.toml", "forms/chung.toml");
    let text = fs::read_to_string(folder.path().join(old)).unwrap();
    let text = text.replace("key = \"general\"", "key = \"chung\"");
    let text = text.replace("key = \"noi_dung\"", "key = \"de_nghi\"");
    fs::write(folder.path().join(new), text).unwrap();
    fs::remove_file(folder.path().join(old)).unwrap();
    let services = folder.path().join("services.toml");
    let text = fs::read_to_string(&services).unwrap();
    let changed = text.replace("form = \"general\"", "form = \"chung\"");
    assert_ne!(text, changed);
    fs::write(&services, changed).unwrap();
    publish(portal, &Files::Folder(folder.path().to_owned()));
}

fn filed_answers(portal: &Portal, id: DossierId) -> FiledAnswers {
    let found = portal.storage().read(|conn| dossiers::answers(conn, id));
    found.unwrap().unwrap()
}

async fn what_was_filed_is_read_as_it_was_filed(portal: &Portal) {
    publish(portal, &Files::BuiltIn);
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = with_a_paper(portal, &cast, &lan).await;
    let id = id_of(&filed_after_papers(page).await);
    accept(portal, &cast, id);
    publish_changes(portal);

    let own = lan.get(&format!("/ho-so/{id}")).await.is(200);
    let english = lan.get(&format!("/en/ho-so/{id}")).await.is(200);
    let receipt = lan.get(&format!("/ho-so/{id}/bien-nhan")).await.is(200);
    let ha = cast.signed_in(portal, "ha");
    let desk = ha.get(&format!("/mot-cua/ho-so/{id}")).await.is(200);
    let paper = format!("/mot-cua/ho-so/{id}/giay-tiep-nhan");
    let paper = ha.get(&paper).await.is(200);
    for page in [&own, &desk] {
        let read = page.text("main");
        assert!(read.contains(OLD_QUESTION) && read.contains("Xin giải quyết"));
        assert!(
            read.contains("lan@motcua.example"),
            "the e-mail was asked for"
        );
        assert!(!read.contains(NEW_QUESTION));
    }
    let read = english.text("main");
    assert!(read.contains("What you ask the agency to do") && read.contains("Xin giải quyết"));
    for page in [&own, &english, &receipt, &desk, &paper] {
        let read = page.text("main");
        assert!(read.contains(PAPER), "{}", page.path());
        assert!(!read.contains("Giấy hoàn toàn mới"), "{}", page.path());
    }
}

async fn a_draft_follows_its_form_and_its_papers(portal: &Portal) {
    publish(portal, &Files::BuiltIn);
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = id_of(&with_a_paper(portal, &cast, &lan).await);
    publish_changes(portal);

    let page = lan.get(&format!("/ho-so/{id}/to-khai")).await.is(200);
    assert!(page.path().ends_with("/noi-dung"), "{}", page.path());
    let kept = page.text("#changed details");
    assert!(
        kept.contains(OLD_QUESTION) && kept.contains("Xin giải quyết"),
        "{kept}"
    );
    assert_eq!(page.texts("#changed-added li"), [NEW_QUESTION]);
    assert_eq!(page.texts("#changed-gone li").len(), 2);
    assert!(page.text("#changed-gone").contains(OLD_QUESTION) && !page.has("#changed-changed"));
    let english = lan.get(&format!("/en{}", page.path())).await.is(200);
    let kept = english.text("#changed");
    assert!(kept.contains("This form was changed") && kept.contains("Xin giải quyết"));
    // A save with a fault loses none of it either.
    let page = page.form("main form").submit().await.is(422);
    assert!(page.text("#changed details").contains("Xin giải quyết"));

    let form = page.form("main form").fill("de_nghi", "Xin trợ cấp");
    let page = form.submit().await.is(200);
    assert!(page.path().ends_with("/giay-to"), "{}", page.path());
    let sent = page.texts("li.card, section.card");
    let sent: Vec<&String> = sent
        .iter()
        .filter(|one| one.contains("ra-vien.pdf"))
        .collect();
    assert!(sent[0].contains(PAPER), "{sent:?}");
    let form = page.form("form[enctype]").press("_next", "1");
    filed_after_papers(form.submit().await.is(200)).await;

    let filed = filed_answers(portal, id);
    assert_eq!((filed.form.as_str(), filed.revision), ("general", 2));
    assert_eq!(filed.case.as_deref(), Some("c1"));
    assert!(
        filed.answers.get("set_aside").is_none(),
        "{:?}",
        filed.answers
    );
    let own = lan.get(&format!("/ho-so/{id}")).await.is(200).text("main");
    assert!(own.contains(NEW_QUESTION) && own.contains("Xin trợ cấp") && own.contains(PAPER));
    assert!(!own.contains(OLD_QUESTION));
}

async fn an_answer_comes_back_with_its_question(portal: &Portal) {
    publish(portal, &Files::BuiltIn);
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = id_of(&with_a_paper(portal, &cast, &lan).await);
    publish_changes(portal);
    let page = lan.get(&format!("/ho-so/{id}/to-khai")).await.is(200);
    page.form("main form").submit().await.is(422);
    publish(portal, &Files::BuiltIn);
    let page = lan.get(&format!("/ho-so/{id}/to-khai/noi-dung")).await;
    let page = page.is(200);
    let again = page.form("main form").value("noi_dung");
    assert_eq!(again.trim(), "Xin giải quyết");
    // The form asks what it asked when the draft was begun.
    assert!(!page.has("#changed"));
}

async fn a_service_that_takes_another_form_loses_nothing(portal: &Portal) {
    publish(portal, &Files::BuiltIn);
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let filed = id_of(&filed_after_papers(with_a_paper(portal, &cast, &lan).await).await);
    let draft = id_of(&with_a_paper(portal, &cast, &lan).await);
    publish_another_form(portal);

    let own = lan.get(&format!("/ho-so/{filed}")).await.is(200);
    assert!(own.text("main").contains("Xin giải quyết"));
    let page = lan.get(&format!("/ho-so/{draft}/to-khai")).await.is(200);
    let kept = page.text("#changed details");
    assert!(kept.contains(OLD_QUESTION) && kept.contains("Xin giải quyết"));
    let page = page.form("main form").fill("de_nghi", "Xin trợ cấp");
    let page = page.submit().await.is(200);
    let page = page.form("form[enctype]").press("_next", "1");
    filed_after_papers(page.submit().await.is(200)).await;
    let again = filed_answers(portal, draft);
    assert_eq!((again.form.as_str(), again.revision), ("chung", 1));
}
