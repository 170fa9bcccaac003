//! Append-only record of who signed in, who looked at what and who changed settings.
