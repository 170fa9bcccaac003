//! The row of a dossier. Its columns are listed once, for reading, inserting, changing one row and
//! changing many.

use diesel::dsl::SqlTypeOf;
use diesel::prelude::*;
use diesel::sql_types::Array;

use crate::catalogue::ResultDelivery;
use crate::dossiers::dossier::{
    Authority, ChainEnd, DeskList, DeskPosition, Dossier, FiledUnder, Holder, HolderKind, Times,
};
use crate::dossiers::event::Source;
use crate::dossiers::lifecycle::{Standing, State};
use crate::dossiers::lookup_ending::LookupEnding;
use crate::kernel::{AccountId, AgencyId, DossierId, HandlingUnitId, Instant, fold};
use crate::storage::schema::dossiers;
use crate::storage::{Error, IdColumn, KeyRing, Result, Sealed};

const NUMBER: &str = "dossiers.holder_number";
const PHONE: &str = "dossiers.holder_phone";
const EMAIL: &str = "dossiers.holder_email";
const ADDRESS: &str = "dossiers.delivery_address";

/// Makes of three lists of columns the rows that diesel reads and changes, the flat one that COPY
/// inserts, and the statement by which PostgreSQL changes many rows at once.
macro_rules! dossier_columns {
    (
        $(#[$filed_doc:meta])* Filed { $($filed:ident: $filed_type:ty,)* }
        $(#[$found_doc:meta])* FoundBy { $($found:ident: $found_type:ty,)* }
        $(#[$changing_doc:meta])* Changing { $($changing:ident: $changing_type:ty,)* }
    ) => {
        $(#[$filed_doc])*
        #[derive(Queryable, Selectable)]
        #[diesel(table_name = dossiers)]
        pub(super) struct Filed { $($filed: $filed_type,)* }

        $(#[$found_doc])*
        struct FoundBy { $($found: $found_type,)* }

        $(#[$changing_doc])*
        #[derive(Queryable, Selectable, AsChangeset)]
        #[diesel(table_name = dossiers, treat_none_as_null = true)]
        pub(super) struct Changing { $($changing: $changing_type,)* }

        /// A dossier as it is written for the first time.
        #[derive(Insertable)]
        #[diesel(table_name = dossiers, treat_none_as_default_value = false)]
        pub(super) struct NewRow {
            $($filed: $filed_type,)*
            $($found: $found_type,)*
            $($changing: $changing_type,)*
        }

        impl NewRow {
            fn joined(filed: Filed, found: FoundBy, changing: Changing) -> Self {
                Self {
                    $($filed: filed.$filed,)*
                    $($found: found.$found,)*
                    $($changing: changing.$changing,)*
                }
            }
        }

        impl Changing {
            /// Changes these dossiers by one statement, whatever their number, so that it is parsed
            /// once.
            pub(super) fn write_all(
                conn: &mut PgConnection,
                ids: &[DossierId],
                rows: &[Self],
            ) -> QueryResult<()> {
                const COLUMNS: &[&str] = &[$(stringify!($changing)),*];
                let changes: Vec<String> = COLUMNS
                    .iter()
                    .map(|column| format!("{column} = n.{column}"))
                    .collect();
                let arrays: Vec<String> =
                    (1..=COLUMNS.len() + 1).map(|place| format!("${place}")).collect();
                let statement = format!(
                    "UPDATE dossiers d SET {} FROM unnest({}) AS n (id, {}) WHERE d.id = n.id",
                    changes.join(", "),
                    arrays.join(", "),
                    COLUMNS.join(", "),
                );
                diesel::sql_query(statement)
                    .bind::<Array<IdColumn>, _>(ids)
                    $(.bind::<Array<SqlTypeOf<dossiers::$changing>>, _>(
                        rows.iter().map(|row| &row.$changing).collect::<Vec<_>>(),
                    ))*
                    .execute(conn)?;
                Ok(())
            }
        }
    };
}

dossier_columns! {
    /// The columns that stay as they were filed.
    Filed {
        id: DossierId,
        code: String,
        agency_id: AgencyId,
        authority: Authority,
        source: Source,
        procedure_code: String,
        procedure_revision: Option<i32>,
        procedure_name: String,
        applicant_id: Option<AccountId>,
        holder_id: Option<AccountId>,
        holder_kind: HolderKind,
        holder_name: String,
        holder_number: Option<Sealed<String>>,
        holder_phone: Option<Sealed<String>>,
        holder_email: Option<Sealed<String>>,
        summary: String,
        delivery: ResultDelivery,
        delivery_address: Option<Sealed<String>>,
        term: Option<String>,
        submitted_at: Instant,
    }
    /// The columns by which a dossier is found, which follow from the others and are never read.
    FoundBy {
        holder_key: String,
        holder_key_reversed: String,
        holder_number_index: Option<Vec<u8>>,
        lookup_index: Option<Vec<u8>>,
    }
    /// The columns that acts and partners change.
    Changing {
        version: i32,
        state: State,
        resume_state: Option<State>,
        last_seq: i32,
        last_digest: Vec<u8>,
        clock_started_at: Instant,
        accepted_at: Option<Instant>,
        due_at: Option<Instant>,
        suspended_at: Option<Instant>,
        settled_at: Option<Instant>,
        returned_at: Option<Instant>,
        on_time: Option<bool>,
        desk: DeskList,
        sort_at: Instant,
        unit_id: Option<HandlingUnitId>,
        officer_id: Option<AccountId>,
        updated_at: Instant,
    }
}

/// A dossier as it is read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = dossiers)]
pub(super) struct Row {
    #[diesel(embed)]
    filed: Filed,
    #[diesel(embed)]
    changing: Changing,
}

impl Filed {
    fn of(keys: &KeyRing, dossier: &Dossier) -> Result<Self> {
        let Dossier {
            procedure, holder, ..
        } = dossier;
        Ok(Self {
            id: dossier.id,
            code: dossier.code.clone(),
            agency_id: dossier.agency,
            authority: dossier.authority,
            source: dossier.source,
            procedure_code: procedure.code.clone(),
            procedure_revision: procedure.revision,
            procedure_name: procedure.name.clone(),
            applicant_id: dossier.applicant,
            holder_id: holder.account,
            holder_kind: holder.kind,
            holder_name: holder.name.clone(),
            holder_number: seal(keys, NUMBER, holder.number.as_ref())?,
            holder_phone: seal(keys, PHONE, holder.phone.as_ref())?,
            holder_email: seal(keys, EMAIL, holder.email.as_ref())?,
            summary: dossier.summary.clone(),
            delivery: dossier.delivery,
            delivery_address: seal(keys, ADDRESS, dossier.address.as_ref())?,
            term: procedure.term.map(|term| term.to_string()),
            submitted_at: dossier.times.submitted_at,
        })
    }
}

impl FoundBy {
    fn of(keys: &KeyRing, dossier: &Dossier) -> Self {
        let holder = &dossier.holder;
        let number = holder.number.as_deref();
        let key = fold(&holder.name);
        Self {
            holder_key_reversed: reversed(&key),
            holder_key: key,
            holder_number_index: number.map(|number| number_index(keys, number)),
            lookup_index: lookup_indexes(keys, dossier.id, holder),
        }
    }
}

impl Changing {
    pub(super) fn of(dossier: &Dossier, now: Instant) -> Self {
        let Dossier {
            times,
            place,
            chain,
            standing,
            ..
        } = dossier;
        Self {
            version: dossier.version,
            state: standing.state(),
            resume_state: standing.resume(),
            last_seq: chain.seq,
            last_digest: chain.digest.clone(),
            clock_started_at: times.clock_started_at,
            accepted_at: times.accepted_at,
            due_at: times.due_at,
            suspended_at: times.suspended_at,
            settled_at: times.settled_at,
            returned_at: times.returned_at,
            on_time: dossier.on_time,
            desk: place.list,
            sort_at: place.sort_at,
            unit_id: place.unit,
            officer_id: place.officer,
            updated_at: now,
        }
    }
}

impl NewRow {
    pub(super) fn of(keys: &KeyRing, dossier: &Dossier, now: Instant) -> Result<Self> {
        Ok(Self::joined(
            Filed::of(keys, dossier)?,
            FoundBy::of(keys, dossier),
            Changing::of(dossier, now),
        ))
    }
}

impl Row {
    pub(super) fn into_dossier(self, keys: &KeyRing) -> Result<Dossier> {
        let Self { filed, changing } = self;
        let standing = Standing::new(changing.state, changing.resume_state)
            .ok_or_else(|| nonsense("resume_state", format!("{:?}", changing.resume_state)))?;
        let term = filed.term.map(|term| term.parse());
        Ok(Dossier {
            id: filed.id,
            version: changing.version,
            code: filed.code,
            agency: filed.agency_id,
            authority: filed.authority,
            source: filed.source,
            standing,
            chain: ChainEnd {
                seq: changing.last_seq,
                digest: changing.last_digest,
            },
            procedure: FiledUnder {
                code: filed.procedure_code,
                revision: filed.procedure_revision,
                name: filed.procedure_name,
                term: term.transpose().map_err(|error| nonsense("term", error))?,
            },
            applicant: filed.applicant_id,
            holder: Holder {
                account: filed.holder_id,
                kind: filed.holder_kind,
                name: filed.holder_name,
                number: open(keys, NUMBER, filed.holder_number.as_ref())?,
                phone: open(keys, PHONE, filed.holder_phone.as_ref())?,
                email: open(keys, EMAIL, filed.holder_email.as_ref())?,
            },
            summary: filed.summary,
            delivery: filed.delivery,
            address: open(keys, ADDRESS, filed.delivery_address.as_ref())?,
            times: Times {
                submitted_at: filed.submitted_at,
                clock_started_at: changing.clock_started_at,
                accepted_at: changing.accepted_at,
                due_at: changing.due_at,
                suspended_at: changing.suspended_at,
                settled_at: changing.settled_at,
                returned_at: changing.returned_at,
            },
            on_time: changing.on_time,
            place: DeskPosition {
                list: changing.desk,
                sort_at: changing.sort_at,
                unit: changing.unit_id,
                officer: changing.officer_id,
            },
        })
    }
}

fn nonsense(column: &'static str, what: impl ToString) -> Error {
    Error::nonsense("dossiers", column, what)
}

fn open(
    keys: &KeyRing,
    context: &'static str,
    sealed: Option<&Sealed<String>>,
) -> Result<Option<String>> {
    sealed.map(|sealed| sealed.open(keys, context)).transpose()
}

fn seal(
    keys: &KeyRing,
    context: &'static str,
    value: Option<&String>,
) -> Result<Option<Sealed<String>>> {
    value
        .map(|value| Sealed::seal(keys, context, value))
        .transpose()
}

/// The words of a folded name, the last one first: by their beginning a name is found from its end.
pub(super) fn reversed(key: &str) -> String {
    key.split(' ').rev().collect::<Vec<_>>().join(" ")
}

/// The index by which a clerk finds the dossiers of a number.
pub(super) fn number_index(keys: &KeyRing, number: &str) -> Vec<u8> {
    keys.blind(NUMBER, number.as_bytes())
}

/// What the public look-up compares with one ending, bound to this dossier alone.
pub fn lookup_index(keys: &KeyRing, dossier: DossierId, ending: &LookupEnding) -> Vec<u8> {
    let LookupEnding(ending) = ending;
    keys.blind("dossiers.lookup", format!("{dossier}:{ending}").as_bytes())
}

/// The endings that open the dossier to the public look-up, one behind the other: of the number and
/// of the phone.
fn lookup_indexes(keys: &KeyRing, dossier: DossierId, holder: &Holder) -> Option<Vec<u8>> {
    let known = [holder.number.as_deref(), holder.phone.as_deref()];
    let endings = known.into_iter().flatten().filter_map(LookupEnding::of);
    let indexes: Vec<u8> = endings
        .flat_map(|ending| lookup_index(keys, dossier, &ending))
        .collect();
    (!indexes.is_empty()).then_some(indexes)
}
