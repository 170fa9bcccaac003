//! `motcua account`: making, inviting and verifying accounts at the operator's own machine, and taking
//! lost second factors from them.

use std::io::{BufRead, IsTerminal};

use clap::{Args, Subcommand, ValueEnum};

use super::refusals::said;
use super::{Failure, cleaned, say};
use crate::accounts::{
    self, Business, Citizen, Creation, Identity, Invitation, Password, SignInName, create_account,
    find_with_lost_factor, invite_clerk, owner_of_number, read_birth_date, reset_second_factor,
    verify_from_command_line,
};
use crate::app::App;
use crate::context::Principal;
use crate::kernel::{AccountId, EmailAddress, PersonName, Phone, Role};
use crate::speech::Locale;

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make an account; its password is read from standard input.
    Create(Box<NewAccount>),
    /// Give somebody a role in an agency; they get a letter with which to choose a password.
    Invite {
        /// Name in full.
        #[arg(long, value_parser = cleaned::<PersonName>)]
        name: PersonName,
        /// E-mail address.
        #[arg(long, value_parser = cleaned::<EmailAddress>)]
        email: EmailAddress,
        /// The agency's code or catalogue key.
        #[arg(long, value_parser = cleaned::<String>)]
        agency: String,
        /// A role there; repeatable.
        #[arg(long, value_enum, required = true)]
        role: Vec<RoleName>,
    },
    /// Take a lost second factor from an account, so that its owner signs in with the password and sets
    /// up another.
    ResetSecondFactor {
        /// The e-mail address or number that is typed at signing in, or the TechID.
        account: String,
    },
    /// Verify an account whose holder has shown their papers.
    Verify {
        /// Its TechID.
        #[arg(value_parser = cleaned::<String>)]
        tech_id: String,
    },
}

/// The account to be made.
#[derive(Debug, Args)]
pub struct NewAccount {
    /// What it is.
    #[arg(long, value_enum)]
    kind: Kind,
    /// Name in full, of the person or the business.
    #[arg(long, value_parser = cleaned::<String>)]
    name: String,
    /// E-mail address.
    #[arg(long, value_parser = cleaned::<EmailAddress>)]
    email: EmailAddress,
    /// Phone.
    #[arg(long, value_parser = cleaned::<Phone>)]
    phone: Option<Phone>,
    /// Personal number of a citizen, or tax code of a business.
    #[arg(long, value_parser = cleaned::<String>)]
    number: Option<String>,
    /// Birth date of a citizen, as in 08/03/1990.
    #[arg(long, value_parser = cleaned::<String>)]
    birth_date: Option<String>,
    /// Who acts for a business.
    #[arg(long, value_parser = cleaned::<PersonName>)]
    representative: Option<PersonName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Citizen,
    Business,
    Clerk,
    Operator,
}

/// A role's name on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RoleName {
    Intake,
    Officer,
    Approver,
    Cashier,
    Manager,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Intake => Self::Intake,
            RoleName::Officer => Self::Officer,
            RoleName::Approver => Self::Approver,
            RoleName::Cashier => Self::Cashier,
            RoleName::Manager => Self::Manager,
        }
    }
}

/// Runs the command.
pub async fn run(app: &App, command: AccountCommand) -> Result<(), Failure> {
    match command {
        AccountCommand::Create(new) => create(app, *new).await,
        AccountCommand::Invite {
            name,
            email,
            agency,
            role,
        } => {
            let catalogue = app.cache.current();
            let agency = super::agency(&catalogue, &agency)?.id();
            let invitation = Invitation {
                name,
                email,
                agency,
                roles: role.into_iter().map(Role::from).collect(),
                unit: None,
                locale: Locale::Vi,
            };
            let cx = app.context(Principal::CommandLine);
            let storage = &app.env.storage;
            let id = storage
                .write(|tx| invite_clerk(tx, &cx, &invitation))
                .map_err(said)?;
            say!("invited: account {id}; the letter is on its way");
            Ok(())
        }
        AccountCommand::ResetSecondFactor { account } => reset_factor(app, &account),
        AccountCommand::Verify { tech_id } => verify(app, &tech_id),
    }
}

