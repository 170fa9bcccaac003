//! Who runs the portal and where people turn: the foot of every page. They are settings, because each
//! ministry or province that runs the portal has its own.

use serde::Deserialize;

/// The section `[contact]` of `motcua.toml`. A line that is not written is not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    /// Who runs the portal.
    pub owner: Option<String>,
    /// Who answers for the administrative procedures.
    pub controller: Option<String>,
    /// Their postal address.
    pub address: Option<String>,
    /// The telephone of the support, as people dial it.
    pub hotline: Option<String>,
    /// When it is answered and what it costs.
    pub hotline_hours: Option<String>,
    /// The mailbox of the support.
    pub email: Option<String>,
}

impl Contact {
    /// The number of the hotline for a `tel:` link: without spaces, dots and brackets.
    pub fn hotline_dialled(&self) -> Option<String> {
        let hotline = self.hotline.as_deref()?;
        Some(
            hotline
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '+')
                .collect(),
        )
    }

    /// These where they are written, else those of `below`.
    pub fn over(self, below: Self) -> Self {
        Self {
            owner: self.owner.or(below.owner),
            controller: self.controller.or(below.controller),
            address: self.address.or(below.address),
            hotline: self.hotline.or(below.hotline),
            hotline_hours: self.hotline_hours.or(below.hotline_hours),
            email: self.email.or(below.email),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hotline_is_dialled_without_its_spaces() {
        let hotline = |text: &str| Contact {
            hotline: Some(text.to_owned()),
            ..Contact::default()
        };
        assert_eq!(
            hotline("1800 1096").hotline_dialled().as_deref(),
            Some("18001096")
        );
        assert_eq!(
            hotline("+84 (24) 3.123").hotline_dialled().as_deref(),
            Some("+84243123")
        );
        assert_eq!(Contact::default().hotline_dialled(), None);
    }
}
