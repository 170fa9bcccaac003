//! A province of the demonstration that works in a system of its own, played by a child process, so
//! that somebody who tries the portal out sees an agency answer.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use url::Url;

use super::Failure;
use crate::agencies::{Agency, AgencyCode, AgencyKind, UnitCode};
use crate::app::App;
use crate::context::Principal;
use crate::exchange::{
    self, NewPartner, Partner, PartnerChange, PartnerSettings, Secrets, SuccessCode, add_partner,
    change_partner, rotate_secrets,
};
use crate::kernel::{listen, print_line};
use crate::play::{Child, Named, Settings};

/// Đà Nẵng.
const PROVINCE: &str = "48";
const USERNAME: &str = "da-nang";
const PROCEDURES: [&str; 1] = ["1.001193"];
/// Slow enough to be watched.
const STEP_SECONDS: f64 = 20.0;
const PAPERS_A_SECOND: f64 = 0.02;

/// Sets the province up, with new secrets at each start since they are not kept in clear, and starts
/// its system beside the portal that listens at `portal`.
///
/// # Errors
/// The catalogue lacks the province, or the process cannot be started.
pub fn play(app: &App, data: &Path, portal: SocketAddr) -> Result<Child, Failure> {
    let snapshot = app.cache.current();
    let today = app.env.clock.now().vietnam_date();
    let directory = &snapshot.catalogue.agencies;
    let unit: UnitCode = PROVINCE.parse()?;
    let province = directory.of_unit(&unit, AgencyKind::Province, today);
    let province = province.ok_or("the catalogue lacks the demonstration's province")?;
    let code = directory.numbering_code(province, today);
    let code = code.ok_or("the demonstration's province has no code")?;
    let own = own_address(app)?;
    let (partner, secrets) = set_up(app, province, code, own)?;
    let _ = print_line(format_args!(
        "{} works in a system of its own, which is played here: a birth that is registered there is answered within a minute.",
        partner.name
    ));
    let portal = Url::parse(&format!("http://{}", reachable(portal)))?;
    let settings = Settings {
        name: partner.name,
        listen: own.to_string(),
        // Nobody switches faults there; any port will do.
        control: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).to_string(),
        portal_links: Some(Url::clone(&app.env.base_url)),
        procedures: PROCEDURES.iter().map(|code| named(code, "")).collect(),
        paper_rate: PAPERS_A_SECOND,
        step_seconds: STEP_SECONDS,
        ..Settings::new(portal, USERNAME, &code.to_string(), data.join(USERNAME))
    };
    let secrets = crate::play::Secrets {
        password: secrets.password.reveal().into(),
        push: secrets.push.reveal().into(),
    };
    Ok(Child::start(&settings, &secrets)?)
}

fn set_up(
    app: &App,
    province: &Agency,
    code: &AgencyCode,
    own: SocketAddr,
) -> Result<(Partner, Secrets), Failure> {
    let storage = &app.env.storage;
    let cx = app.context(Principal::CommandLine);
    let push_url = Url::parse(&format!("http://{own}/nhanhsdvcqg"))?;
    let known = storage.read(|conn| exchange::partner_by_username(conn, USERNAME))?;
    let Some(known) = known else {
        let new = NewPartner {
            username: USERNAME.to_owned(),
            name: province.name.clone(),
            code: code.clone(),
            agency: province.id(),
            further_codes: Vec::new(),
            success: SuccessCode::Zero,
            push_url: Some(push_url),
            file_hosts: vec![own.to_string()],
            private_files: true,
            decides: true,
        };
        return Ok(storage.write(|tx| add_partner(tx, &cx, &new))?);
    };
    let settings = PartnerSettings {
        name: known.name.clone(),
        success: known.success,
        push_url: Some(push_url),
        file_hosts: vec![own.to_string()],
        private_files: known.private_files,
        further_codes: known.further_codes.clone(),
    };
    let partner = known.set(&settings);
    let change = PartnerChange::Settings(Box::new(settings));
    let secrets = storage.write(|tx| {
        change_partner(tx, &cx, partner.id, &change)?;
        rotate_secrets(tx, &cx, partner.id, true)
    })?;
    Ok((partner, secrets))
}

/// Where the system listened at the last start, so that files are still found that it offered then;
/// at the first start, or where somebody else listens there now, an address that is free.
fn own_address(app: &App) -> Result<SocketAddr, Failure> {
    let known = app
        .env
        .storage
        .read(|conn| exchange::partner_by_username(conn, USERNAME))?;
    let address = known.and_then(|partner| Url::parse(&partner.push_url?).ok());
    let port = address.and_then(|address| address.port());
    let before = port.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let listener = match before.map(listen) {
        Some(Ok(listener)) => listener,
        _ => listen((Ipv4Addr::LOCALHOST, 0))?,
    };
    Ok(listener.local_addr()?)
}

/// Where a process on this machine reaches a server that may listen everywhere.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip().is_unspecified() {
        true => SocketAddr::from((Ipv4Addr::LOCALHOST, address.port())),
        false => address,
    }
}

fn named(code: &str, name: &str) -> Named {
    Named {
        code: code.to_owned(),
        name: name.to_owned(),
    }
}
