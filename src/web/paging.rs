//! Pages of a list. Big tables are paged by key (`after`, `before`); a search result, which is cut
//! off anyway, by number.

use std::fmt::Display;
use std::str::FromStr;

use super::{Frame, PageError, PageRequest};
use crate::kernel::KeysetPart;

/// The query parameter that holds the number of a page.
pub const PAGE: &str = "trang";
/// The query parameter that holds the key after which a page begins.
pub const AFTER: &str = "sau";
/// The query parameter that holds the key before which a page ends.
const BEFORE: &str = "truoc";

/// One entry of a numbered pager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageLink {
    /// A page that can be opened.
    Page {
        /// The number, from 1.
        number: i64,
        /// Its address.
        href: String,
    },
    /// The page that is open.
    Current(i64),
    /// Pages left out.
    Gap,
}

/// The links below a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pager {
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// The numbered pages; empty for a list paged by key, and where there is one page alone.
    pub numbers: Vec<PageLink>,
}

impl Pager {
    /// The pager of a list paged by key, on the page of `frame`.
    pub fn keyed<K: Display>(frame: &Frame, before: Option<&K>, after: Option<&K>) -> Self {
        let link =
            |parameter, key: &K| turned(frame, &[PAGE, AFTER, BEFORE], parameter, &key.to_string());
        Self {
            previous: before.map(|key| link(BEFORE, key)),
            next: after.map(|key| link(AFTER, key)),
            numbers: Vec::new(),
        }
    }

    /// The pager of a list paged forward by key, one of several on the page of `frame`: its key stands
    /// in the parameter of its own, and the link leads to the list, which has the id `list`.
    pub fn forward(
        frame: &Frame,
        parameter: &str,
        list: &str,
        after: Option<&impl Display>,
    ) -> Self {
        let link = |key: &dyn Display| {
            let address = turned(frame, &[parameter], parameter, &key.to_string());
            format!("{address}#{list}")
        };
        Self {
            next: after.map(|key| link(key)),
            ..Self::default()
        }
    }

    /// The pager of page `current` (from 1) among `pages`, on the page of `frame`.
    pub fn numbered(frame: &Frame, current: i64, pages: i64) -> Self {
        let href = |number: i64| turned(frame, &[PAGE], PAGE, &number.to_string());
        let mut numbers = Vec::new();
        if pages > 1 {
            let mut last = 0;
            for number in window(current, pages) {
                if number > last + 1 {
                    numbers.push(PageLink::Gap);
                }
                numbers.push(if number == current {
                    PageLink::Current(number)
                } else {
                    PageLink::Page {
                        number,
                        href: href(number),
                    }
                });
                last = number;
            }
        }
        Self {
            previous: (current > 1 && pages > 1).then(|| href((current - 1).min(pages))),
            next: (current < pages).then(|| href(current + 1)),
            numbers,
        }
    }

    /// There is somewhere to go.
    pub const fn is_needed(&self) -> bool {
        self.previous.is_some() || self.next.is_some()
    }
}

/// The part of a list that the address asks for.
///
/// # Errors
/// [`PageError::NotFound`] for what is no key of the list.
pub fn part_asked<K: FromStr>(request: &PageRequest) -> Result<KeysetPart<K>, PageError> {
    if let Some(key) = key_asked(request, AFTER)? {
        return Ok(KeysetPart::After(key));
    }
    let before = key_asked(request, BEFORE)?;
    Ok(before.map_or(KeysetPart::First, KeysetPart::Before))
}

/// The key that the query holds under `parameter`, if it holds one.
///
/// # Errors
/// [`PageError::NotFound`] for what is no key of the list.
pub fn key_asked<K: FromStr>(
    request: &PageRequest,
    parameter: &str,
) -> Result<Option<K>, PageError> {
    let key = request.query(parameter).map(|key| key.parse());
    key.transpose().map_err(|_| PageError::NotFound)
}

/// How many pages `total` things fill, at `per_page` a page; at least one.
pub fn pages(total: i64, per_page: i64) -> i64 {
    let per_page = per_page.max(1);
    (total.max(0) / per_page + i64::from(total.max(0) % per_page != 0)).max(1)
}

/// First, last, and the neighbours of `current`; a gap of one page is closed.
fn window(current: i64, pages: i64) -> impl Iterator<Item = i64> {
    let near = (current - 1).max(1)..=(current + 1).min(pages);
    let second = (current <= 4 && pages >= 2).then_some(2);
    let second_last = (current >= pages - 3 && pages >= 2).then_some(pages - 1);
    let mut shown: Vec<i64> = near
        .chain([1, pages])
        .chain(second)
        .chain(second_last)
        .collect();
    shown.sort_unstable();
    shown.dedup();
    shown.into_iter()
}

/// The address of the page with one parameter of its query set, the `replaced` ones dropped.
fn turned(frame: &Frame, replaced: &[&str], parameter: &str, value: &str) -> String {
    let kept = url::form_urlencoded::parse(frame.query.as_bytes())
        .filter(|(name, typed)| !replaced.contains(&name.as_ref()) && !typed.is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair(parameter, value)
        .finish();
    format!("{}?{query}", frame.path(&frame.path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frame(query: &str) -> Frame {
        Frame {
            path: "/dich-vu".to_owned(),
            query: query.to_owned(),
            ..Frame::default()
        }
    }

    #[test]
    fn a_link_keeps_what_was_asked() {
        let pager = Pager::numbered(&frame("q=lái+xe&trang=2&linh-vuc="), 2, 9);
        let next = "/dich-vu?q=l%C3%A1i+xe&trang=3";
        assert_eq!(pager.next.as_deref(), Some(next));
        let pager = Pager::keyed(&frame("sau=a&trang-thai=4"), None, Some(&"b&c"));
        let next = "/dich-vu?trang-thai=4&sau=b%26c";
        assert_eq!(pager.next.as_deref(), Some(next));
        assert_eq!(pager.previous, None);
        let pager = Pager::forward(&frame("sau=a&hong-sau=b"), "hong-sau", "dead", Some(&"c"));
        let next = "/dich-vu?sau=a&hong-sau=c#dead";
        assert_eq!(pager.next.as_deref(), Some(next));
    }

    #[test]
    fn one_page_needs_no_pager() {
        assert!(!Pager::numbered(&frame(""), 1, pages(0, 20)).is_needed());
        assert_eq!(pages(41, 20), 3);
        assert_eq!(pages(40, 20), 2);
    }

    proptest! {
        #[test]
        fn a_pager_shows_first_last_and_current_in_order(
            (pages, current) in (2i64..500).prop_flat_map(|pages| (Just(pages), 1..=pages)),
        ) {
            let pager = Pager::numbered(&frame(""), current, pages);
            let mut shown = Vec::new();
            for (index, link) in pager.numbers.iter().enumerate() {
                match link {
                    PageLink::Page { number, .. } | PageLink::Current(number) => shown.push(*number),
                    PageLink::Gap => prop_assert!(index > 0),
                }
            }
            prop_assert_eq!(shown.first(), Some(&1));
            prop_assert_eq!(shown.last(), Some(&pages));
            prop_assert!(shown.contains(&current));
            prop_assert!(shown.windows(2).all(|pair| pair[0] < pair[1]));
            let gaps = pager.numbers.iter().filter(|link| **link == PageLink::Gap).count();
            let jumps: Vec<i64> = shown.windows(2).map(|pair| pair[1] - pair[0]).collect();
            prop_assert_eq!(gaps, jumps.iter().filter(|jump| **jump > 1).count());
            prop_assert!(jumps.iter().all(|jump| *jump != 2), "a gap hides a single page");
        }
    }
}
