//! The door at which the portal calls. It is closed in the spells in which nobody listens (`faults`):
//! whoever is inside is put out, and connections are refused until it opens again.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::net::TcpSocket;
use tokio::sync::watch;

use super::faults::{Fault, Outage};
use super::office::Office;
use super::server;

/// How often is looked whether a spell has begun or ended.
const LOOK: Duration = Duration::from_millis(20);
/// How many connections wait to be accepted.
const QUEUE: u32 = 1_024;

/// Keeps the door until told to stop.
pub(super) async fn keep(
    office: Arc<Office>,
    push_secret: SecretString,
    mut listener: TcpListener,
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let own = listener.local_addr()?;
    loop {
        let server = server::serve(Arc::clone(&office), push_secret.clone(), listener)?;
        let handle = server.handle();
        let mut serving = tokio::spawn(server);
        let closes = tokio::select! {
            ended = &mut serving => return ended?,
            () = until(&office, true) => true,
            () = told(&mut stop) => false,
        };
        handle.stop(!closes).await;
        serving.await??;
        if !closes {
            return Ok(());
        }
        office.faults.count(Fault::Down);
        tokio::select! {
            opened = closed_for_a_spell(&office, own) => listener = opened?,
            () = told(&mut stop) => return Ok(()),
        }
    }
}

/// Holds the address, so that nobody else gets it, without listening at it.
async fn closed_for_a_spell(office: &Office, own: SocketAddr) -> io::Result<TcpListener> {
    let held = loop {
        match hold(own) {
            Ok(socket) => break socket,
            Err(error) => tracing::warn!(%error, "the agency's address is not free"),
        }
        tokio::time::sleep(LOOK).await;
    };
    until(office, false).await;
    held.listen(QUEUE)?.into_std()
}

fn hold(own: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match own {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    socket.set_reuseaddr(true)?;
    socket.bind(own)?;
    Ok(socket)
}

async fn until(office: &Office, is_closed: bool) {
    while (office.faults.outage(office.clock.now()) == Some(Outage::Closed)) != is_closed {
        tokio::time::sleep(LOOK).await;
    }
}

/// Comes back when it is time to stop.
async fn told(stop: &mut watch::Receiver<bool>) {
    // Whoever would tell is gone: that is the end too.
    let _ = stop.wait_for(|stop| *stop).await;
}
