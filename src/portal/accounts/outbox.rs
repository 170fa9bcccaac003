//! The letters of the demonstration. In service there is no such page.

use askama::Template;

use crate::letters::{OutboxLine, recent};
use crate::web::{Frame, PageError, PageRequest, PageResult, page as answer};

const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "portal/accounts/outbox.html")]
struct OutboxPage {
    frame: Frame,
    letters: Vec<Shown>,
}

struct Shown {
    line: OutboxLine,
    /// The addresses of the portal that the letter names.
    links: Vec<String>,
}

impl Shown {
    fn of(line: OutboxLine, base_url: &str) -> Self {
        let words = line.body.split_whitespace();
        let links = words
            .filter(|word| word.starts_with(base_url))
            .map(str::to_owned)
            .collect();
        Self { line, links }
    }
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    let frame = request.frame();
    if !frame.demonstration {
        return Err(PageError::NotFound);
    }
    let lines = request
        .env
        .storage
        .reading(|conn| recent(conn, MOST))
        .await?;
    let base_url = request.env.base_url.as_str();
    let letters = lines
        .into_iter()
        .map(|line| Shown::of(line, base_url))
        .collect();
    answer(&OutboxPage { frame, letters })
}
