//! What the office is called that has a dossier. Its agency may be in no catalogue, and an agency's own
//! system names the very office (DonViXuLy).

use crate::speech::Words;

/// What is known of the office beside the agency's own name; nothing of a dossier that is worked on
/// here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeNames {
    /// As the agency's own system calls it.
    pub sent: Option<String>,
    /// What operators call that system.
    pub partner: Option<String>,
}

impl OfficeNames {
    /// The office, where one name is said: as its own system calls it, else its agency.
    pub fn name<'a>(&'a self, agency: Option<&'a str>, words: Words) -> &'a str {
        self.first(&[self.sent.as_deref(), agency], words)
    }

    /// The agency, where the office is said beside it or is another matter.
    pub fn agency<'a>(&'a self, agency: Option<&'a str>, words: Words) -> &'a str {
        self.first(&[agency, self.sent.as_deref()], words)
    }

    fn first<'a>(&'a self, names: &[Option<&'a str>], words: Words) -> &'a str {
        let mut known = names.iter().copied().chain([self.partner.as_deref()]);
        let first = known.find_map(|name| name.filter(|name| !name.trim().is_empty()));
        // The words of a language live as long as the program.
        first.unwrap_or_else(|| words.t("common.unknown_agency"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Locale;

    #[test]
    fn the_nearest_name_that_is_known_is_said() {
        let words = Words::new(Locale::Vi);
        let office = |sent: Option<&str>, partner: Option<&str>| OfficeNames {
            sent: sent.map(str::to_owned),
            partner: partner.map(str::to_owned),
        };
        let all = office(Some("Phường"), Some("Hệ thống"));
        assert_eq!(all.name(Some("Tỉnh"), words), "Phường");
        assert_eq!(all.agency(Some("Tỉnh"), words), "Tỉnh");
        assert_eq!(all.agency(None, words), "Phường");
        let unnamed = office(Some(" "), Some("Hệ thống"));
        assert_eq!(unnamed.name(Some("Tỉnh"), words), "Tỉnh");
        assert_eq!(unnamed.name(None, words), "Hệ thống");
        let unknown = words.t("common.unknown_agency");
        assert_eq!(OfficeNames::default().name(None, words), unknown);
    }
}
