//! Fetching files that partners offer by their addresses: from hosts that were allowed for the
//! partner, no larger than the portal takes, of kinds that it takes by their content, and from no
//! address inside the house unless that was allowed too.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};
use url::Url;

use super::partner::Partner;
use super::store;
use crate::dossiers::{self, Offer, Offered};
use crate::kernel::{AttachmentId, DossierId, PartnerId};
use crate::storage::{self, Arrived, Incoming, MediaType, StoredFile, place_file};
use crate::web::Environment;

const FILE_WITHIN: Duration = Duration::from_secs(60);

/// What came of fetching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// It is here, or was settled before.
    Done,
    /// It cannot come until somebody sees to it; why.
    Barred(&'static str),
    /// It did not come this time.
    Later(String),
}

/// Why a file did not come.
enum Trouble {
    /// It cannot, until an operator or the partner sees to it.
    Barred(&'static str),
    /// Perhaps the next time.
    Later(String),
}

/// Fetches a file and puts it where it belongs: among the dossier's papers, or as its result.
///
/// # Errors
/// Those of storage.
pub async fn fetch(
    env: &Environment,
    partner: PartnerId,
    dossier: DossierId,
    id: AttachmentId,
) -> dossiers::Result<Fetched> {
    let found = env
        .storage
        .reading(move |conn| {
            let partner = store::partner(conn, partner)?;
            let offer = dossiers::offer(conn, dossier, id)?;
            crate::storage::Result::Ok(partner.zip(offer))
        })
        .await?;
    let Some((partner, offer)) = found.filter(|(_, offer)| offer.waits) else {
        return Ok(Fetched::Done);
    };
    let outcome = receive(env, &partner, &offer).await;
    let moment = env.moment();
    match outcome {
        Ok((file, media)) => {
            let offered = Offered {
                dossier,
                id,
                offer,
                file,
                media,
            };
            env.storage
                .writing(move |tx| dossiers::take_offered(tx, &moment, &offered))
                .await?;
            Ok(Fetched::Done)
        }
        Err(Trouble::Barred(why)) => Ok(Fetched::Barred(why)),
        Err(Trouble::Later(why)) => Ok(Fetched::Later(why)),
    }
}

async fn receive(
    env: &Environment,
    partner: &Partner,
    offer: &Offer,
) -> Result<(StoredFile, MediaType), Trouble> {
    let url =
        Url::parse(&offer.url).map_err(|_| Trouble::Barred("the address of the file is none"))?;
    let (host, port) =
        allowed(partner, &url).ok_or(Trouble::Barred("files may not be fetched from that host"))?;
    let addresses = resolve(&host, port).await?;
    if !partner.private_files && addresses.iter().any(|at| is_inside(at.ip())) {
        return Err(Trouble::Barred("the host of the file is inside the house"));
    }
    // The addresses that were looked at are those that are called.
    let client = reqwest::Client::builder()
        .timeout(FILE_WITHIN)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .resolve_to_addrs(&host, &addresses)
        .build()
        .map_err(|_| Trouble::Later("no client".to_owned()))?;
    let response = client
        .get(url)
        .send()
        .await
        .map_err(|_| Trouble::Later("no connection".to_owned()))?;
    match response.status().as_u16() {
        200 => keep(env, response).await,
        other => Err(Trouble::Later(format!("HTTP {other}"))),
    }
}

/// The host and port of an address, if files may be fetched from there.
fn allowed(partner: &Partner, url: &Url) -> Option<(String, u16)> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    let with_port = format!("{host}:{port}");
    partner
        .file_hosts
        .iter()
        .any(|known| {
            let is_bare = known.eq_ignore_ascii_case(host) && url.port().is_none();
            is_bare || known.eq_ignore_ascii_case(&with_port)
        })
        .then(|| (host.to_owned(), port))
}

async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Trouble> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found: Vec<SocketAddr> = tokio::net::lookup_host((bare, port))
        .await
        .map_err(|_| Trouble::Later("the host has no address".to_owned()))?
        .collect();
    match found.is_empty() {
        true => Err(Trouble::Later("the host has no address".to_owned())),
        false => Ok(found),
    }
}

/// Addresses that are not of the open net (RFC 6890): this machine, private nets, links.
fn is_inside(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || v4.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0)
                || (a == 198 && (18..20).contains(&b))
        }
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                // Addresses that carry others inside: translation and tunnels.
                || (first == 0x64 && second == 0xff9b)
                || first == 0x2002
                || (first == 0x2001 && second < 0x200)
                || (first == 0x2001 && second == 0xdb8)
        }
    }
}

fn unstored(error: storage::Error) -> Trouble {
    Trouble::Later(error.to_string())
}

fn broken(_: reqwest::Error) -> Trouble {
    Trouble::Later("the connection broke".to_owned())
}

async fn keep(
    env: &Environment,
    response: reqwest::Response,
) -> Result<(StoredFile, MediaType), Trouble> {
    let mut pieces = response.bytes_stream();
    let mut head = Vec::new();
    while head.len() < MediaType::SNIFF {
        match pieces.next().await {
            Some(piece) => head.extend_from_slice(&piece.map_err(broken)?),
            None => break,
        }
    }
    let media = MediaType::sniff(&head)
        .ok_or_else(|| Trouble::Later("the file is of a kind that is not taken".to_owned()))?;
    let mut incoming = env.files.receive().await.map_err(unstored)?;
    incoming.write(&head).await.map_err(unstored)?;
    let arrived = fill(incoming, pieces, env.largest_file).await?;
    let file = place_file(&env.storage, arrived, media, env.clock.now());
    Ok((file.await.map_err(unstored)?, media))
}

async fn fill(
    mut incoming: Incoming,
    mut pieces: impl Stream<Item = reqwest::Result<Bytes>> + Unpin,
    most: i64,
) -> Result<Arrived, Trouble> {
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(piece) => incoming.write(&piece).await.map_err(unstored)?,
            Err(error) => {
                incoming.abandon().await.map_err(unstored)?;
                return Err(broken(error));
            }
        }
        if incoming.size() > most {
            incoming.abandon().await.map_err(unstored)?;
            return Err(Trouble::Barred("the file is too large"));
        }
    }
    incoming.close().await.map_err(unstored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_the_house_are_known() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "224.0.0.1",
        ] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["203.162.0.1", "8.8.8.8", "2405:4800::1"] {
            assert!(!is_inside(outside.parse().unwrap()), "{outside}");
        }
    }
}
