//! The listener of a server.

use std::io::{Error, ErrorKind, Result};
use std::net::{TcpListener, ToSocketAddrs};
use std::thread::sleep;
use std::time::Duration;

/// How often an address that is in use is tried again.
const TRIES: u32 = 50;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// Listens at `address`. Blocks for up to five seconds where another process has it: one that was
/// killed and started again at once is still about to leave.
///
/// # Errors
/// The address is no address, is not ours, or is still in use.
pub fn listen(address: impl ToSocketAddrs) -> Result<TcpListener> {
    let mut outcome = TcpListener::bind(&address);
    for _ in 0..TRIES {
        match &outcome {
            Err(error) if error.kind() == ErrorKind::AddrInUse => sleep(BETWEEN_TRIES),
            _ => break,
        }
        outcome = TcpListener::bind(&address);
    }
    outcome.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Error::new(error.kind(), "another process listens there"),
        _ => error,
    })
}
