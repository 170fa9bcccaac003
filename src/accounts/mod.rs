//! Citizens, businesses and clerks: registration, assurance, sign-in, memberships.
