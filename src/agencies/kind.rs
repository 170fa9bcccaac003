//! What sort of office an agency is, and what a provincial department is responsible for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A word that names no kind or sector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of agency: {0}")]
pub struct KindError(pub String);

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in data files and in storage.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl FromStr for $name {
            type Err = KindError;

            fn from_str(text: &str) -> Result<Self, KindError> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    other => Err(KindError(other.to_owned())),
                }
            }
        }

        crate::kernel::text_form!($name);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    AgencyKind {
        /// A ministry or an agency of ministerial rank.
        Ministry = "ministry",
        /// A body under the government or a ministry with offices of its own, as social insurance.
        GovernmentBody = "government_body",
        /// A state enterprise that publishes services, as the electricity group.
        StateEnterprise = "state_enterprise",
        /// The courts, which publish procedures but are no administrative agency.
        Court = "court",
        /// A province's people's committee.
        Province = "province",
        /// A department or other office at province level, of one or more sectors.
        Department = "department",
        /// The people's committee of a ward, commune or special zone.
        Commune = "commune",
        /// The police of a ward, commune or special zone.
        CommunePolice = "commune_police",
    }
}

words! {
    /// What a provincial department is responsible for.
    Sector {
        /// Agriculture and environment, land administration included.
        AgricultureEnvironment = "agriculture_environment",
        /// Construction and, since 2025, transport.
        Construction = "construction",
        /// Culture and sports.
        Culture = "culture",
        /// Education and training.
        Education = "education",
        EthnicReligiousAffairs = "ethnic_religious_affairs",
        /// Finance, planning and business registration.
        Finance = "finance",
        FoodSafety = "food_safety",
        ForeignAffairs = "foreign_affairs",
        Health = "health",
        /// Home affairs and labour.
        HomeAffairs = "home_affairs",
        /// Industrial, economic and high-tech zones.
        IndustrialZones = "industrial_zones",
        IndustryTrade = "industry_trade",
        Justice = "justice",
        /// The land registration office.
        LandRegistry = "land_registry",
        /// The centre that receives for all.
        OneStop = "one_stop",
        /// Police at province level.
        Police = "police",
        /// Science, technology and communications.
        ScienceTechnology = "science_technology",
        /// Social insurance at province level.
        SocialInsurance = "social_insurance",
        /// Tax at province level.
        Tax = "tax",
        Tourism = "tourism",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for kind in AgencyKind::ALL {
            assert_eq!(kind.word().parse::<AgencyKind>().as_ref(), Ok(kind));
        }
        for sector in Sector::ALL {
            assert_eq!(sector.word().parse::<Sector>().as_ref(), Ok(sector));
        }
        assert!("Ministry".parse::<AgencyKind>().is_err());
    }
}
