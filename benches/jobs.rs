//! Jobs that wait for a slow machine: the letters about dossiers that were filed while nobody worked,
//! written and sent to a mail server that takes its time.
//!
//! `cargo bench --bench jobs -- --database postgres://…`; without a database, SQLite.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use motcua::app::App;
use motcua::dossiers;
use motcua::jobs;
use motcua::kernel::AccountId;
use motcua::letters::{SmtpPost, SmtpSettings};
use motcua::work::work;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

mod support;

#[derive(Parser)]
struct Order {
    /// The database; made anew. SQLite in the folder if none is named.
    #[arg(long)]
    database: Option<String>,
    /// How many dossiers, each with a letter to write and one to send.
    #[arg(long, default_value_t = 5_000)]
    dossiers: usize,
    /// How long the mail server takes for a letter, in milliseconds.
    #[arg(long, default_value_t = 400)]
    reply: u64,
    /// The folder of keys and files; emptied.
    #[arg(long, default_value = "/tmp/motcua-bench-jobs")]
    data: String,
    /// What cargo gives to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let order = Order::parse();
    let (app, people) = support::open(&order.data, order.database.as_deref())?;
    let lan = support::account(&people, "lan@")?;
    // The connections to the mail server end with the portal, and need the runtime for that.
    tokio::runtime::Runtime::new()?.block_on(async move {
        let mut app = app;
        // What the demonstration has to do is not measured.
        motcua::work::work_off(&app).await?;
        let server = TcpListener::bind("127.0.0.1:0").await?;
        let port = server.local_addr()?.port();
        let taken = Arc::new(AtomicUsize::new(0));
        tokio::spawn(mail_server(
            server,
            Duration::from_millis(order.reply),
            Arc::clone(&taken),
        ));
        let settings = SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port,
            username: None,
            password: None,
            plain: true,
        };
        let connections = u32::try_from(app.letters_at_a_time)?;
        app.post = Arc::new(SmtpPost::new(&settings, connections)?);
        file(&app, lan, order.dossiers)?;
        let now = app.env.clock.now();
        let due = app.env.storage.read(|conn| jobs::open_count(conn, now))?;
        let begun = Instant::now();
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(work(app.clone(), stopped));
        // Every dossier has its letter; the last jobs end with it or before it.
        while taken.load(Ordering::SeqCst) < order.dossiers {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let took = begun.elapsed().as_secs_f64();
        let _ = stop.send(true);
        worker.await?;
        let letters = taken.load(Ordering::SeqCst);
        println!(
            "{letters} letters in {took:.1} s, {:.0} a second",
            letters as f64 / took
        );
        // Each letter that was written made a job of its own.
        let jobs = usize::try_from(due)? + letters;
        println!(
            "{jobs} jobs in {took:.1} s, {:.0} a second",
            jobs as f64 / took
        );
        println!("memory: {}", support::memory(std::process::id()));
        Ok(())
    })
}

fn file(app: &App, account: AccountId, many: usize) -> Result<(), Box<dyn std::error::Error>> {
    let drafts = support::drafts::make(app, account, many, 1)?;
    let cx = support::drafts::context_of(app, account)?;
    for batch in drafts.chunks(100) {
        app.env.storage.write(|tx| {
            let mut all = batch.iter();
            all.try_for_each(|(id, version)| dossiers::submit(tx, &cx, *id, *version).map(drop))
        })?;
    }
    Ok(())
}

/// Takes every letter, each after its time.
async fn mail_server(server: TcpListener, reply: Duration, taken: Arc<AtomicUsize>) {
    while let Ok((stream, _)) = server.accept().await {
        let taken = Arc::clone(&taken);
        tokio::spawn(async move {
            // A client that hangs up ends only its own connection.
            let _ = converse(stream, reply, &taken).await;
        });
    }
}

/// SMTP (RFC 5321) with one who keeps to it.
async fn converse(stream: TcpStream, reply: Duration, taken: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 bench\r\n").await?;
    let mut is_letter = false;
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match (is_letter, line.as_str()) {
            (true, ".") => {
                is_letter = false;
                tokio::time::sleep(reply).await;
                taken.fetch_add(1, Ordering::SeqCst);
                b"250 taken\r\n"
            }
            (true, _) => continue,
            (false, "DATA") => {
                is_letter = true;
                b"354 go on\r\n"
            }
            (false, _) => b"250 ok\r\n",
        };
        writer.write_all(answer).await?;
    }
    Ok(())
}
