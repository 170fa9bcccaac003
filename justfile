# What is done every day; `just` lists it. Whoever has no just finds the commands here.

[private]
default:
    @just --list --unsorted

# Serves a portal with demonstration data, and says where.
run *arguments:
    cargo run -- {{arguments}}

# Tests a subject on both engines: `just test dossiers`; without one, everything.
test *subject:
    tests/run {{ if subject == "" { "" } else { "--test suite -- " + subject } }}

# Tests a subject on SQLite alone, which needs nothing installed.
quick *subject:
    MOTCUA_TEST_ENGINES=sqlite INSTA_UPDATE=no cargo test --test suite -- {{subject}}

# Writes the snapshots that changed: `just accept letters`. Read the difference before you commit it.
accept *subject:
    INSTA_UPDATE=always MOTCUA_TEST_ENGINES=sqlite cargo test --test suite -- {{subject}}
    git status --short tests/suite/snapshots

# What the gate checks before it tests.
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

# Compares the migrations of both engines with each other and with src/storage/schema.rs.
schema:
    tests/run --test suite -- schema::

# Prints the tables as the migrations leave them, to write src/storage/schema.rs by.
tables:
    (cat migrations/sqlite/*/up.sql; echo .schema) | sqlite3 :memory:

# Asks whether any dependency has a known vulnerability (`cargo install cargo-deny`).
advisories:
    cargo deny check advisories
