//! The outbox: a letter is written with what causes it, and leaves once.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use lettre::Message;
use motcua::jobs;
use motcua::kernel::{LetterId, SystemClock};
use motcua::letters::write_letter;
use motcua::letters::{
    DeliveryError, FolderPost, NewLetter, Post, PostError, SendLetter, deliver, recent,
};
use motcua::storage::Error;

use crate::support::{Database, on_both_engines};

on_both_engines!(
    a_letter_leaves_as_a_file_that_bears_its_id,
    a_second_letter_of_one_key_is_not_written,
    a_letter_of_a_refused_act_does_not_exist,
    a_letter_that_was_sent_is_not_sent_again,
    a_letter_sent_twice_by_a_crash_is_the_same_letter,
    a_letter_that_did_not_leave_waits,
);

const SENDER: &str = "Một Cửa <khong-tra-loi@motcua.example>";

async fn a_letter_leaves_as_a_file_that_bears_its_id(database: &Database) {
    let folder = database.place.folder().join("letters");
    let id = write(database, "dossier/1/2");
    send(database, &FolderPost::new(folder.clone()), id)
        .await
        .unwrap();
    let files = files(&folder);
    assert_eq!(files.len(), 1);
    let (name, letter) = &files[0];
    assert_eq!(*name, format!("{id}@motcua.example.eml"));
    assert!(letter.contains(&format!("Message-ID: <{id}@motcua.example>\r\n")));
    assert!(letter.contains("To: lan@motcua.example\r\n"));
    assert!(letter.contains("Content-Type: text/plain; charset=utf-8"));
}

async fn a_second_letter_of_one_key_is_not_written(database: &Database) {
    write(database, "k");
    let moment = database.moment();
    let again = database
        .storage
        .write(|tx| write_letter(tx, &moment, &letter("k"), None));
    again.unwrap();
    assert_eq!(
        database.storage.read(|conn| recent(conn, 9)).unwrap().len(),
        1
    );
    assert_eq!(database.storage.read(jobs::counts).unwrap().open, 1);
}

async fn a_letter_of_a_refused_act_does_not_exist(database: &Database) {
    let moment = database.moment();
    let refused: Result<(), Error> = database.storage.write(|tx| {
        write_letter(tx, &moment, &letter("k"), None)?;
        Err(Error::nonsense("letters", "kind", "refused"))
    });
    assert!(refused.is_err());
    assert!(
        database
            .storage
            .read(|conn| recent(conn, 9))
            .unwrap()
            .is_empty()
    );
    assert_eq!(database.storage.read(jobs::counts).unwrap().open, 0);
}

async fn a_letter_that_was_sent_is_not_sent_again(database: &Database) {
    let post = Counting::default();
    let id = write(database, "k");
    for _ in 0..2 {
        send(database, &post, id).await.unwrap();
    }
    assert_eq!(post.sent.load(Ordering::SeqCst), 1);
}

async fn a_letter_sent_twice_by_a_crash_is_the_same_letter(database: &Database) {
    let folder = database.place.folder().join("letters");
    let id = write(database, "k");
    send(database, &FolderPost::new(folder.clone()), id)
        .await
        .unwrap();
    forget_that_it_was_sent(database, id);
    send(database, &FolderPost::new(folder.clone()), id)
        .await
        .unwrap();
    assert_eq!(
        files(&folder).len(),
        1,
        "the same Message-ID, the same file"
    );
}

async fn a_letter_that_did_not_leave_waits(database: &Database) {
    let id = write(database, "k");
    let broken = Counting {
        is_broken: true,
        ..Counting::default()
    };
    let outcome = send(database, &broken, id).await;
    assert!(matches!(
        outcome,
        Err(DeliveryError::Post(PostError::Unreachable(_)))
    ));
    let lines = database.storage.read(|conn| recent(conn, 9)).unwrap();
    assert_eq!(lines[0].sent_at, None);
    send(database, &Counting::default(), id).await.unwrap();
    let lines = database.storage.read(|conn| recent(conn, 9)).unwrap();
    assert!(lines[0].sent_at.is_some());
}

/// A post that only counts.
#[derive(Default)]
struct Counting {
    sent: AtomicUsize,
    is_broken: bool,
}

impl Post for Counting {
    fn send(&self, _: Message) -> BoxFuture<'_, Result<(), PostError>> {
        Box::pin(async {
            if self.is_broken {
                return Err(PostError::Unreachable("the line is dead".into()));
            }
            self.sent.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    }
}

fn letter(key: &str) -> NewLetter {
    NewLetter {
        key: key.into(),
        account: None,
        kind: "test",
        recipient: "lan@motcua.example".into(),
        subject: "Hồ sơ của bạn đã được tiếp nhận".into(),
        body: "Kính gửi chị Lan,\n\nHẹn trả kết quả: thứ Sáu.\n".into(),
    }
}

fn write(database: &Database, key: &str) -> LetterId {
    let moment = database.moment();
    let written = database.storage.write(|tx| {
        write_letter(tx, &moment, &letter(key), None)?;
        jobs::lease(
            tx,
            &moment,
            jobs::Selection::Kind("send_letter"),
            1,
            chrono::Duration::seconds(1),
        )
    });
    let SendLetter { letter } = written.unwrap()[0].job.read().unwrap();
    letter
}

async fn send(database: &Database, post: &dyn Post, id: LetterId) -> Result<(), DeliveryError> {
    deliver(&database.storage, post, &SystemClock, SENDER, id).await
}

fn forget_that_it_was_sent(database: &Database, id: LetterId) {
    use diesel::prelude::*;
    use motcua::storage::schema::letters;
    let undone = database.storage.write(|tx| {
        diesel::update(letters::table.find(id))
            .set(letters::state.eq(1_i16))
            .execute(tx.engine())?;
        Ok::<_, Error>(())
    });
    undone.unwrap();
}

fn files(folder: &Path) -> Vec<(String, String)> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}
