//! Every service of the catalogue, at places chosen by chance.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

fn catalogue() -> &'static Snapshot {
    static CATALOGUE: OnceLock<Snapshot> = OnceLock::new();
    CATALOGUE.get_or_init(|| Snapshot::built_in().unwrap())
}

/// The services that are filed here.
fn services() -> &'static [&'static Service] {
    static SERVICES: OnceLock<Vec<&Service>> = OnceLock::new();
    SERVICES.get_or_init(|| {
        let codes = catalogue().catalogue.procedures.keys();
        let services = codes.filter_map(|code| catalogue().service(code));
        services.collect()
    })
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A service, a province where it exists, if it asks for one, and a commune there.
#[derive(Debug, Clone, Copy)]
struct Chosen {
    service: &'static Service,
    province: Option<&'static UnitCode>,
    commune: Option<&'static UnitCode>,
}

impl Chosen {
    fn place(self) -> ChosenPlace<'static> {
        ChosenPlace {
            province: self.province,
            commune: self.commune,
        }
    }

    fn offices(self) -> Vec<Office<'static>> {
        offices(self.service, self.province, catalogue(), today())
    }

    fn resolved(
        self,
        handler: &str,
        place: ChosenPlace<'static>,
    ) -> Result<&'static Agency, Unresolved> {
        resolve(self.service, handler, place, catalogue(), today())
    }
}

fn picked<T>(of: &[T], index: Index) -> Option<&T> {
    (!of.is_empty()).then(|| index.get(of))
}

fn chosen() -> impl Strategy<Value = Chosen> {
    let indices = (any::<Index>(), any::<Index>(), any::<Index>());
    indices.prop_map(|(service, province, commune)| {
        let service = *service.get(services());
        let units = &catalogue().catalogue.units;
        let there = units.provinces().iter().map(|province| &province.code);
        let there: Vec<&UnitCode> = there
            .filter(|province| service.territory.includes(province))
            .collect();
        let province = picked(&there, province).copied();
        let communes: Vec<&UnitCode> = province
            .into_iter()
            .flat_map(|province| units.communes_of(province))
            .map(|commune| &commune.code)
            .collect();
        Chosen {
            service,
            province,
            commune: picked(&communes, commune).copied(),
        }
    })
}

proptest! {
    #[test]
    fn whatever_is_offered_can_be_chosen(chosen in chosen()) {
        for office in chosen.offices() {
            let resolved = chosen.resolved(&office.handler.to_string(), chosen.place());
            match (office.agency, resolved) {
                (_, Err(Unresolved::NoCode)) => {}
                (Some(offered), Ok(agency)) => prop_assert_eq!(offered.id(), agency.id()),
                (None, Ok(agency)) => {
                    let directory = &catalogue().catalogue.agencies;
                    prop_assert_eq!(directory.province_of(agency), chosen.province);
                    prop_assert!(agency.validity.holds_on(today()));
                }
                (_, Err(why)) => prop_assert!(false, "{} {why:?}", office.handler),
            }
        }
    }

    #[test]
    fn a_commune_must_be_chosen_and_be_of_the_province(chosen in chosen(), other in chosen()) {
        let lies_elsewhere = other.province != chosen.province;
        let handlers = chosen.offices().into_iter().filter(|office| office.agency.is_none());
        for office in handlers {
            let handler = office.handler.to_string();
            let without = ChosenPlace { commune: None, ..chosen.place() };
            prop_assert_eq!(chosen.resolved(&handler, without).err(), Some(Unresolved::Commune));
            if lies_elsewhere && other.commune.is_some() {
                let astray = ChosenPlace { commune: other.commune, ..chosen.place() };
                let why = chosen.resolved(&handler, astray).err();
                prop_assert_eq!(why, Some(Unresolved::Commune));
            }
        }
    }

    #[test]
    fn nonsense_is_chosen_among_several_by_nobody(chosen in chosen(), typed in "\\PC{0,12}") {
        let named = chosen.service.handlers.iter().any(|handler| handler.to_string() == typed);
        prop_assume!(!named);
        let resolved = chosen.resolved(&typed, chosen.place()).err();
        if chosen.service.handlers.len() > 1 {
            prop_assert_eq!(resolved, Some(Unresolved::Office));
        } else {
            prop_assert_ne!(resolved, Some(Unresolved::Office));
        }
        prop_assert!(
            province(chosen.service, catalogue(), &typed).is_none_or(|code| code.as_str() == typed)
        );
    }
}

#[test]
fn a_service_that_asks_for_no_province_has_its_agencies_at_once() {
    let central = services().iter().filter(|service| !needs_province(service));
    let mut seen = 0;
    for service in central {
        let offices = offices(service, None, catalogue(), today());
        assert!(offices.iter().all(|office| office.agency.is_some()));
        seen += 1;
    }
    assert!(seen > 0);
}
