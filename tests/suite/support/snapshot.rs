//! Long texts that are compared whole with what was accepted (`tests/suite/snapshots/`). `just
//! accept` writes those that changed, for whoever reads the difference.

use std::path::Path;

use motcua::letters::OutboxLine;

/// From here on a part of an address is an id or a token, and another one at each run.
const SHORTEST_TOKEN: usize = 20;

/// Fails unless the text is the one that was accepted under this name.
pub fn assert_accepted(name: &str, text: &str) {
    let mut settings = insta::Settings::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/snapshots");
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Letters as people read them, with addresses that are the same at each run.
pub fn letters_as_text(letters: &[OutboxLine]) -> String {
    let as_text = |letter: &OutboxLine| {
        let body: Vec<String> = letter.body.lines().map(without_tokens).collect();
        let (to, subject) = (&letter.recipient, &letter.subject);
        format!("To: {to}\nSubject: {subject}\n\n{}\n", body.join("\n"))
    };
    let texts: Vec<String> = letters.iter().map(as_text).collect();
    texts.join("\n----------------------------------------\n\n")
}

/// A line whose addresses bear neither the port of this run nor its ids and tokens.
pub fn without_tokens(line: &str) -> String {
    let words = line.split(' ').map(|word| match word.split_once("://") {
        Some((_, rest)) => {
            let path = rest.split('/').skip(1).map(|part| {
                let is_token = part.len() >= SHORTEST_TOKEN;
                if is_token { "…" } else { part }
            });
            format!("…/{}", path.collect::<Vec<_>>().join("/"))
        }
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}
