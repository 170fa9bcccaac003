//! `motcua play-agency`: an honest counterpart on the wire, and on demand a faulty one. It plays the
//! one-stop system of a ministry or a province for the demonstration and for tests: receives what
//! the portal pushes, works on it at a set pace, has paper dossiers of its own, and syncs every
//! state back.
//!
//! It is another organisation's program that happens to live in the same binary: of the portal's
//! rooms it uses `kernel` alone, and it knows the portal through the wire only. The life of a dossier
//! (`life`) is pure; a change and its messages are one transaction (`store`, `office`); `sender` and
//! `courier` bring them to the portal; what was enclosed is fetched beside that (`fetch`); faults
//! (`faults`) are extra, so that at rest both sides agree.

mod agree;
mod answering;
mod child;
mod clerks;
mod client;
mod control;
mod courier;
mod door;
mod dossier;
mod draw;
mod enclosures;
mod faults;
mod fetch;
mod lanes;
mod life;
mod messages;
mod office;
mod papers;
mod pdf;
mod receive;
mod sender;
mod server;
mod settings;
mod store;
mod words;

use std::future::Future;
use std::net::TcpListener;
use std::sync::Arc;

use tokio::sync::watch;

use crate::kernel::{SystemClock, print_line};
use client::Client;
use courier::Courier;
use fetch::Fetcher;
use office::Office;
use sender::Sender;

pub use agree::Comparison;
pub use child::Child;
pub use faults::Fault;
pub use settings::{
    FaultSet, MissingSecret, Named, PASSWORD_VARIABLE, PUSH_SECRET_VARIABLE, Secrets, Settings,
};

/// The agency cannot be played; the text names what to mend.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PlayError(String);

impl PlayError {
    fn new(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// Plays the agency until `told_to_stop`, or with `--with-parent` until the standard input ends.
/// Prints its addresses once they can be called.
///
/// # Errors
/// The address is taken, the store cannot be opened, or a setting is missing.
pub async fn run(
    settings: Settings,
    secrets: Secrets,
    told_to_stop: impl Future<Output = ()>,
) -> Result<(), PlayError> {
    if settings.paper_rate > 0.0 && settings.procedures.is_empty() {
        return Err(PlayError::new("papers need a --procedure"));
    }
    let listener = listen(&settings.listen)?;
    let control = listen(&settings.control)?;
    let own = listener.local_addr().map_err(PlayError::new)?;
    let control_address = control.local_addr().map_err(PlayError::new)?;
    let address = match &settings.address {
        Some(address) => address.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://{own}"),
    };
    let with_parent = settings.with_parent;
    let courier = courier(settings, address.clone(), &secrets)?;
    let office = Arc::clone(&courier.office);
    let control = control::serve(Arc::clone(&office), control).map_err(PlayError::new)?;
    let control_handle = control.handle();
    let fetcher = Fetcher::new(Arc::clone(&office)).map_err(PlayError::new)?;
    let (stop, stopped) = watch::channel(false);
    let fetching = tokio::spawn(fetcher.fetch(stopped.clone()));
    let clerks = tokio::spawn(clerks::work(Arc::clone(&office), stopped.clone()));
    let sending = tokio::spawn(Sender::new(courier).send(stopped.clone()));
    let door = door::keep(office, secrets.push, listener, stopped);
    let _ = print_line(format_args!("play-agency: {address}"));
    let _ = print_line(format_args!(
        "play-agency: control at http://{control_address}"
    ));
    let end = async {
        tokio::select! {
            () = told_to_stop => {}
            () = parent_is_gone(), if with_parent => {}
        }
        let _ = stop.send(true);
        control_handle.stop(true).await;
    };
    let (kept, controlled, ()) = tokio::join!(door, control, end);
    kept.map_err(PlayError::new)?;
    controlled.map_err(PlayError::new)?;
    for ended in [fetching.await, clerks.await, sending.await] {
        ended.map_err(PlayError::new)?;
    }
    Ok(())
}

fn listen(at: &str) -> Result<TcpListener, PlayError> {
    crate::kernel::listen(at).map_err(|error| PlayError::new(format!("listen: {at}: {error}")))
}

/// Compares the agency's store with what the portal says, dossier by dossier.
///
/// # Errors
/// The store or the portal does not answer.
pub async fn agree(settings: Settings, secrets: &Secrets) -> Result<Comparison, PlayError> {
    // Faults are committed by an agency that runs; who compares wants to know.
    let settings = Settings {
        faults: FaultSet::default(),
        ..settings
    };
    let courier = courier(settings, String::new(), secrets)?;
    agree::compare(&courier).await.map_err(PlayError::new)
}

fn courier(settings: Settings, address: String, secrets: &Secrets) -> Result<Courier, PlayError> {
    let office = Office::open(settings, address, Arc::new(SystemClock)).map_err(PlayError::new)?;
    let office = Arc::new(office);
    let client =
        Client::new(Arc::clone(&office), secrets.password.clone()).map_err(PlayError::new)?;
    Ok(Courier { office, client })
}

/// Comes back when the standard input has ended. The reading thread is left to the end of the
/// process, because a read cannot be called off.
async fn parent_is_gone() {
    let (ended, end) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        let _ = ended.send(());
    });
    let _ = end.await;
}
