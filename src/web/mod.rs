//! What every page shares: layout, access table, sessions, request forgery guard, form
//! controls, paths, errors, locale. No page of a capability stands here.
