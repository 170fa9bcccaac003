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
use crate::context::Background;
use crate::context::Environment;
use crate::dossiers::{self, FetchPartnerFile, Offer, Offered};
use crate::jobs::{Failed, Outcome, Run};
use crate::kernel::JobId;
use crate::storage::{self, Arrived, Incoming, MediaType, StoredFile, place_file};

const FILE_WITHIN: Duration = Duration::from_secs(60);

impl Run for FetchPartnerFile {
    type Needs = Background;

    async fn run(self, needs: &Background, _: JobId) -> Outcome {
        fetch(needs, self).await
    }
}

/// Fetches a file and puts it where it belongs: among the dossier's papers, or as its result.
async fn fetch(needs: &Background, job: FetchPartnerFile) -> Outcome {
    let env = &needs.env;
    let FetchPartnerFile {
        partner,
        dossier,
        file: id,
    } = job;
    let found = env
        .storage
        .reading(move |conn| {
            let partner = store::partner(conn, partner)?;
            let offer = dossiers::offer(conn, dossier, id)?;
            storage::Result::Ok(partner.zip(offer))
        })
        .await?;
    let Some((partner, offer)) = found.filter(|(_, offer)| offer.waits) else {
        return Ok(());
    };
    let (file, media) = receive(env, &partner, &offer).await?;
    let offered = Offered {
        dossier,
        id,
        offer,
        file,
        media,
    };
    needs
        .write(move |tx, cx| dossiers::take_offered(tx, cx, &offered))
        .await
}

async fn receive(
    env: &Environment,
    partner: &Partner,
    offer: &Offer,
) -> Result<(StoredFile, MediaType), Failed> {
    let url =
        Url::parse(&offer.url).map_err(|_| Failed::for_good("the address of the file is none"))?;
    let (host, port) = allowed(partner, &url)
        .ok_or(Failed::for_good("files may not be fetched from that host"))?;
    let addresses = resolve(&host, port).await?;
    if !partner.private_files && addresses.iter().any(|at| is_inside(at.ip())) {
        return Err(Failed::for_good("the host of the file is inside the house"));
    }
    // The addresses that were looked at are those that are called.
    let client = reqwest::Client::builder()
        .timeout(FILE_WITHIN)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .resolve_to_addrs(&host, &addresses)
        .build()
        .map_err(|_| Failed::new("no client"))?;
    let response = client
        .get(url)
        .send()
        .await
        .map_err(|_| Failed::new("no connection"))?;
    match response.status().as_u16() {
        200 => keep(env, response).await,
        other => Err(Failed::new(format!("HTTP {other}"))),
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

async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Failed> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found: Vec<SocketAddr> = tokio::net::lookup_host((bare, port))
        .await
        .map_err(|_| Failed::new("the host has no address"))?
        .collect();
    match found.is_empty() {
        true => Err(Failed::new("the host has no address")),
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

fn broken(_: reqwest::Error) -> Failed {
    Failed::new("the connection broke")
}

async fn keep(
    env: &Environment,
    response: reqwest::Response,
) -> Result<(StoredFile, MediaType), Failed> {
    let mut pieces = response.bytes_stream();
    let mut head = Vec::new();
    while head.len() < MediaType::SNIFF {
        match pieces.next().await {
            Some(piece) => head.extend_from_slice(&piece.map_err(broken)?),
            None => break,
        }
    }
    let media = MediaType::sniff(&head)
        .ok_or_else(|| Failed::new("the file is of a kind that is not taken"))?;
    let mut incoming = env.files.receive().await?;
    incoming.write(&head).await?;
    let arrived = fill(incoming, pieces, env.largest_file).await?;
    let file = place_file(&env.storage, arrived, media, env.clock.now());
    Ok((file.await?, media))
}

async fn fill(
    mut incoming: Incoming,
    mut pieces: impl Stream<Item = reqwest::Result<Bytes>> + Unpin,
    most: i64,
) -> Result<Arrived, Failed> {
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(piece) => incoming.write(&piece).await?,
            Err(error) => {
                incoming.abandon().await?;
                return Err(broken(error));
            }
        }
        if incoming.size() > most {
            incoming.abandon().await?;
            return Err(Failed::for_good("the file is too large"));
        }
    }
    Ok(incoming.close().await?)
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
