//! Killed while a paper is sent.

use std::sync::Arc;

use chrono::Duration;
use futures_util::TryStreamExt;
use motcua::dossiers::attachments_of;
use motcua::kernel::DossierId;
use url::Url;

use super::aftermath::{contents, later, storage, unfinished};
use super::applicant::{at_the_papers, citizen};
use super::hold::Hold;
use crate::support::{
    Browser, Form, FreshDatabase, Manner, Page, PostOffice, Process, on_both_engines, until,
};

on_both_engines!(
    killed_when_a_file_is_stored_and_not_committed,
    killed_when_a_file_has_come_and_is_not_known,
    killed_when_a_paper_is_committed_and_not_answered,
    what_a_crash_leaves_of_files_is_swept_a_day_later,
);

const KEPT: &[u8] = b"%PDF-1.4\nkept\n%%EOF";
const SENT: &[u8] = b"%PDF-1.4\nsent\n%%EOF";

async fn killed_when_a_file_is_stored_and_not_committed(place: &Arc<FreshDatabase>) {
    let (process, sender) = Sender::at(place).await;
    let hold = Hold::on(place, "attachments");
    let answered = sender.form("sent.pdf", SENT).send_meanwhile();
    until("the file is stored", || contents(place).len() == 2).await;
    process.kill();
    drop(hold);
    assert!(!answered.await.unwrap(), "it was held, and then dead");
    sender.sends_again().await;
}

async fn killed_when_a_file_has_come_and_is_not_known(place: &Arc<FreshDatabase>) {
    let (process, sender) = Sender::at(place).await;
    let hold = Hold::on(place, "file_objects");
    let answered = sender.form("sent.pdf", SENT).send_meanwhile();
    until("the file has come", || unfinished(place).len() == 1).await;
    process.kill();
    drop(hold);
    assert!(!answered.await.unwrap(), "it was held, and then dead");
    assert_eq!(contents(place).len(), 1, "what nobody knows has no place");
    sender.sends_again().await;
}

async fn killed_when_a_paper_is_committed_and_not_answered(place: &Arc<FreshDatabase>) {
    let (process, sender) = Sender::at(place).await;
    let storage = storage(place);
    let draft = sender.draft();
    let papers = || storage.read(|conn| attachments_of(conn, draft)).unwrap();
    let sending = sender.form("sent.pdf", SENT).send_meanwhile();
    until("the paper is committed", || papers().len() == 2).await;
    process.kill();
    // Whether an answer was on its way nobody knows; the applicant has not seen it.
    sending.abort();
    sender.sends_again().await;
}

async fn what_a_crash_leaves_of_files_is_swept_a_day_later(place: &Arc<FreshDatabase>) {
    let (process, sender) = Sender::at(place).await;
    let hold = Hold::on(place, "attachments");
    let sending = sender
        .form("stored.pdf", b"%PDF-1.4 stored")
        .send_meanwhile();
    until("the file is stored", || contents(place).len() == 2).await;
    process.kill();
    drop(hold);
    sending.abort();
    let process = sender.portal_again().await;
    let hold = Hold::on(place, "file_objects");
    let sending = sender.form("come.pdf", b"%PDF-1.4 come").send_meanwhile();
    until("the file has come", || unfinished(place).len() == 1).await;
    process.kill();
    drop(hold);
    sending.abort();

    let portal = later(place, &sender.office, Duration::hours(23)).await;
    assert_eq!((contents(place).len(), unfinished(place).len()), (2, 1));
    portal.clock.advance(Duration::hours(2));
    portal.work_off().await;
    assert_eq!((contents(place).len(), unfinished(place).len()), (1, 0));
    let papers = portal
        .storage()
        .read(|conn| attachments_of(conn, sender.draft()));
    let digest = papers.unwrap().swap_remove(0).file.digest;
    let kept = portal.app.env.files.open(&digest);
    let pieces: Vec<_> = kept.await.unwrap().try_collect().await.unwrap();
    assert_eq!(pieces.concat(), KEPT);
    portal.close().await;
}

/// A citizen on the page of papers, who has sent one already, at a portal in a process of its own.
struct Sender<'a> {
    place: &'a FreshDatabase,
    portal: Url,
    office: PostOffice,
    browser: Browser,
    page: Page,
}

impl<'a> Sender<'a> {
    async fn at(place: &'a FreshDatabase) -> (Process, Self) {
        let office = PostOffice::open(Manner::Takes);
        let (process, portal) = Process::serve(place, &office, None).await;
        let browser = citizen(&storage(place), &portal).await;
        let sender = Self {
            page: at_the_papers(&browser).await,
            place,
            portal,
            office,
            browser,
        };
        sender.form("kept.pdf", KEPT).submit().await.is(200);
        (process, sender)
    }

    fn draft(&self) -> DossierId {
        self.page.path().split('/').nth(2).unwrap().parse().unwrap()
    }

    fn form(&self, name: &str, content: &[u8]) -> Form {
        let form = self.page.form("form[enctype]");
        form.attach("paper.other", name, content)
            .press("_next", "1")
    }

    async fn papers(&self) -> Page {
        self.browser.get(self.page.path()).await.is(200)
    }

    async fn portal_again(&self) -> Process {
        let (process, _) = Process::serve(self.place, &self.office, Some(&self.portal)).await;
        process
    }

    /// The portal starts again, and what was sent is sent once more from the page that is still
    /// open: each paper is there once, with its content, and the store holds no third.
    async fn sends_again(&self) {
        let _process = self.portal_again().await;
        self.form("sent.pdf", SENT).submit().await.is(200);
        let page = self.papers().await;
        assert_eq!(page.texts(".file__name"), ["kept.pdf", "sent.pdf"]);
        let links = page.links(".file__name");
        for (link, content) in links.iter().zip([KEPT, SENT]) {
            assert_eq!(self.browser.get(link).await.is(200).body(), content);
        }
        assert_eq!(contents(self.place).len(), 2);
    }
}
