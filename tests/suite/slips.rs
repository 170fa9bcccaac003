//! The papers that people print and take home, as they read them.

use motcua::dossiers::ActInput;

use crate::access::objects;
use crate::support::{Cast, Page, Portal, assert_accepted, engine_free, without_tokens};

engine_free!(slips_are_as_they_were_accepted);

async fn slips_are_as_they_were_accepted(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::draft(portal, &cast);
    objects::paper_of(portal, &cast, id);
    objects::file(portal, &cast, id, cast.commune, vec![objects::fee()]);
    let (lan, ha) = (cast.signed_in(portal, "lan"), cast.signed_in(portal, "ha"));
    let own = format!("/ho-so/{id}/bien-nhan");
    let filed = lan.get(&own).await.is(200);
    assert_accepted("slip_of_a_filed_dossier", &as_printed(&filed));
    let accept = ActInput::Accept {
        due_on: None,
        note: String::new(),
    };
    cast.act(portal, id, &accept);
    let accepted = lan.get(&own).await.is(200);
    assert_accepted("slip_of_an_accepted_dossier", &as_printed(&accepted));
    let english = lan.get(&format!("/en{own}")).await.is(200);
    assert_accepted("slip_of_an_accepted_dossier_en", &as_printed(&english));
    let at_desk = format!("/mot-cua/ho-so/{id}/giay-tiep-nhan");
    let handed_out = ha.get(&at_desk).await.is(200);
    assert_accepted("slip_of_the_desk", &as_printed(&handed_out));
}

fn as_printed(page: &Page) -> String {
    let lines = page.lines("article.receipt");
    let lines: Vec<String> = lines.iter().map(|line| without_tokens(line)).collect();
    lines.join("\n")
}
