//! Column types that both engines give back exactly as they were put in: identifiers
//! (`uuid` / BLOB), instants (`timestamptz` / fixed-width TEXT), documents (`jsonb` / TEXT) and
//! enums by number (`smallint` / INTEGER).

use chrono::{DateTime, Utc};
use diesel::deserialize::{self, FromSql};
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Binary, HasSqlType, Jsonb, SqlType, Text, Timestamptz, Uuid as PgUuid};
use diesel::sqlite::Sqlite;
use serde_json::Value;
use uuid::Uuid;

use super::MediaType;
use super::engine::Backend;
use crate::kernel::{AccountKind, Assurance, Id, Instant, Role};

/// `uuid` on PostgreSQL, sixteen bytes on SQLite.
#[derive(Debug, Clone, Copy, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(
    postgres_type(oid = 2950, array_oid = 2951),
    sqlite_type(name = "Binary")
)]
pub struct IdColumn;

/// `timestamptz` on PostgreSQL, `2026-11-22T01:02:03.000004Z` on SQLite.
#[derive(Debug, Clone, Copy, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(
    postgres_type(oid = 1184, array_oid = 1185),
    sqlite_type(name = "Text")
)]
pub struct InstantColumn;

/// `jsonb` on PostgreSQL, JSON text on SQLite. Never digested: `jsonb` rewrites what it is given.
#[derive(Debug, Clone, Copy, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(
    postgres_type(oid = 3802, array_oid = 3807),
    sqlite_type(name = "Text")
)]
pub struct DocumentColumn;

/// A JSON document as a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Document(pub Value);

macro_rules! known_to_both {
    ($($column:ty),*) => {$(
        impl HasSqlType<$column> for Backend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$column>(lookup)
            }
        }
    )*};
}

known_to_both!(IdColumn, InstantColumn, DocumentColumn);

/// Lets a type of ours be bound to, and read from, a column.
macro_rules! column_value {
    ([$($generic:ident)?] $value:ty, $column:ty) => {
        impl$(<$generic: 'static>)? diesel::expression::AsExpression<$column> for $value {
            type Expression = diesel::internal::derives::as_expression::Bound<$column, Self>;

            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }

        impl<'expr, $($generic: 'static)?> diesel::expression::AsExpression<$column> for &'expr $value {
            type Expression = diesel::internal::derives::as_expression::Bound<$column, Self>;

            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }

        impl$(<$generic: 'static>)? diesel::expression::AsExpression<diesel::sql_types::Nullable<$column>> for $value {
            type Expression = diesel::internal::derives::as_expression::Bound<diesel::sql_types::Nullable<$column>, Self>;

            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }

        impl<'expr, $($generic: 'static)?> diesel::expression::AsExpression<diesel::sql_types::Nullable<$column>> for &'expr $value {
            type Expression = diesel::internal::derives::as_expression::Bound<diesel::sql_types::Nullable<$column>, Self>;

            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }

        impl<$($generic: 'static,)? DB> diesel::serialize::ToSql<diesel::sql_types::Nullable<$column>, DB> for $value
        where
            DB: diesel::backend::Backend,
            Self: diesel::serialize::ToSql<$column, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<$column, DB>::to_sql(self, out)
            }
        }

        impl$(<$generic: 'static>)? diesel::serialize::ToSql<$column, $crate::storage::Backend> for $value {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, $crate::storage::Backend>) -> diesel::serialize::Result {
                out.set_value((<$column>::default(), self));
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl$(<$generic: 'static>)? diesel::deserialize::FromSql<$column, $crate::storage::Backend> for $value {
            fn from_sql(
                bytes: <$crate::storage::Backend as diesel::backend::Backend>::RawValue<'_>,
            ) -> diesel::deserialize::Result<Self> {
                bytes.from_sql::<Self, $column>()
            }
        }

        impl<$($generic: 'static,)? DB, ST> diesel::deserialize::Queryable<ST, DB> for $value
        where
            DB: diesel::backend::Backend,
            ST: diesel::sql_types::SingleValue,
            Self: diesel::deserialize::FromStaticSqlRow<ST, DB>,
        {
            type Row = Self;

            fn build(row: Self) -> diesel::deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}

column_value!([K] Id<K>, IdColumn);
column_value!([] Instant, InstantColumn);
column_value!([] Document, DocumentColumn);

/// What was found in a column where the number of an enum was to be.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("no {of} has the number {number}")]
pub struct UnknownNumber {
    /// The enum.
    pub of: &'static str,
    /// What was found.
    pub number: i16,
}

/// Makes enums of `plain_enum!` values of SMALLINT columns, by their numbers; an unknown number is
/// an error of the row that has it. Called in the store of the room that has the enum.
macro_rules! number_column {
    ($($value:ty),+ $(,)?) => {$(
        $crate::storage::column_value!([] $value, diesel::sql_types::SmallInt);

        impl diesel::serialize::ToSql<diesel::sql_types::SmallInt, diesel::pg::Pg> for $value {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<diesel::sql_types::SmallInt, diesel::pg::Pg>::to_sql(
                    &self.number(),
                    &mut out.reborrow(),
                )
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::SmallInt, diesel::sqlite::Sqlite>
            for $value
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>,
            ) -> diesel::serialize::Result {
                out.set_value(i32::from(self.number()));
                Ok(diesel::serialize::IsNull::No)
            }
        }

        $crate::storage::number_column!(@read $value, diesel::pg::Pg);
        $crate::storage::number_column!(@read $value, diesel::sqlite::Sqlite);
    )+};
    (@read $value:ty, $engine:ty) => {
        impl diesel::deserialize::FromSql<diesel::sql_types::SmallInt, $engine> for $value {
            fn from_sql(
                value: <$engine as diesel::backend::Backend>::RawValue<'_>,
            ) -> diesel::deserialize::Result<Self> {
                let number = <i16 as diesel::deserialize::FromSql<
                    diesel::sql_types::SmallInt,
                    $engine,
                >>::from_sql(value)?;
                Self::from_number(number).ok_or_else(|| {
                    $crate::storage::UnknownNumber { of: stringify!($value), number }.into()
                })
            }
        }
    };
}

pub(crate) use {column_value, number_column};

number_column!(MediaType, Role, Assurance, AccountKind);

impl<K: 'static> ToSql<IdColumn, Pg> for Id<K> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<PgUuid, Pg>::to_sql(self.uuid(), out)
    }
}

