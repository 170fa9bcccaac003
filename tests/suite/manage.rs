//! The pages of managers through HTTP: the units of a commune, its people and what they may do.

use futures_util::future::join;
use motcua::accounts::{self, EndRefusal, Grant, end_membership, grant_membership, members_of};
use motcua::context::Principal;
use motcua::kernel::{AccountId, Role, Viewer};

use crate::access::objects;
use crate::support::{
    Browser, Cast, Page, Portal, count, on_both_engines, says, words, words_with,
};

on_both_engines!(
    a_dossier_goes_to_a_unit_that_a_manager_has_made,
    a_person_is_invited_and_comes,
    a_managers_invitation_tells_no_name_of_an_account,
    a_role_is_given_and_ended_at_once,
    the_only_manager_stays_until_there_is_another,
    managers_who_end_each_other_at_once_leave_one,
    only_managers_manage_and_nothing_elsewhere,
);

const PEOPLE: &str = "/mot-cua/nhan-su";
const UNITS: &str = "/mot-cua/don-vi";
const UNIT: &str = "Bộ phận Tư pháp – Hộ tịch";

/// How many rows of the journal record something of this kind.
fn recorded(portal: &Portal, kind: &str) -> i64 {
    count(portal.storage(), &format!("journal WHERE kind = '{kind}'"))
}

/// Adds a unit, and gives the page that comes of it.
async fn added(manager: &Browser, name: &str) -> Page {
    let page = manager.get(UNITS).await.is(200);
    page.form("main form").fill("name", name).submit().await
}

/// The subjects of the letters to an address.
async fn subjects(portal: &Portal, to: &str) -> Vec<String> {
    let letters = portal.letters().await.into_iter();
    letters
        .filter(|letter| letter.recipient == to)
        .map(|letter| letter.subject)
        .collect()
}

async fn a_dossier_goes_to_a_unit_that_a_manager_has_made(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let empty = huy.get(UNITS).await.is(200);
    assert!(empty.has(".empty"));
    let nameless = added(&huy, " – ").await.is(422);
    assert_eq!(nameless.links("#faults a"), ["#name"]);
    for name in ["0", "<b>"] {
        let told = added(&huy, name).await.is(422);
        assert!(
            says(&told.text("#name-error"), "manage.unit_fault.no_name"),
            "{name}"
        );
    }
    let long = added(&huy, &"a".repeat(121)).await.is(422);
    assert_eq!(long.form("main form").value("name").len(), 121);
    let page = added(&huy, " Bộ phận  tư pháp").await.is(200);
    assert_eq!(page.texts("main li b"), ["Bộ phận tư pháp"]);
    assert!(says(
        &page.text("[role=status]"),
        "manage.notice.unit_added"
    ));
    let twice = added(&huy, "BỘ PHẬN TƯ PHÁP").await.is(422);
    assert_eq!(twice.links("#faults a"), ["#name"]);

    let rename = page.click("main li a").await.is(200);
    let form = rename.form("main form");
    assert_eq!(form.value("name"), "Bộ phận tư pháp");
    let page = form.fill("name", UNIT).submit().await.is(200);
    assert_eq!(page.texts("main li b"), [UNIT]);
    let english = huy.get(&format!("/en{UNITS}")).await.is(200);
    assert_eq!(english.text("h1"), "Units");
    assert_eq!(english.text("main li a"), format!("Rename {UNIT}"));

    let id = objects::dossier(portal, &cast);
    let dossier = format!("/mot-cua/ho-so/{id}");
    let form = ha.get(&format!("{dossier}/tiep-nhan")).await.is(200);
    form.form("main form").submit().await.is(200);
    let hand = format!("{dossier}/chuyen");
    let form = ha.get(&hand).await.is(200).form("main form");
    let unit = form.offered("unit")[1].clone();
    let form = form.choose("unit", &unit);
    let form = form.choose("officer", &cast.account("huy").to_string());
    let page = form.submit().await.is(200);
    let facts = page.text("dl.facts");
    assert!(
        facts.contains(UNIT) && facts.contains("Đỗ Quang Huy"),
        "{facts}"
    );
    let lan = cast.signed_in(portal, "lan");
    for language in ["", "/en"] {
        let own = lan.get(&format!("{language}/ho-so/{id}")).await.is(200);
        let facts = own.text("dl.facts");
        assert!(facts.contains(UNIT) && !facts.contains("Huy"), "{facts}");
    }

    let page = huy.get(UNITS).await.is(200);
    let sure = page.click("main li a:last-child").await.is(200);
    assert!(sure.text(".confirm h2").contains(UNIT));
    let page = sure.form(".confirm").submit().await.is(200);
    assert!(page.has(".empty"));
    sure.form(".confirm").submit().await.is(404);
    let again = ha.get(&hand).await.is(200);
    assert!(!again.has("#unit"), "nothing is handed to it any more");
    assert!(
        ha.get(&dossier)
            .await
            .is(200)
            .text("dl.facts")
            .contains(UNIT)
    );
    let deeds = ["added_unit", "renamed_unit", "ended_unit"];
    assert_eq!(deeds.map(|kind| recorded(portal, kind)), [1, 1, 1]);
}

