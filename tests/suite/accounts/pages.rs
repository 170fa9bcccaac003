//! The pages of accounts, through HTTP.

use reqwest::StatusCode;
use scraper::{Html, Selector};

use super::scene::{LAN, NUMBER, OTHER_PASSWORD, PASSWORD, Scene};
use super::site::{Page, Person, serve};
use crate::support::on_both_engines;

on_both_engines!(
    from_registering_to_ones_own_page_and_out_again,
    faults_stand_beside_their_fields_and_nothing_typed_is_lost,
    a_business_registers_with_its_tax_code,
    the_answer_does_not_tell_whether_an_account_exists,
    signing_in_gives_new_cookies_and_says_how_long_to_wait,
    a_form_from_elsewhere_is_refused,
    what_can_be_changed_is_changed_on_pages_of_its_own,
    a_link_in_a_letter_sets_a_password,
    nonsense_is_answered_and_never_a_fault_of_ours,
);

fn lan() -> Vec<(&'static str, &'static str)> {
    vec![
        ("number", "001 190 000 017"),
        ("name", "Nguyễn Thị Lan"),
        ("birth_date", "8/3/1990"),
        ("phone", "0912 345 678"),
        ("email", LAN),
        ("password", PASSWORD),
    ]
}

async fn from_registering_to_ones_own_page_and_out_again(scene: &Scene) {
    let person = Person::at(&serve(scene, true));
    let choice = person.open("/dang-ky").await;
    assert_eq!(choice.status, StatusCode::OK);
    person
        .fill("/dang-ky/ca-nhan", &lan())
        .await
        .goes_to("/dang-ky/da-gui");
    assert_eq!(person.open("/dang-ky/da-gui").await.status, StatusCode::OK);

    let outbox = person.open("/thu-di").await;
    assert_ne!(outbox.texts("article summary"), outbox.texts("article h2"));
    let link = outbox
        .attribute("article a", "href")
        .replace("http://motcua.example", "");
    let asked = person.open(&link).await;
    assert!(asked.texts("main .lead")[0].contains("Nguyễn Thị Lan"));
    person.fill(&link, &[]).await.goes_to("/dang-nhap");
    let welcome = person.open("/dang-nhap").await;
    assert_eq!(
        welcome.texts(".notice--good").len(),
        1,
        "the next page says what was done"
    );
    assert_eq!(person.open(&link).await.status, StatusCode::GONE);

    let signed = person
        .sign_in("/dang-nhap?tiep=%2Fen%2Ftai-khoan", LAN, PASSWORD)
        .await;
    signed.goes_to("/tai-khoan");
    let own = person.open("/tai-khoan").await;
    assert!(own.texts("main dd").contains(&NUMBER.to_owned()));
    assert!(own.texts(".tag--warn").len() == 1, "it is declared");
    person
        .fill_at("/tai-khoan", "/dang-xuat", &[])
        .await
        .goes_to("/");
    person
        .open("/tai-khoan")
        .await
        .goes_to("/dang-nhap?tiep=%2Ftai-khoan");
}