impl<K: 'static> FromSql<IdColumn, Pg> for Id<K> {
    fn from_sql(
        value: <Pg as diesel::backend::Backend>::RawValue<'_>,
    ) -> deserialize::Result<Self> {
        FromSql::<PgUuid, Pg>::from_sql(value).map(Self::from_uuid)
    }
}

impl<K: 'static> ToSql<IdColumn, Sqlite> for Id<K> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.uuid().as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl<K: 'static> FromSql<IdColumn, Sqlite> for Id<K> {
    fn from_sql(
        value: <Sqlite as diesel::backend::Backend>::RawValue<'_>,
    ) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?;
        Ok(Self::from_uuid(Uuid::from_slice(&bytes)?))
    }
}

impl ToSql<InstantColumn, Pg> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Timestamptz, Pg>::to_sql(&self.utc(), &mut out.reborrow())
    }
}

impl FromSql<InstantColumn, Pg> for Instant {
    fn from_sql(
        value: <Pg as diesel::backend::Backend>::RawValue<'_>,
    ) -> deserialize::Result<Self> {
        <DateTime<Utc> as FromSql<Timestamptz, Pg>>::from_sql(value).map(Self::from)
    }
}

impl ToSql<InstantColumn, Sqlite> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.to_string());
        Ok(IsNull::No)
    }
}

impl FromSql<InstantColumn, Sqlite> for Instant {
    fn from_sql(
        value: <Sqlite as diesel::backend::Backend>::RawValue<'_>,
    ) -> deserialize::Result<Self> {
        Ok(<String as FromSql<Text, Sqlite>>::from_sql(value)?.parse()?)
    }
}

impl ToSql<DocumentColumn, Pg> for Document {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Jsonb, Pg>::to_sql(&self.0, out)
    }
}

impl FromSql<DocumentColumn, Pg> for Document {
    fn from_sql(
        value: <Pg as diesel::backend::Backend>::RawValue<'_>,
    ) -> deserialize::Result<Self> {
        FromSql::<Jsonb, Pg>::from_sql(value).map(Self)
    }
}

impl ToSql<DocumentColumn, Sqlite> for Document {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(IsNull::No)
    }
}

impl FromSql<DocumentColumn, Sqlite> for Document {
    fn from_sql(
        value: <Sqlite as diesel::backend::Backend>::RawValue<'_>,
    ) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_str(&<String as FromSql<
            Text,
            Sqlite,
        >>::from_sql(value)?)?))
    }
}
