//! Every letter as people read it, in both languages.

use chrono::Duration;
use motcua::accounts::sessions::SessionToken;
use motcua::accounts::{
    Account, CodeAttempt, FactorSeed, Grant, Invitation, PasswordAttempt, SeenPaper, change_email,
    change_password, end_membership, grant_membership, invite_clerk, reauthenticate,
    remove_second_factor, reset_second_factor, set_second_factor, verify_account,
};
use motcua::context::Principal;
use motcua::dossiers::{ActInput, fees_of};
use motcua::kernel::{Dong, DossierId, Role};
use motcua::speech::Locale;
use motcua::storage::{self, Storage};

use crate::access::objects;
use crate::accounts::scene::{
    LAN, NUMBER, OTHER_PASSWORD, PASSWORD, Scene, account_of, agency, clerk, own, password_of,
};
use crate::support::{Cast, Portal, assert_accepted, engine_free, letters_as_text};

engine_free!(
    letters_about_dossiers_in_vietnamese,
    letters_about_dossiers_in_english,
    letters_about_accounts_in_vietnamese,
    letters_about_accounts_in_english,
);

/// Everybody reads this language from now on.
fn all_read(storage: &Storage, locale: Locale) {
    let set = format!("UPDATE accounts SET locale = {}", locale as i16);
    let done = storage.write(|tx| {
        diesel::RunQueryDsl::execute(diesel::sql_query(&set), tx.engine())?;
        Ok::<_, storage::Error>(())
    });
    done.unwrap();
}

async fn letters_about_dossiers_in_vietnamese(portal: &Portal) {
    let letters = letters_about_dossiers(portal, Locale::Vi).await;
    assert_accepted("letters_about_dossiers_vi", &letters);
}

async fn letters_about_dossiers_in_english(portal: &Portal) {
    let letters = letters_about_dossiers(portal, Locale::En).await;
    assert_accepted("letters_about_dossiers_en", &letters);
}

async fn letters_about_accounts_in_vietnamese(scene: &Scene) {
    let letters = letters_about_accounts(scene, Locale::Vi).await;
    assert_accepted("letters_about_accounts_vi", &letters);
}

async fn letters_about_accounts_in_english(scene: &Scene) {
    let letters = letters_about_accounts(scene, Locale::En).await;
    assert_accepted("letters_about_accounts_en", &letters);
}

/// What Lan is told about five dossiers that end in five ways.
async fn letters_about_dossiers(portal: &Portal, locale: Locale) -> String {
    let cast = Cast::of(portal).await;
    all_read(portal.storage(), locale);
    let before = portal.letters().await.len();
    // Each letter at a time of its own, so that their order is the same at each run.
    let filed = async || {
        portal.clock.advance(Duration::minutes(1));
        let id = objects::dossier(portal, &cast);
        portal.work_off().await;
        id
    };
    let on = async |id, input: &ActInput| {
        portal.clock.advance(Duration::minutes(1));
        cast.act(portal, id, input);
        portal.work_off().await;
    };
    let accept = ActInput::Accept {
        due_on: None,
        note: String::new(),
    };
    let ask = ActInput::RequestSupplement {
        what: "Giấy chứng sinh".into(),
    };
    let reason = || "Sai nơi nộp".to_owned();

    let returned = filed().await;
    on(returned, &accept).await;
    on(returned, &forward(&cast)).await;
    let payment = ActInput::RequestPayment {
        label: "Lệ phí".into(),
        amount: Dong::from(20_000_u32),
    };
    on(returned, &payment).await;
    on(returned, &paid(portal, returned)).await;
    on(returned, &ask).await;
    let lan = cast.signed_in(portal, "lan");
    portal.clock.advance(Duration::minutes(1));
    let page = lan.get(&format!("/ho-so/{returned}/bo-sung")).await;
    let form = page.form("form[enctype]").fill("answer", "Xin gửi kèm");
    form.submit().await.is(200);
    portal.work_off().await;
    let decide = ActInput::Decide {
        title: "Giấy khai sinh".into(),
        file: None,
        note: String::new(),
    };
    on(returned, &decide).await;
    on(returned, &ActInput::Return).await;

    let refused = filed().await;
    on(refused, &ActInput::Refuse { reason: reason() }).await;

    let stopped = filed().await;
    on(stopped, &accept).await;
    on(stopped, &ActInput::Stop { reason: reason() }).await;

    let withdrawn = filed().await;
    portal.clock.advance(Duration::minutes(1));
    let page = lan.get(&format!("/ho-so/{withdrawn}/rut")).await.is(200);
    page.form("main form").submit().await.is(200);
    portal.work_off().await;

    let late = filed().await;
    on(late, &accept).await;
    on(late, &ask).await;
    portal.clock.advance(Duration::days(90));
    let letters = portal.letters().await;
    letters_as_text(&letters[before..])
}