async fn faults_stand_beside_their_fields_and_nothing_typed_is_lost(scene: &Scene) {
    let person = Person::at(&serve(scene, false));
    let page = person
        .fill(
            "/dang-ky/ca-nhan",
            &[
                ("number", "001190"),
                ("name", "Lan <b>"),
                ("birth_date", "31/2/1990"),
                ("phone", "12"),
                ("email", "lân@example.vn"),
                ("password", "ngắn"),
            ],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["number", "name", "birth_date", "phone", "email", "password"] {
        assert_eq!(page.texts(&format!("#{field}-error")).len(), 1, "{field}");
        assert_eq!(
            page.texts(&format!("#faults a[href='#{field}']")).len(),
            1,
            "{field}"
        );
        assert_eq!(page.attribute(&format!("#{field}"), "aria-invalid"), "true");
    }
    assert_eq!(page.attribute("#name", "value"), "Lan <b>");
    assert_eq!(page.attribute("#email", "value"), "lân@example.vn");
    assert_eq!(
        page.attribute("#password", "value"),
        "",
        "a password is never given back"
    );

    let mut other_year = lan();
    other_year[2] = ("birth_date", "08/03/1991");
    let page = person.fill("/en/dang-ky/ca-nhan", &other_year).await;
    assert_eq!(page.texts("#faults a").len(), 1);
    assert!(page.texts("#birth_date-error")[0].contains("year of birth"));
    assert_eq!(
        person.fill("/dang-ky/ca-nhan", &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(scene.letters().is_empty());
}

async fn a_business_registers_with_its_tax_code(scene: &Scene) {
    let person = Person::at(&serve(scene, false));
    let mut fields = vec![
        ("tax_code", "9900000024"),
        ("name", "Công ty TNHH Hoa Sen"),
        ("representative", "Phạm Thu Hương"),
        ("phone", "0912345678"),
        ("email", "hoasen@example.vn"),
        ("password", PASSWORD),
    ];
    let page = person.fill("/dang-ky/doanh-nghiep", &fields).await;
    assert_eq!(page.texts("#faults a").len(), 1);
    assert_eq!(page.texts("#tax_code-error").len(), 1);
    fields[0] = ("tax_code", "9900000023");
    person
        .fill("/dang-ky/doanh-nghiep", &fields)
        .await
        .goes_to("/dang-ky/da-gui");
    assert_eq!(
        scene.count("SELECT count(*) AS n FROM accounts WHERE kind = 2"),
        1
    );
}

async fn the_answer_does_not_tell_whether_an_account_exists(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let home = serve(scene, false);
    let bare = |page: Page| {
        let html = Html::parse_document(&page.html);
        let main = html
            .select(&Selector::parse("main").unwrap())
            .next()
            .map(|main| main.html());
        let csrf = page
            .html
            .contains("_csrf")
            .then(|| page.attribute("main input[name=_csrf]", "value"));
        let main = main
            .unwrap_or_default()
            .replace(&csrf.unwrap_or("-".into()), "");
        (
            page.status,
            page.location,
            main.replace("khong-co@example.vn", LAN),
        )
    };
    let mut answers = Vec::new();
    for name in [LAN, "khong-co@example.vn"] {
        let person = Person::at(&home);
        let mut fields = lan();
        fields[4] = ("email", name);
        let answer = [
            bare(person.fill("/dang-ky/ca-nhan", &fields).await),
            bare(person.fill("/quen-mat-khau", &[("name", name)]).await),
            bare(person.sign_in("/dang-nhap", name, OTHER_PASSWORD).await),
        ];
        answers.push(answer);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][2].0, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn signing_in_gives_new_cookies_and_says_how_long_to_wait(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let home = serve(scene, false);
    let person = Person::at(&home);
    let first = person.sign_in("/dang-nhap", LAN, PASSWORD).await;
    first.goes_to("/ho-so");
    let session = first
        .cookies
        .lines()
        .find(|line| line.starts_with("motcua="))
        .unwrap();
    assert!(
        session.contains("HttpOnly") && session.contains("SameSite=Lax"),
        "{session}"
    );
    person.open("/dang-nhap").await.goes_to("/tai-khoan");

    let stranger = Person::at(&home);
    let mut tries = 0;
    let waits = loop {
        let page = stranger.sign_in("/en/dang-nhap", LAN, OTHER_PASSWORD).await;
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            break page;
        }
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        tries += 1;
        assert!(tries < 20);
    };
    assert!(waits.texts("#name-error")[0].contains("try again in"));
    assert_eq!(waits.attribute("#name", "value"), LAN);
}

async fn a_form_from_elsewhere_is_refused(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let home = serve(scene, false);
    let person = Person::at(&home);
    person.open("/dang-nhap").await;
    let form = [("name", LAN), ("password", PASSWORD), ("_csrf", "00")];
    let answer = person
        .client
        .post(format!("{home}/dang-nhap"))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let request = person.client.post(format!("{home}/dang-nhap")).form(&form);
    let answer = request
        .header("sec-fetch-site", "cross-site")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

async fn what_can_be_changed_is_changed_on_pages_of_its_own(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let home = serve(scene, false);
    let (person, elsewhere) = (Person::at(&home), Person::at(&home));
    person
        .sign_in("/dang-nhap", LAN, PASSWORD)
        .await
        .goes_to("/ho-so");
    elsewhere
        .sign_in("/dang-nhap", LAN, PASSWORD)
        .await
        .goes_to("/ho-so");

    let bad = person
        .fill("/tai-khoan/dien-thoai", &[("phone", "12")])
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.attribute("#phone", "value"), "12");
    let phone = [("phone", "0987654321")];
    person
        .fill("/tai-khoan/dien-thoai", &phone)
        .await
        .goes_to("/tai-khoan");

    let email = [
        ("email", "moi@example.vn"),
        ("current_password", OTHER_PASSWORD),
    ];
    let wrong = person.fill("/tai-khoan/thu-dien-tu", &email).await;
    assert_eq!(wrong.texts("#current_password-error").len(), 1);
    let email = [("email", "moi@example.vn"), ("current_password", PASSWORD)];
    let sent = person.fill("/tai-khoan/thu-dien-tu", &email).await;
    sent.goes_to("/tai-khoan/thu-dien-tu/da-gui");
    assert_eq!(scene.newest_letter().recipient, "moi@example.vn");

    let change = [
        ("current_password", PASSWORD),
        ("new_password", OTHER_PASSWORD),
    ];
    person
        .fill("/tai-khoan/mat-khau", &change)
        .await
        .goes_to("/tai-khoan");
    assert_eq!(
        person.open("/tai-khoan").await.status,
        StatusCode::OK,
        "this browser goes on"
    );
    elsewhere
        .open("/tai-khoan")
        .await
        .goes_to("/dang-nhap?tiep=%2Ftai-khoan");
    let out = person
        .fill_at("/tai-khoan", "/tai-khoan/dang-xuat-moi-noi", &[])
        .await;
    out.goes_to("/dang-nhap");
    person
        .open("/tai-khoan")
        .await
        .goes_to("/dang-nhap?tiep=%2Ftai-khoan");
}

async fn a_link_in_a_letter_sets_a_password(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let person = Person::at(&serve(scene, false));
    person
        .fill("/quen-mat-khau", &[("name", LAN)])
        .await
        .goes_to("/quen-mat-khau/da-gui");
    let body = scene.newest_letter().body;
    let link = body
        .split_whitespace()
        .find_map(|word| word.strip_prefix("http://motcua.example"));
    let link = link.unwrap();
    let weak = person.fill(link, &[("password", "12345678")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(weak.texts("#password-error").len(), 1);
    person
        .fill(link, &[("password", OTHER_PASSWORD)])
        .await
        .goes_to("/dang-nhap");
    assert_eq!(person.open(link).await.status, StatusCode::GONE);
    person
        .sign_in("/dang-nhap", LAN, OTHER_PASSWORD)
        .await
        .goes_to("/ho-so");
}

async fn nonsense_is_answered_and_never_a_fault_of_ours(scene: &Scene) {
    let person = Person::at(&serve(scene, false));
    assert_eq!(person.open("/xac-minh/x").await.status, StatusCode::GONE);
    assert_eq!(
        person
            .open("/dat-lai-mat-khau/%00%ff")
            .await
            .status
            .as_u16()
            / 100,
        4
    );
    assert_eq!(
        person.open("/thu-di").await.status,
        StatusCode::NOT_FOUND,
        "not in service"
    );
    assert_eq!(
        person
            .open("/dang-nhap?tiep=%2F%2Fevil&tiep&&=%zz")
            .await
            .status,
        StatusCode::OK
    );
    let long = "a".repeat(5_000);
    let page = person.sign_in("/dang-nhap", &long, &long).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let empty = person.fill("/quen-mat-khau", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}