async fn a_person_is_invited_and_comes(portal: &Portal) {
    const EMAIL: &str = "binh@xa.example";
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let granted = recorded(portal, "granted_role");
    let people = huy.get(PEOPLE).await.is(200);
    assert_eq!(people.texts("tbody tr").len(), 2);
    assert!(
        people
            .text("dl.facts")
            .contains(&(words("manage.role.manager") + "Đỗ Quang Huy"))
    );
    let page = people.click("main a.button").await.is(200);
    let wrong = page.form("main form").fill("name", "Bình 2");
    let wrong = wrong.fill("email", "binh@").submit().await.is(422);
    assert_eq!(wrong.links("#faults a"), ["#name", "#email", "#roles"]);
    assert_eq!(wrong.form("main form").value("email"), "binh@");
    let form = wrong.form("main form").fill("name", "Trần Văn Bình");
    let form = form.fill("email", EMAIL).tick("roles", "intake");
    let people = form.submit().await.is(200);
    assert!(says(&people.text("[role=status]"), "manage.notice.invited"));
    let waits = |page: &Page| page.texts("tbody .tag--warn").len();
    assert_eq!((people.texts("tbody tr").len(), waits(&people)), (3, 1));

    // Again: another letter, but nobody new.
    let form = page.form("main form").fill("name", "Trần Văn Bình");
    let form = form.fill("email", EMAIL).tick("roles", "intake");
    let people = form.submit().await.is(200);
    assert_eq!(people.texts("tbody tr").len(), 3);
    assert_eq!(subjects(portal, EMAIL).await.len(), 2);
    assert_eq!(recorded(portal, "granted_role"), granted + 1);

    let letters = portal.letters().await;
    let letter = letters.iter().rfind(|letter| letter.recipient == EMAIL);
    let mut words = letter.unwrap().body.split_whitespace();
    let link = words.find(|word| word.starts_with("http")).unwrap();
    let binh = portal.browser();
    let page = binh.get(&binh.path_of(link)).await.is(200);
    let form = page
        .form("main form")
        .fill("password", "một mật khẩu thật dài");
    form.submit().await.is(200);
    let people = huy.get(PEOPLE).await.is(200);
    assert_eq!((people.texts("tbody tr").len(), waits(&people)), (3, 0));
    let english = huy.get(&format!("/en{PEOPLE}")).await.is(200);
    assert!(
        english
            .text("dl.facts")
            .contains("Intake clerkLê Thu Hà, Trần Văn Bình")
    );
}

