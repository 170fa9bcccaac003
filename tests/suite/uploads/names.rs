//! Names of files are kept as people gave them, however browsers write them.

use super::{RawForm, papers};
use crate::support::{Portal, on_both_engines};

on_both_engines!(a_file_keeps_its_name);

async fn a_file_keeps_its_name(portal: &Portal) {
    let (lan, page) = papers(portal).await;
    let mut expected = Vec::new();
    let mut form = RawForm::of(&lan, &page);
    for (number, (sent, kept)) in [
        ("ảnh %22thẻ%22 cũ.pdf", "ảnh \"thẻ\" cũ.pdf"),
        ("ảnh \\\"thẻ\\\" mới.pdf", "ảnh \"thẻ\" mới.pdf"),
        ("a\\b.pdf", "a_b.pdf"),
        ("C:\\Users\\lan\\giấy.pdf", "giấy.pdf"),
        ("Quyết định 12.2024", "Quyết định 12.2024.pdf"),
        ("Đơn đề nghị 30.11.2026", "Đơn đề nghị 30.11.2026.pdf"),
        ("hai%0D%0Adòng.pdf", "hai dòng.pdf"),
        ("giấy \u{202e}fdp.exe", "giấy fdp.pdf"),
        ("gia\u{302}\u{301}y\u{200b} 1.PDF", "giấy 1.pdf"),
        ("100%25.pdf", "100%25.pdf"),
    ]
    .into_iter()
    .enumerate()
    {
        let content = format!("%PDF-1.4\n{number}");
        form = form.file("paper.other", sent, content.as_bytes());
        expected.push(kept);
    }
    let page = form.send().await.is(200);
    assert_eq!(page.texts(".file__name"), expected);
}
