//! The rows of accounts.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::{BIRTH_DATE, EMAIL, NUMBER, PHONE, number_index, owner_of_email};
use crate::accounts::{
    Account, AssuranceRecord, Business, Citizen, Identity, PasswordHash, TechId,
};
use crate::kernel::{
    AccountId, AccountKind, Assurance, EmailAddress, Instant, PersonName, Phone, TimeAndChance,
};
use crate::speech::Locale;
use crate::storage::schema::{accounts, verified_emails};
use crate::storage::{BlindIndex, Conn, Error, KeyRing, Result, Sealed, Tx};

/// An account that is to be made.
#[derive(Debug, Clone)]
pub(in crate::accounts) struct NewAccount {
    pub(in crate::accounts) identity: Identity,
    pub(in crate::accounts) phone: Option<Phone>,
    pub(in crate::accounts) email: EmailAddress,
    pub(in crate::accounts) locale: Locale,
    pub(in crate::accounts) password_hash: Option<PasswordHash>,
    pub(in crate::accounts) is_operator: bool,
    /// Since when the mailbox is known to be the account's.
    pub(in crate::accounts) email_verified_at: Option<Instant>,
}

/// Makes an account: declared, with a TechID.
pub(in crate::accounts) fn insert(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    new: &NewAccount,
) -> Result<AccountId> {
    let account = Account {
        id: moment.id(),
        tech_id: TechId::new(moment),
        identity: new.identity.clone(),
        standing: AssuranceRecord::Declared,
        phone: new.phone.clone(),
        email: new.email.clone(),
        email_verified_at: new.email_verified_at,
        locale: new.locale,
        is_operator: new.is_operator,
        created_at: moment.now,
        version: 1,
    };
    let row = AccountRow::of(
        &tx.keys(),
        &account,
        new.password_hash.as_ref().map(PasswordHash::as_str),
    )?;
    diesel::insert_into(accounts::table)
        .values(row)
        .execute(tx.engine())?;
    Ok(account.id)
}

/// An account as it is written for the first time.
#[derive(Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
pub(super) struct AccountRow<'a> {
    id: AccountId,
    kind: AccountKind,
    name: &'a str,
    name_key: String,
    representative: Option<&'a str>,
    assurance: Assurance,
    verified_at: Option<Instant>,
    verified_by: Option<AccountId>,
    tech_id: &'a str,
    number: Option<Sealed<String>>,
    number_index: Option<BlindIndex>,
    birth_date: Option<Sealed<NaiveDate>>,
    phone: Option<Sealed<String>>,
    phone_index: Option<BlindIndex>,
    email: Sealed<String>,
    email_verified_at: Option<Instant>,
    password_hash: Option<&'a str>,
    is_operator: bool,
    locale: Locale,
    created_at: Instant,
    version: i32,
}

impl<'a> AccountRow<'a> {
    pub(super) fn of(
        keys: &KeyRing,
        account: &'a Account,
        password_hash: Option<&'a str>,
    ) -> Result<Self> {
        let identity = &account.identity;
        let number = identity.number();
        let phone = account.phone.as_ref().map(Phone::expose);
        let (verified_at, verified_by) = verification(account.standing);
        Ok(Self {
            id: account.id,
            kind: identity.kind(),
            name: identity.name(),
            name_key: identity.name_key(),
            representative: identity.representative().map(PersonName::as_str),
            assurance: account.standing.assurance(),
            verified_at,
            verified_by,
            tech_id: account.tech_id.as_str(),
            number: seal_text(keys, NUMBER, number)?,
            number_index: number.map(|number| number_index(keys, number)),
            birth_date: seal_date(keys, identity.birth_date())?,
            phone: seal_text(keys, PHONE, phone)?,
            phone_index: phone.map(|phone| phone_index(keys, phone)),
            email: seal_email(keys, &account.email)?,
            email_verified_at: account.email_verified_at,
            password_hash,
            is_operator: account.is_operator,
            locale: account.locale,
            created_at: account.created_at,
            version: account.version,
        })
    }
}