async fn a_managers_invitation_tells_no_name_of_an_account(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let page = huy.get(&format!("{PEOPLE}/moi")).await.is(200);
    let invite = |name: &str| {
        let form = page.form("main form").fill("name", name);
        let form = form.fill("email", "chau@motcua.example");
        form.tick("roles", "officer")
            .tick("roles", "cashier")
            .submit()
    };
    let told = invite("Trần Văn Bình").await.is(422);
    assert_eq!(told.links("#faults a"), ["#name"]);
    assert_eq!(told.text("#faults a"), words("manage.fault.other_name"));
    let own = cast.signed_in(portal, "chau").get("/tai-khoan").await;
    let name = own.is(200).texts(".facts dd")[1].clone();
    let body = String::from_utf8_lossy(told.body()).into_owned();
    assert!(!body.contains(&name), "{name}");
    assert_eq!(huy.get(PEOPLE).await.is(200).texts("tbody tr").len(), 2);

    // Whoever knows the person writes the name as it is, with or without its marks.
    let people = invite(&name.to_uppercase()).await.is(200);
    assert_eq!(people.texts("tbody tr").len(), 3);
    let letters = portal.letters().await;
    let letter = letters
        .iter()
        .rfind(|letter| letter.recipient == "chau@motcua.example");
    let letter = &letter.unwrap().body;
    let roles = ["officer", "cashier"].map(|role| words(&format!("manage.role.{role}")));
    for wanted in [&roles.join(", "), "Đỗ Quang Huy"] {
        assert!(letter.contains(wanted), "{wanted}: {letter}");
    }
}

async fn a_role_is_given_and_ended_at_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let before = subjects(portal, "ha@motcua.example").await.len();
    added(&huy, UNIT).await.is(200);
    let give = format!("{PEOPLE}/{}", cast.account("ha"));
    let page = huy.get(&give).await.is(200);
    let none = page.form("main form").submit().await.is(422);
    assert_eq!(none.links("#faults a"), ["#role"]);
    let form = page.form("main form").choose("role", "manager");
    let unit = form.offered("unit")[1].clone();
    let people = form.choose("unit", &unit).submit().await.is(200);
    assert!(
        people
            .text("tbody")
            .contains(&format!("{} · {UNIT}", words("manage.role.manager")))
    );
    assert!(
        ha.get(PEOPLE)
            .await
            .is(200)
            .has("nav a[href^='/mot-cua/nhan-su']")
    );

    let end = format!("{give}/thoi/manager");
    let sure = huy.get(&end).await.is(200);
    assert!(sure.text(".confirm h2").contains(&words_with(
        "manage.end_role.question",
        &[
            ("role", &words("manage.role.manager")),
            ("name", &"Lê Thu Hà")
        ]
    )));
    sure.form(".confirm").submit().await.is(200);
    ha.get(PEOPLE).await.is(403);
    let queue = ha.get("/mot-cua/ho-so").await.is(200);
    assert!(!queue.has("nav a[href^='/mot-cua/nhan-su']"));
    huy.get(&end).await.is(404);
    sure.form(".confirm").submit().await.is(404);
    huy.get(&format!("{give}/thoi/vua")).await.is(404);
    let letters = subjects(portal, "ha@motcua.example").await;
    assert_eq!(letters.len() - before, 2, "given and ended: {letters:?}");
    assert_eq!(recorded(portal, "ended_role"), 1);
}

async fn the_only_manager_stays_until_there_is_another(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let own = format!("{PEOPLE}/{}/thoi/manager", cast.account("huy"));
    let barred = huy.get(&own).await.is(409);
    assert!(barred.has("[role=alert]") && !barred.has(".confirm"));
    // Another role of theirs can end.
    let cashier = format!("{PEOPLE}/{}/thoi/cashier", cast.account("huy"));
    let sure = huy.get(&cashier).await.is(200);
    sure.form(".confirm").submit().await.is(200);

    let give = format!("{PEOPLE}/{}", cast.account("ha"));
    let page = huy.get(&give).await.is(200);
    let form = page.form("main form").choose("role", "manager");
    form.submit().await.is(200);
    let sure = huy.get(&own).await.is(200);
    // Hà is faster: now Huy is the only one again, with the question still open.
    let ha = cast.signed_in(portal, "ha");
    let ha_ends = format!("{PEOPLE}/{}/thoi/manager", cast.account("ha"));
    let of_ha = ha.get(&ha_ends).await.is(200);
    let closed = of_ha.form(".confirm").submit().await.is(200);
    assert!(
        closed.path().starts_with("/mot-cua/ho-so"),
        "{}",
        closed.path()
    );
    let barred = sure.form(".confirm").submit().await.is(409);
    assert!(says(
        &barred.text("[role=alert]"),
        "manage.end_role.only_manager"
    ));
    huy.get(PEOPLE).await.is(200);
    assert_eq!(recorded(portal, "ended_role"), 2);
}