async fn create(app: &App, new: NewAccount) -> Result<(), Failure> {
    let (cx, storage) = (app.context(Principal::CommandLine), &app.env.storage);
    let identity = identity(&new, cx.now().vietnam_date())?;
    let password = Password::choose(&password_typed()?, &identity.own_data())
        .map_err(|error| format!("password: {error}"))?;
    let creation = Creation {
        identity,
        phone: new.phone,
        email: new.email,
        password: app.hasher.hash(&cx.moment, password).await?,
        locale: Locale::Vi,
        is_operator: new.kind == Kind::Operator,
    };
    let id: AccountId = storage
        .write(|tx| create_account(tx, &cx, &creation))
        .map_err(said)?;
    let account = storage.read(|conn| accounts::account(conn, id))?;
    if let Some(account) = account {
        say!("account {id}, TechID {}", account.tech_id);
    }
    Ok(())
}

fn identity(new: &NewAccount, today: chrono::NaiveDate) -> Result<Identity, Failure> {
    let missing = |what: &str| Failure::from(format!("--{what} must be given for this kind"));
    match new.kind {
        Kind::Citizen => {
            let number = new
                .number
                .as_deref()
                .ok_or_else(|| missing("number"))?
                .parse()?;
            let typed = new
                .birth_date
                .as_deref()
                .ok_or_else(|| missing("birth-date"))?;
            let birth_date =
                read_birth_date(typed).map_err(|error| format!("birth-date: {error}"))?;
            let citizen = Citizen::declared(new.name.parse()?, number, birth_date, today)
                .map_err(|error| format!("birth-date: {error}"))?;
            Ok(Identity::Citizen(citizen))
        }
        Kind::Business => Ok(Identity::Business(Business {
            name: new.name.parse()?,
            code: new
                .number
                .as_deref()
                .ok_or_else(|| missing("number"))?
                .parse()?,
            representative: new
                .representative
                .clone()
                .ok_or_else(|| missing("representative"))?,
        })),
        Kind::Clerk | Kind::Operator => Ok(Identity::Clerk(new.name.parse()?)),
    }
}

/// The password comes from standard input: arguments are seen by everybody on the machine.
fn password_typed() -> Result<String, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("password (it will be seen while you type):");
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn reset_factor(app: &App, typed: &str) -> Result<(), Failure> {
    let (cx, storage) = (app.context(Principal::CommandLine), &app.env.storage);
    let by_tech_id = match typed.parse::<accounts::TechId>() {
        Ok(tech_id) => storage.read(|conn| accounts::account_by_tech_id(conn, &tech_id))?,
        Err(_) => None,
    };
    let name = SignInName::read(typed);
    let found = match by_tech_id {
        Some(account) => Some(account.id),
        None => storage
            .write(|tx| find_with_lost_factor(tx, &cx, &name))
            .map_err(said)?,
    };
    let account = found.ok_or_else(|| format!("there is no account {typed}"))?;
    storage
        .write(|tx| reset_second_factor(tx, &cx, account, None))
        .map_err(said)?;
    say!("the second factor is gone, and the account's sessions have ended");
    Ok(())
}

fn verify(app: &App, tech_id: &str) -> Result<(), Failure> {
    let tech_id: accounts::TechId = tech_id.parse()?;
    let storage = &app.env.storage;
    let found = storage.read(|conn| accounts::account_by_tech_id(conn, &tech_id))?;
    let account = found.ok_or_else(|| format!("there is no account {tech_id}"))?;
    let cx = app.context(Principal::CommandLine);
    storage
        .write(|tx| verify_from_command_line(tx, &cx, account.id))
        .map_err(said)?;
    if let Some(number) = account.identity.number() {
        let owner = storage.read(|conn| owner_of_number(conn, number))?;
        say!(
            "verified; its number is now its own: {}",
            owner == Some(account.id)
        );
    }
    Ok(())
}