const fn verification(standing: AssuranceRecord) -> (Option<Instant>, Option<AccountId>) {
    match standing {
        AssuranceRecord::Declared => (None, None),
        AssuranceRecord::Verified { at, by } => (Some(at), by),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
struct Row {
    id: AccountId,
    kind: AccountKind,
    name: String,
    representative: Option<String>,
    assurance: Assurance,
    verified_at: Option<Instant>,
    verified_by: Option<AccountId>,
    tech_id: String,
    number: Option<Sealed<String>>,
    birth_date: Option<Sealed<NaiveDate>>,
    phone: Option<Sealed<String>>,
    email: Sealed<String>,
    email_verified_at: Option<Instant>,
    is_operator: bool,
    locale: Locale,
    created_at: Instant,
    version: i32,
}

impl Row {
    fn read(self, keys: &KeyRing) -> Result<Account> {
        let phone = self
            .phone
            .as_ref()
            .map(|phone| phone.open(keys, PHONE))
            .transpose()?;
        Ok(Account {
            id: self.id,
            tech_id: parsed("tech_id", &self.tech_id)?,
            identity: self.identity(keys)?,
            standing: self.standing()?,
            phone: phone.map(|phone| parsed("phone", &phone)).transpose()?,
            email: parsed("email", &self.email.open(keys, EMAIL)?)?,
            email_verified_at: self.email_verified_at,
            locale: self.locale,
            is_operator: self.is_operator,
            created_at: self.created_at,
            version: self.version,
        })
    }

    fn identity(&self, keys: &KeyRing) -> Result<Identity> {
        let number = self
            .number
            .as_ref()
            .map(|number| number.open(keys, NUMBER))
            .transpose()?;
        let birth_date = self
            .birth_date
            .as_ref()
            .map(|date| date.open(keys, BIRTH_DATE));
        match (
            self.kind,
            number,
            birth_date.transpose()?,
            &self.representative,
        ) {
            (AccountKind::Citizen, Some(number), Some(birth_date), None) => {
                Ok(Identity::Citizen(Citizen {
                    name: parsed("name", &self.name)?,
                    number: parsed("number", &number)?,
                    birth_date,
                }))
            }
            (AccountKind::Business, Some(code), None, Some(person)) => {
                Ok(Identity::Business(Business {
                    name: parsed("name", &self.name)?,
                    code: parsed("number", &code)?,
                    representative: parsed("representative", person)?,
                }))
            }
            (AccountKind::Clerk, None, None, None) => {
                Ok(Identity::Clerk(parsed("name", &self.name)?))
            }
            _ => Err(Error::nonsense(
                "accounts",
                "kind",
                "columns of another kind",
            )),
        }
    }

    fn standing(&self) -> Result<AssuranceRecord> {
        match (self.assurance, self.verified_at) {
            (Assurance::Declared, None) => Ok(AssuranceRecord::Declared),
            (Assurance::Verified, Some(at)) => Ok(AssuranceRecord::Verified {
                at,
                by: self.verified_by,
            }),
            _ => Err(Error::nonsense(
                "accounts",
                "verified_at",
                "not what the assurance says",
            )),
        }
    }
}

/// The account, unless it is closed.
pub fn account(conn: &mut Conn, id: AccountId) -> Result<Option<Account>> {
    let row: Option<Row> = accounts::table
        .find(id)
        .filter(accounts::closed_at.is_null())
        .select(Row::as_select())
        .first(conn.engine())
        .optional()?;
    let keys = conn.keys();
    row.map(|row| row.read(&keys)).transpose()
}

/// The account whose mailbox this is, unless it is closed.
pub(in crate::accounts) fn account_by_email(
    conn: &mut Conn,
    email: &EmailAddress,
) -> Result<Option<Account>> {
    match owner_of_email(conn, email)? {
        Some(owner) => account(conn, owner),
        None => Ok(None),
    }
}

/// The account that machines call `tech_id`, unless it is closed.
pub fn account_by_tech_id(conn: &mut Conn, tech_id: &TechId) -> Result<Option<Account>> {
    let row: Option<Row> = accounts::table
        .filter(accounts::tech_id.eq(tech_id.as_str()))
        .filter(accounts::closed_at.is_null())
        .select(Row::as_select())
        .first(conn.engine())
        .optional()?;
    let keys = conn.keys();
    row.map(|row| row.read(&keys)).transpose()
}

/// The latest accounts that say `number` is theirs, or that can be called under `phone`.
pub(in crate::accounts) fn accounts_claiming(
    conn: &mut Conn,
    number: Option<&str>,
    phone: Option<&Phone>,
    most: i64,
) -> Result<Vec<Account>> {
    let keys = conn.keys();
    let mut rows: Vec<Row> = Vec::new();
    let open = || accounts::table.filter(accounts::closed_at.is_null());
    if let Some(number) = number {
        let claiming = open().filter(accounts::number_index.eq(number_index(&keys, number)));
        let newest = claiming
            .order(accounts::id.desc())
            .limit(most)
            .select(Row::as_select());
        rows.extend(newest.load::<Row>(conn.engine())?);
    }
    if let Some(phone) = phone {
        let called = open().filter(accounts::phone_index.eq(phone_index(&keys, phone.expose())));
        let newest = called
            .order(accounts::id.desc())
            .limit(most)
            .select(Row::as_select());
        rows.extend(newest.load::<Row>(conn.engine())?);
    }
    rows.into_iter().map(|row| row.read(&keys)).collect()
}

/// The hash of an account's password; none when it has none, or is closed.
pub(in crate::accounts) fn password_hash(
    conn: &mut Conn,
    id: AccountId,
) -> Result<Option<PasswordHash>> {
    let hash: Option<Option<String>> = accounts::table
        .find(id)
        .filter(accounts::closed_at.is_null())
        .select(accounts::password_hash)
        .first(conn.engine())
        .optional()?;
    Ok(hash.flatten().map(PasswordHash::stored))
}

/// Sets a password's hash. False when the account changed meanwhile.
pub(in crate::accounts) fn set_password(
    tx: &mut Tx<'_>,
    account: &Account,
    hash: &PasswordHash,
) -> Result<bool> {
    let change = (
        accounts::password_hash.eq(hash.as_str()),
        accounts::version.eq(account.version + 1),
    );
    changed(
        diesel::update(as_read(account))
            .set(change)
            .execute(tx.engine()),
    )
}

/// Sets the e-mail address, whose mailbox is now known to be the account's. False when the
/// account changed meanwhile.
pub(in crate::accounts) fn set_email(
    tx: &mut Tx<'_>,
    account: &Account,
    email: &EmailAddress,
    now: Instant,
) -> Result<bool> {
    let change = (
        accounts::email.eq(seal_email(&tx.keys(), email)?),
        accounts::email_verified_at.eq(now),
        accounts::version.eq(account.version + 1),
    );
    changed(
        diesel::update(as_read(account))
            .set(change)
            .execute(tx.engine()),
    )
}

/// Sets the phone number. False when the account changed meanwhile.
pub(in crate::accounts) fn set_phone(
    tx: &mut Tx<'_>,
    account: &Account,
    phone: &Phone,
) -> Result<bool> {
    let keys = tx.keys();
    let change = (
        accounts::phone.eq(seal_text(&keys, PHONE, Some(phone.expose()))?),
        accounts::phone_index.eq(phone_index(&keys, phone.expose())),
        accounts::version.eq(account.version + 1),
    );
    changed(
        diesel::update(as_read(account))
            .set(change)
            .execute(tx.engine()),
    )
}

/// Sets how sure the state is. False when the account changed meanwhile.
pub(in crate::accounts) fn set_standing(
    tx: &mut Tx<'_>,
    account: &Account,
    standing: AssuranceRecord,
) -> Result<bool> {
    let (at, by) = verification(standing);
    let change = (
        accounts::assurance.eq(standing.assurance()),
        accounts::verified_at.eq(at),
        accounts::verified_by.eq(by),
        accounts::version.eq(account.version + 1),
    );
    changed(
        diesel::update(as_read(account))
            .set(change)
            .execute(tx.engine()),
    )
}

/// Removes registrations from before `before` whose link nobody followed and whom no clerk saw.
pub(in crate::accounts) fn delete_unconfirmed(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    let owners = verified_emails::table
        .filter(verified_emails::account_id.eq(accounts::id))
        .select(verified_emails::account_id);
    let forgotten = accounts::table
        .filter(accounts::email_verified_at.is_null())
        .filter(accounts::verified_at.is_null())
        .filter(accounts::is_operator.eq(false))
        .filter(accounts::created_at.le(before))
        .filter(diesel::dsl::not(diesel::dsl::exists(owners)))
        .select(accounts::id)
        .limit(1_000);
    let ids: Vec<AccountId> = forgotten.load(tx.engine())?;
    Ok(diesel::delete(accounts::table.filter(accounts::id.eq_any(ids))).execute(tx.engine())?)
}

type AsRead = diesel::dsl::Filter<
    diesel::dsl::Find<accounts::table, AccountId>,
    diesel::dsl::Eq<accounts::version, i32>,
>;

/// The row, if it is still as it was read.
fn as_read(account: &Account) -> AsRead {
    accounts::table
        .find(account.id)
        .filter(accounts::version.eq(account.version))
}

fn changed(outcome: std::result::Result<usize, DieselError>) -> Result<bool> {
    Ok(outcome? > 0)
}

fn seal_text(
    keys: &KeyRing,
    context: &'static str,
    text: Option<&str>,
) -> Result<Option<Sealed<String>>> {
    text.map(|text| Sealed::seal(keys, context, &text.to_owned()))
        .transpose()
}

fn seal_date(keys: &KeyRing, date: Option<NaiveDate>) -> Result<Option<Sealed<NaiveDate>>> {
    date.map(|date| Sealed::seal(keys, BIRTH_DATE, &date))
        .transpose()
}

fn seal_email(keys: &KeyRing, email: &EmailAddress) -> Result<Sealed<String>> {
    Sealed::seal(keys, EMAIL, &email.expose().to_owned())
}

fn phone_index(keys: &KeyRing, phone: &str) -> BlindIndex {
    keys.blind(PHONE, phone.as_bytes())
}

fn parsed<T: std::str::FromStr>(column: &'static str, text: &str) -> Result<T> {
    // The value may be personal; that it is not what was written says enough.
    text.parse()
        .map_err(|_| Error::nonsense("accounts", column, "unreadable"))
}
