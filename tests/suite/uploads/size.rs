//! How large a file may be.

use super::papers;
use crate::support::{Portal, engine_free};

engine_free!(a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not);

fn pdf(length: usize) -> Vec<u8> {
    let mut content = b"%PDF-1.4\n".to_vec();
    content.resize(length, b' ');
    content
}

async fn a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(portal: &Portal) {
    let (_, page) = papers(portal).await;
    let largest = usize::try_from(portal.app.env.largest_file).unwrap();
    let form = page.form("form[enctype]");
    let form = form.attach("paper.other", "qua-mot.pdf", &pdf(largest + 1));
    let form = form.attach("paper.other", "vua-du.pdf", &pdf(largest));
    let page = form.press("_next", "1").submit().await.is(422);
    assert_eq!(page.links("#faults a"), ["#paper.other"]);
    assert!(page.text("#faults").contains("qua-mot.pdf"));
    assert_eq!(page.texts(".file__name"), ["vua-du.pdf"]);
    let taken = page.click(".file__name").await.is(200);
    assert_eq!(taken.body(), pdf(largest));
}
