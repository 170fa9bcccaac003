//! The clerks of the agencies that work in this portal.

use chrono::Duration;

use super::GenerateError;
use super::draw::{Draw, Purpose, mixed};
use super::people::People;
use crate::accounts::{Account, Appointment};
use crate::agencies::Agency;
use crate::kernel::{AccountId, Instant, Role};

const ROLES: [Role; 5] = [
    Role::Intake,
    Role::Officer,
    Role::Approver,
    Role::Cashier,
    Role::Manager,
];

/// The clerks of one agency, one for each role.
pub(super) struct Clerks(Vec<(Role, AccountId)>);

impl Clerks {
    /// Who has a role.
    pub(super) fn of_role(&self, role: Role) -> Option<AccountId> {
        let found = self.0.iter().find(|(held, _)| *held == role);
        found.map(|(_, account)| *account)
    }
}

/// Clerks with their accounts and roles.
pub(super) struct Staff {
    pub(super) clerks: Clerks,
    pub(super) accounts: Vec<Account>,
    pub(super) appointments: Vec<Appointment>,
}

/// The staff of an agency, there since the day before the first dossier.
pub(super) fn staff(people: &People<'_>, agency: &Agency) -> Result<Staff, GenerateError> {
    let morning = super::days::portal_time(people.since - Duration::days(1), 0.0);
    let mut staff = Staff {
        clerks: Clerks(Vec::new()),
        accounts: Vec::new(),
        appointments: Vec::new(),
    };
    for role in ROLES {
        let (account, appointment) = clerk(people, agency, role, morning)?;
        staff.clerks.0.push((role, account.id));
        staff.accounts.push(account);
        staff.appointments.push(appointment);
    }
    Ok(staff)
}

fn clerk(
    people: &People<'_>,
    agency: &Agency,
    role: Role,
    made: Instant,
) -> Result<(Account, Appointment), GenerateError> {
    let key = agency.key.as_str();
    let index = key.bytes().fold(
        mixed(u64::from(role.number().unsigned_abs())),
        |sum, byte| mixed(sum ^ u64::from(byte)),
    );
    let mut draw = Draw::of(people.seed, Purpose::Clerk, index);
    let account = people.clerk(key, role.key(), made, &mut draw)?;
    let appointment = Appointment {
        id: draw.moment(made).id(),
        account: account.id,
        agency: agency.id(),
        role,
        from: made,
    };
    Ok((account, appointment))
}
