//! `motcua partner`: setting up agencies' own one-stop systems at the operator's machine.

use clap::{Args, Subcommand};
use url::Url;

use super::table::Table;
use super::{Failure, cleaned, ended_note, say, vietnam_time};
use crate::agencies::AgencyCode;
use crate::app::App;
use crate::context::Principal;
use crate::dossiers::State;
use crate::exchange::{
    self, NewPartner, Partner, PartnerChange, Secrets, SuccessCode, add_partner, change_partner,
    file_host, push_address, remove_partner, rotate_secrets,
};

/// What can be done with partners.
#[derive(Debug, Subcommand)]
pub enum PartnerCommand {
    /// Set a partner up; prints its secrets, once.
    Add(Box<Adding>),
    /// Give a partner new secrets; the old password opens for another day.
    Rotate {
        /// The name with which it signs in.
        username: String,
        /// The old password has become known: it opens no more, and all sessions end.
        #[arg(long)]
        at_once: bool,
    },
    /// Say what a code of the partner's DongBoTrangThaiHoSo means here.
    Map {
        /// The name with which it signs in.
        username: String,
        /// The code as the partner sends it.
        #[arg(required_unless_present = "preset", requires = "state")]
        code: Option<String>,
        /// The state, from 1 to 10.
        state: Option<i16>,
        /// The meanings that a kind of client is known to use (`motcua partner presets` lists them);
        /// those of other codes stay.
        #[arg(long, conflicts_with_all = ["code", "state"])]
        preset: Option<String>,
    },
    /// List the presets of meanings, with where they were seen.
    Presets,
    /// Shut a partner out; its sessions end.
    Suspend {
        /// The name with which it signs in.
        username: String,
    },
    /// Let a suspended partner in again.
    Resume {
        /// The name with which it signs in.
        username: String,
    },
    /// Remove a partner that was set up by mistake and never used.
    Remove {
        /// The name with which it signs in.
        username: String,
    },
    /// List partners.
    List,
}

/// The partner to be set up.
#[derive(Debug, Args)]
pub struct Adding {
    /// The name with which it signs in.
    username: String,
    /// The code of its agency, in either form; it owns what stands below, and what belonged to agencies
    /// that this one followed. Repeatable: the first is its own code, which never changes.
    #[arg(long, required = true)]
    agency: Vec<AgencyCode>,
    /// What operators call it; the agency's name unless given.
    #[arg(long, value_parser = cleaned::<String>)]
    name: Option<String>,
    /// Where it listens for what is filed here; without, it fetches its feed.
    #[arg(long, value_parser = push_url)]
    push_url: Option<Url>,
    /// A host from which its files are fetched, as host or host:port; repeatable.
    #[arg(long, value_parser = host)]
    file_host: Vec<String>,
    /// Its file hosts may have private addresses.
    #[arg(long)]
    private_files: bool,
    /// From now on its word decides about what is filed with its agencies.
    #[arg(long)]
    decides: bool,
    /// Spell success "00", as the earliest clients want it.
    #[arg(long)]
    double_zero: bool,
}

fn push_url(typed: &str) -> Result<Url, &'static str> {
    push_address(typed).ok_or("must begin with http:// or https:// and hold no password")
}

fn host(typed: &str) -> Result<String, &'static str> {
    file_host(typed).ok_or("must be a host, as in ten.gov.vn or ten.gov.vn:8443")
}

/// Runs the command.
pub fn run(app: &App, command: PartnerCommand) -> Result<(), Failure> {
    match command {
        PartnerCommand::Add(adding) => add(app, *adding),
        PartnerCommand::Rotate { username, at_once } => {
            let cx = app.context(Principal::CommandLine);
            let partner = named(app, &username)?;
            let storage = &app.env.storage;
            let secrets = storage.write(|tx| rotate_secrets(tx, &cx, partner.id, at_once))?;
            print(&partner, &secrets)
        }
        PartnerCommand::Remove { username } => {
            let cx = app.context(Principal::CommandLine);
            let partner = named(app, &username)?;
            let storage = &app.env.storage;
            storage.write(|tx| remove_partner(tx, &cx, partner.id))?;
            say!("{username} is removed");
            Ok(())
        }
        PartnerCommand::Map {
            username,
            code,
            state,
            preset,
        } => change(
            app,
            &username,
            meanings(code.zip(state), preset.as_deref())?,
        ),
        PartnerCommand::Presets => list_presets(),
        PartnerCommand::Suspend { username } => {
            change(app, &username, PartnerChange::Suspended(true))
        }
        PartnerCommand::Resume { username } => {
            change(app, &username, PartnerChange::Suspended(false))
        }
        PartnerCommand::List => list(app),
    }
}

