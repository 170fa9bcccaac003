//! Fetching files that partners offer by their addresses: from hosts that were allowed for the
//! partner, no larger than the portal takes, of kinds that it takes by their content, and from no
//! address inside the house unless that was allowed too.

use url::Url;

use super::failure::{Unreached, host_of};
use super::file_client::FileClient;
use super::outbound::Outbound;
use super::partner::Partner;
use super::store;
use crate::context::Environment;
use crate::dossiers::{self, FetchPartnerFile, Offer, Offered};
use crate::jobs::{Failed, Outcome, Run};
use crate::kernel::JobId;
use crate::storage::{self, Acceptance, FileRefusal, MediaType, NotTaken, StoredFile};

impl Run for FetchPartnerFile {
    type Needs = Outbound;

    async fn run(self, needs: &Outbound, _: JobId) -> Outcome {
        fetch(needs, self).await
    }
}

/// Fetches a file and puts it where it belongs: among the dossier's papers, or as its result.
async fn fetch(needs: &Outbound, job: FetchPartnerFile) -> Outcome {
    let env = &needs.background.env;
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
    let (file, media) = receive(env, needs.client.files(), &partner, &offer).await?;
    let offered = Offered {
        dossier,
        id,
        offer,
        file,
        media,
    };
    needs
        .background
        .write(move |tx, cx| dossiers::take_offered(tx, cx, &offered))
        .await
}

async fn receive(
    env: &Environment,
    client: &FileClient,
    partner: &Partner,
    offer: &Offer,
) -> Result<(StoredFile, MediaType), Failed> {
    let url =
        Url::parse(&offer.url).map_err(|_| Failed::for_good("the address of the file is none"))?;
    if !is_allowed(partner, &url) {
        return Err(Failed::for_good(
            Unreached::HostNotAllowed.of(&host_of(&url)),
        ));
    }
    let host = host_of(&url);
    let response = client.get(url, partner.private_files).await?;
    match response.status().as_u16() {
        200 => keep(env, response, &host).await,
        other => Err(Failed::new(format!("HTTP {other}"))),
    }
}

/// Whether files may be fetched from the host of an address.
fn is_allowed(partner: &Partner, url: &Url) -> bool {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return false;
    };
    let with_port = format!("{host}:{port}");
    let is_web = matches!(url.scheme(), "http" | "https");
    is_web
        && partner.file_hosts.iter().any(|known| {
            let is_bare = known.eq_ignore_ascii_case(host) && url.port().is_none();
            is_bare || known.eq_ignore_ascii_case(&with_port)
        })
}

async fn keep(
    env: &Environment,
    response: reqwest::Response,
    host: &str,
) -> Result<(StoredFile, MediaType), Failed> {
    let mut pieces = response.bytes_stream();
    // What an agency has issued is kept as it issued it, with its password too.
    let acceptance = Acceptance {
        most: env.largest_file,
        with_password: true,
    };
    let taken = env.files.take(&mut pieces, acceptance).await;
    let taken = taken.map_err(|why| match why {
        NotTaken::Refused(FileRefusal::TooLarge) => Failed::for_good("the file is too large"),
        NotTaken::Refused(refusal) => {
            let why = format!(
                "the file is of a kind that is not taken ({})",
                refusal.key()
            );
            Failed::new(why)
        }
        NotTaken::Broken(_) => Failed::new(Unreached::ConnectionBroke.of(host)),
        NotTaken::Storage(error) => error.into(),
    })?;
    let media = taken.media;
    let file = taken.place(&env.storage, env.clock.now()).await?;
    Ok((file, media))
}
