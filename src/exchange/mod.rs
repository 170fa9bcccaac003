//! The wire with ministries and provinces.
