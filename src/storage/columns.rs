//! Column types that both engines give back exactly as they were put in: identifiers
//! (`uuid` / BLOB), instants (`timestamptz` / fixed-width TEXT) and documents (`jsonb` / TEXT).

use chrono::{DateTime, Utc};
use diesel::deserialize::{self, FromSql, FromStaticSqlRow, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{
    Binary, HasSqlType, Jsonb, Nullable, SingleValue, SqlType, Text, Timestamptz, Uuid as PgUuid,
};
use diesel::sqlite::Sqlite;
use serde_json::Value;
use uuid::Uuid;

use super::engine::Backend;
use crate::kernel::{Id, Instant};

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

/// Lets a type of ours be bound to, and read from, one of the columns above.
macro_rules! column_value {
    ([$($generic:ident)?] $value:ty, $column:ty) => {
        impl$(<$generic: 'static>)? AsExpression<$column> for $value {
            type Expression = Bound<$column, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<'expr, $($generic: 'static)?> AsExpression<$column> for &'expr $value {
            type Expression = Bound<$column, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl$(<$generic: 'static>)? AsExpression<Nullable<$column>> for $value {
            type Expression = Bound<Nullable<$column>, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<'expr, $($generic: 'static)?> AsExpression<Nullable<$column>> for &'expr $value {
            type Expression = Bound<Nullable<$column>, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<$($generic: 'static,)? DB> ToSql<Nullable<$column>, DB> for $value
        where
            DB: diesel::backend::Backend,
            Self: ToSql<$column, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                ToSql::<$column, DB>::to_sql(self, out)
            }
        }

        impl$(<$generic: 'static>)? ToSql<$column, Backend> for $value {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Backend>) -> serialize::Result {
                out.set_value((<$column>::default(), self));
                Ok(IsNull::No)
            }
        }

        impl$(<$generic: 'static>)? FromSql<$column, Backend> for $value {
            fn from_sql(
                bytes: <Backend as diesel::backend::Backend>::RawValue<'_>,
            ) -> deserialize::Result<Self> {
                bytes.from_sql::<Self, $column>()
            }
        }

        impl<$($generic: 'static,)? DB, ST> Queryable<ST, DB> for $value
        where
            DB: diesel::backend::Backend,
            ST: SingleValue,
            Self: FromStaticSqlRow<ST, DB>,
        {
            type Row = Self;

            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}

column_value!([K] Id<K>, IdColumn);
column_value!([] Instant, InstantColumn);
column_value!([] Document, DocumentColumn);

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
