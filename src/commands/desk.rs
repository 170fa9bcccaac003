//! `motcua desk`: where an agency's desk is, and when and how it is reached.

use clap::Subcommand;

use super::refusals::said;
use super::{Failure, agency, cleaned, say};
use crate::accounts::set_desk_contact;
use crate::agencies::{DeskContact, DeskPhone, DeskText, desk_contact};
use crate::app::App;
use crate::context::Principal;
use crate::kernel::AgencyId;

/// What can be done with what is said about a desk.
#[derive(Debug, Subcommand)]
pub enum DeskCommand {
    /// Show what is said about the desk of an agency.
    Show {
        /// Its code or catalogue key.
        agency: String,
    },
    /// Say where the desk of an agency is; what is left out has not been given.
    Set {
        /// Its code or catalogue key.
        agency: String,
        /// Where it is.
        #[arg(long, default_value = "", value_parser = cleaned::<DeskText>)]
        address: DeskText,
        /// Its phone.
        #[arg(long, default_value = "", value_parser = cleaned::<DeskPhone>)]
        phone: DeskPhone,
        /// When it is open, in words.
        #[arg(long, default_value = "", value_parser = cleaned::<DeskText>)]
        hours: DeskText,
    },
}

/// Runs the command.
pub fn run(app: &App, command: DeskCommand) -> Result<(), Failure> {
    let catalogue = app.cache.current();
    match command {
        DeskCommand::Show { agency: named } => show(app, agency(&catalogue, &named)?.id()),
        DeskCommand::Set {
            agency: named,
            address,
            phone,
            hours,
        } => {
            let id = agency(&catalogue, &named)?.id();
            let contact = DeskContact {
                address,
                phone,
                hours,
            };
            let cx = app.context(Principal::CommandLine);
            let set = app
                .env
                .storage
                .write(|tx| set_desk_contact(tx, &cx, id, &contact));
            set.map_err(said)?;
            show(app, id)
        }
    }
}

fn show(app: &App, id: AgencyId) -> Result<(), Failure> {
    let contact = app.env.storage.read(|conn| desk_contact(conn, id))?;
    let said = |text: &str| match text {
        "" => "not given".to_owned(),
        text => text.to_owned(),
    };
    say!("address: {}", said(contact.address.as_str()));
    say!("phone: {}", said(contact.phone.as_str()));
    say!("hours: {}", said(contact.hours.as_str()));
    Ok(())
}
