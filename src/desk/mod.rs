//! Pages of clerks.