fn add(app: &App, adding: Adding) -> Result<(), Failure> {
    let catalogue = app.cache.current();
    let (code, further_codes) = adding.agency.split_first().ok_or("--agency is missing")?;
    for code in &adding.agency {
        let note = match catalogue.agency_by_code(code) {
            Some(agency) => ended_note(app, &catalogue, agency),
            None => Some(format!("the catalogue knows no agency {code}")),
        };
        if let Some(note) = note {
            eprintln!("note: {note}");
        }
    }
    let known = catalogue.agency_by_code(code);
    let name = adding
        .name
        .or_else(|| known.map(|agency| agency.name.clone()))
        .ok_or("--name: the catalogue knows no name for this agency")?;
    let new = NewPartner {
        agency: catalogue.agency_id_of_code(code),
        further_codes: further_codes.to_vec(),
        username: adding.username,
        name,
        code: code.clone(),
        success: match adding.double_zero {
            true => SuccessCode::DoubleZero,
            false => SuccessCode::Zero,
        },
        push_url: adding.push_url,
        file_hosts: adding.file_host,
        private_files: adding.private_files,
        decides: adding.decides,
    };
    let cx = app.context(Principal::CommandLine);
    let storage = &app.env.storage;
    let (partner, secrets) = storage.write(|tx| add_partner(tx, &cx, &new))?;
    print(&partner, &secrets)
}

fn meanings(one: Option<(String, i16)>, key: Option<&str>) -> Result<PartnerChange, Failure> {
    if let Some(key) = key {
        let known = exchange::preset(key);
        let preset = known.ok_or("there is no such preset; `motcua partner presets` lists them")?;
        return Ok(PartnerChange::Meanings(preset.meanings()));
    }
    let (code, state) = one.ok_or("a code and a state are needed, or --preset")?;
    let state = State::from_number(state).ok_or("a state is a number from 1 to 10")?;
    Ok(PartnerChange::Meaning(code, Some(state)))
}

fn list_presets() -> Result<(), Failure> {
    let mut table = Table::new(&["PRESET", "NAME", "MEANINGS", "SOURCE"]);
    for preset in exchange::presets() {
        let meaning = |(code, state): (String, State)| format!("{code}={}", state.number());
        let meanings: Vec<String> = preset.meanings().into_iter().map(meaning).collect();
        table.row(vec![
            preset.key.clone(),
            preset.name.clone(),
            meanings.join(" "),
            preset.source.clone(),
        ]);
    }
    table.print()
}

fn named(app: &App, username: &str) -> Result<Partner, Failure> {
    let storage = &app.env.storage;
    let found = storage.read(|conn| exchange::partner_by_username(conn, username))?;
    Ok(found.ok_or("there is no partner of this name")?)
}

fn change(app: &App, username: &str, change: PartnerChange) -> Result<(), Failure> {
    let partner = named(app, username)?;
    let cx = app.context(Principal::CommandLine);
    let storage = &app.env.storage;
    storage.write(|tx| change_partner(tx, &cx, partner.id, &change))?;
    say!("{username} is changed");
    Ok(())
}

fn print(partner: &Partner, secrets: &Secrets) -> Result<(), Failure> {
    say!("username: {}", partner.username);
    say!("password: {}", secrets.password.reveal());
    say!("push secret: {}", secrets.push.reveal());
    eprintln!("These secrets are not shown again.");
    Ok(())
}

fn list(app: &App) -> Result<(), Failure> {
    let mut table = Table::new(&["USERNAME", "CODES", "NAME", "STATE"]);
    for partner in app.env.storage.read(exchange::partners)? {
        let state = match (partner.suspended_at, &partner.push_url) {
            (Some(at), _) => format!("suspended since {}", vietnam_time(at)),
            (None, Some(url)) => format!("listens at {url}"),
            (None, None) => "fetches its feed".to_owned(),
        };
        let codes: Vec<String> = partner.codes().map(ToString::to_string).collect();
        table.row(vec![
            partner.username.clone(),
            codes.join(" "),
            partner.name.clone(),
            state,
        ]);
    }
    table.print()
}