/// Both requests passed the gate while both were managers.
async fn managers_who_end_each_other_at_once_leave_one(portal: &Portal) {
    const ROUNDS: usize = 8;
    let cast = Cast::of(portal).await;
    let both = ["ha", "huy"].map(|name| Viewer {
        account: cast.account(name),
        ..cast.clerk_of_every_role()
    });
    let ends = async |by: &Viewer, whose: AccountId| {
        let cx = portal.app.context(Principal::Account(by.clone()));
        let (agency, role) = (cast.commune, Role::Manager);
        let done = portal
            .storage()
            .writing(move |tx| end_membership(tx, &cx, whose, agency, role));
        match done.await {
            Ok(()) => None,
            Err(accounts::Error::Refused(refusal)) => Some(refusal),
            Err(error) => panic!("{error:?}"),
        }
    };
    for round in 0..ROUNDS {
        for one in &both {
            let grant = Grant {
                account: one.account,
                agency: cast.commune,
                role: Role::Manager,
                unit: None,
            };
            let cx = portal.app.context(Principal::CommandLine);
            let given = portal
                .storage()
                .write(|tx| grant_membership(tx, &cx, grant));
            given.unwrap();
        }
        let [ha, huy] = &both;
        let is_mutual = round % 2 == 0;
        let (first, second) = match is_mutual {
            true => join(ends(ha, huy.account), ends(huy, ha.account)).await,
            false => join(ends(ha, ha.account), ends(huy, huy.account)).await,
        };
        let refused = match is_mutual {
            true => EndRefusal::NotYours,
            false => EndRefusal::OnlyManager,
        };
        let mut ended = [first, second];
        ended.sort_by_key(Option::is_some);
        assert_eq!(ended, [None, Some(refused)], "round {round}");
        let now = portal.app.env.moment().now;
        let left = portal
            .storage()
            .read(|conn| members_of(conn, cast.commune, Role::Manager, now));
        assert_eq!(left.unwrap().len(), 1, "round {round}");
        portal.clock.advance(chrono::Duration::seconds(1));
    }
}

async fn only_managers_manage_and_nothing_elsewhere(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let page = added(&huy, UNIT).await.is(200);
    let unit = page.links("main li a")[0].clone();
    let unit = unit.split('?').next().unwrap().to_owned();
    let person = format!("{PEOPLE}/{}", cast.account("huy"));
    let end = format!("{person}/thoi/cashier");
    let pages = [
        PEOPLE.to_owned(),
        format!("{PEOPLE}/moi"),
        UNITS.to_owned(),
        person,
        end.clone(),
        unit.clone(),
        format!("{unit}/thoi"),
    ];
    let office = portal.app.cache.current();
    let office = office.agency(cast.commune).unwrap().key.to_string();
    let (ha, dung) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "dung"));
    for page in &pages {
        ha.get(page).await.is(403);
        dung.get(&format!("{page}?don-vi={office}")).await.is(404);
    }
    // Dũng manages another agency, where there is no such person and no such unit.
    for page in &pages[3..] {
        dung.get(page).await.is(404);
    }
    let sure = huy.get(&end).await.is(200).form(".confirm");
    assert!(sure.value("_csrf").len() > 8);
    let form = dung.get(UNITS).await.is(200).form("main form");
    let token = form.value("_csrf");
    for page in [end, format!("{unit}/thoi"), unit] {
        let request = dung.request(reqwest::Method::POST, &page);
        let request = request.form(&[("_csrf", token.as_str()), ("name", "Của tôi")]);
        dung.send(request, &page).await.is(404);
    }
    let people = huy.get(PEOPLE).await.is(200);
    assert!(people.text("tbody").contains(&words("manage.role.cashier")));
    assert_eq!(huy.get(UNITS).await.is(200).texts("main li b"), [UNIT]);
}