fn forward(cast: &Cast) -> ActInput {
    ActInput::Forward {
        unit: None,
        officer: Some(cast.account("huy")),
        note: String::new(),
    }
}

fn paid(portal: &Portal, dossier: DossierId) -> ActInput {
    let fees = portal
        .storage()
        .read(|conn| fees_of(conn, dossier))
        .unwrap();
    let fee = fees.iter().find(|fee| fee.paid_at.is_none()).unwrap();
    ActInput::MarkFeePaid {
        fee: fee.id,
        amount: fee.amount.unwrap(),
    }
}

/// Sets a second factor up.
fn set_up(scene: &Scene, account: &Account, session: &SessionToken) {
    let seed = FactorSeed::new(&scene.visitor().moment);
    let secret = seed.secret(scene.storage().keys(), account.id).unwrap();
    let code = secret.code_now(scene.now()).unwrap();
    let code = CodeAttempt::read(&code).unwrap();
    scene
        .act(own(account), |tx, cx| {
            set_second_factor(tx, cx, session, seed, &code)
        })
        .unwrap();
}

/// What Lan and a clerk are told about their accounts.
async fn letters_about_accounts(scene: &Scene, locale: Locale) -> String {
    let minute = || scene.later(Duration::minutes(1));
    scene.register(NUMBER, LAN).await;
    all_read(scene.storage(), locale);
    scene
        .open(&scene.link("/xac-minh/"), PASSWORD)
        .await
        .unwrap();
    minute();
    scene.register(NUMBER, LAN).await;
    minute();
    scene.ask_for_reset(LAN);
    let link = scene.link("/dat-lai-mat-khau/");
    minute();
    scene.reset(&link, OTHER_PASSWORD).await.unwrap();
    minute();
    let lan = account_of(scene, LAN, OTHER_PASSWORD).await;
    let cx = scene.database.context(own(&lan));
    let attempt = || PasswordAttempt::new(OTHER_PASSWORD);
    let shown = reauthenticate(scene.storage(), &scene.hasher, &cx, attempt()).await;
    let shown = shown.unwrap();
    let hash = scene.hasher.hash(&cx.moment, password_of(PASSWORD)).await;
    let hash = hash.unwrap();
    let changed = scene
        .storage()
        .write(|tx| change_password(tx, &cx, &shown, &hash));
    changed.unwrap();
    minute();
    let email = "moi@example.vn".parse().unwrap();
    scene
        .act(own(&lan), |tx, cx| change_email(tx, cx, &shown, &email))
        .unwrap();
    let link = scene.link("/xac-minh/");
    minute();
    scene.confirm(&link).unwrap();
    minute();

    let (commune, manager) = (agency(1), clerk(Role::Manager, agency(1)));
    let manager = || Principal::Account(manager.clone());
    let invitation = Invitation {
        name: "Lê Thu Hà".parse().unwrap(),
        email: "ha@example.vn".parse().unwrap(),
        agency: commune,
        roles: vec![Role::Intake],
        unit: None,
        locale,
    };
    let ha = scene.act(manager(), |tx, cx| invite_clerk(tx, cx, &invitation));
    let ha = ha.unwrap();
    let link = scene.link("/dat-lai-mat-khau/");
    minute();
    scene.reset(&link, PASSWORD).await.unwrap();
    minute();
    let grant = Grant {
        account: ha,
        agency: commune,
        role: Role::Cashier,
        unit: None,
    };
    scene
        .act(Principal::CommandLine, |tx, cx| {
            grant_membership(tx, cx, grant)
        })
        .unwrap();
    minute();
    scene
        .act(manager(), |tx, cx| {
            end_membership(tx, cx, ha, commune, Role::Cashier)
        })
        .unwrap();
    minute();
    let intake = Principal::Account(clerk(Role::Intake, commune));
    scene
        .act(intake, |tx, cx| {
            verify_account(tx, cx, commune, lan.id, SeenPaper::IdentityCard)
        })
        .unwrap();
    minute();
    let session = scene.sign_in("moi@example.vn", PASSWORD).await.unwrap();
    let session = session.session;
    set_up(scene, &lan, &session);
    minute();
    scene.act(own(&lan), remove_second_factor).unwrap();
    minute();
    set_up(scene, &lan, &session);
    minute();
    scene
        .act(Principal::CommandLine, |tx, cx| {
            reset_second_factor(tx, cx, lan.id, None)
        })
        .unwrap();
    let mut letters = scene.letters();
    letters.reverse();
    letters_as_text(&letters)
}
