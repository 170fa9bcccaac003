//! Agencies and their codes through time, administrative units, office hours, holidays.
