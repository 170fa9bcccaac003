//! Clerks without whom nothing can be filed with an agency.

use motcua::accounts::{self, Account, Appointment, AssuranceRecord, Identity, TechId};
use motcua::kernel::{AccountId, AgencyId, Role, TimeAndChance};
use motcua::speech::Locale;
use motcua::storage::{Result, Tx};

/// Lets somebody receive what is filed with the agency, if nobody does yet.
pub fn somebody_receives(tx: &mut Tx<'_>, moment: &TimeAndChance, agency: AgencyId) -> Result<()> {
    if accounts::has_intake(tx, agency, moment.now)? {
        return Ok(());
    }
    let id: AccountId = moment.id();
    let account = Account {
        id,
        tech_id: TechId::new(moment),
        identity: Identity::Clerk("Lê Văn Nhận".parse().unwrap()),
        standing: AssuranceRecord::Declared,
        phone: None,
        email: format!("{id}@nhan.example").parse().unwrap(),
        email_verified_at: None,
        locale: Locale::Vi,
        is_operator: false,
        created_at: moment.now,
        version: 1,
    };
    accounts::accounts_insert(tx, &[account])?;
    let appointment = Appointment {
        id: moment.id(),
        account: id,
        agency,
        role: Role::Intake,
        from: moment.now,
    };
    accounts::appointments_insert(tx, &[appointment])
}
