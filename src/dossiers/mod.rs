//! Drafts, lifecycle, deadlines, codes, attachments, events and their effects.
