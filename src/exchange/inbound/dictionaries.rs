//! Dictionaries: what the codes that partners send and read are called. Short ones that stand for decades
//! are files of `catalogue/dictionaries`, which say how far each line can be trusted; the others are made
//! of the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::directory::day;
use super::error::Error;
use super::look_up::asked;
use super::open::InboundContext;
use super::services::ServiceCall;
use crate::agencies::{OldUnit, UnitCode};
use crate::catalogue::{Details, Procedure};
use crate::forms;

type Answered = Result<Value, Error>;

/// A short dictionary: its file, and the members of its answer.
struct Short {
    file: &'static str,
    code: &'static str,
    name: &'static str,
}

macro_rules! short {
    ($service:ident, $file:literal, $code:literal, $name:literal) => {
        pub(super) fn $service(_: &InboundContext<'_>, _: &ServiceCall<'_>) -> Answered {
            Ok(Short {
                file: include_str!(concat!("../../../catalogue/dictionaries/", $file)),
                code: $code,
                name: $name,
            }
            .lines())
        }
    };
}

short!(sexes, "sexes.tsv", "MAGIOITINH", "TENGIOITINH");
short!(religions, "religions.tsv", "MATONGIAO", "TENTONGIAO");
short!(
    marital_states,
    "marital_states.tsv",
    "MATINHTRANG",
    "TENTINHTRANG"
);
short!(holders, "holders.tsv", "MADOITUONG", "TENDOITUONG");
short!(levels, "levels.tsv", "CAPTHUCHIEN", "TENCAP");
short!(
    identity_papers,
    "identity_papers.tsv",
    "LOAIDINHDANH",
    "TENLOAIDINHDANH"
);
short!(channels, "channels.tsv", "KENH", "TENKENH");
short!(states, "states.tsv", "TRANGTHAI", "TENTRANGTHAI");

impl Short {
    fn lines(&self) -> Value {
        let line = |(code, name): (&str, &str)| json!({ self.code: code, self.name: name });
        rows(self.file).map(line).collect()
    }
}

/// The codes and names of a file: comment lines, a heading, then one entry a line.
fn rows(file: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = file.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?))
    })
}

pub(super) fn ethnic_groups(_: &InboundContext<'_>, _: &ServiceCall<'_>) -> Answered {
    let line = |one: &forms::Entry| json!({ "MADANTOC": one.code, "TENDANTOC": one.name });
    Ok(forms::ethnicities().iter().map(line).collect())
}

pub(super) fn countries(_: &InboundContext<'_>, _: &ServiceCall<'_>) -> Answered {
    let line = |one: &forms::Country| {
        json!({
            "MAQUOCGIA": one.entry.code, "TENQUOCGIA": one.entry.name, "TENTIENGANH": one.name_en,
        })
    };
    Ok(forms::countries().iter().map(line).collect())
}

/// Provinces in force, with those of which each was made.
pub(super) fn provinces(cx: &InboundContext<'_>, _: &ServiceCall<'_>) -> Answered {
    let catalogue = &cx.catalogue.catalogue;
    let former = |code: &UnitCode| {
        let known = catalogue.history.province(code);
        let name = known.map(|one| one.name.as_str()).unwrap_or_default();
        json!({ "MATINH": code, "TENTINH": name })
    };
    let provinces = catalogue.units.provinces().iter();
    let lines = provinces.map(|one| {
        let former: Vec<Value> = one.formed_from.iter().map(former).collect();
        json!({
            "MATINH": one.code, "TENTINH": one.name, "HIEULUCTU": day(Some(one.since)),
            "TINHTRUOC": former,
        })
    });
    Ok(lines.collect())
}

/// The districts of before 2025-07-01, since when there are none, under the provinces of their time.
pub(super) fn districts(cx: &InboundContext<'_>, _: &ServiceCall<'_>) -> Answered {
    let catalogue = &cx.catalogue.catalogue;
    let districts = catalogue.history.districts();
    let mut districts: Vec<&OldUnit> = districts.collect();
    districts.sort_by(|one, other| one.code.cmp(&other.code));
    let ended = catalogue
        .units
        .provinces()
        .iter()
        .map(|one| one.since)
        .max();
    let line = |one: &OldUnit| {
        json!({
            "MAHUYEN": one.code, "TENHUYEN": one.renamed.as_ref().unwrap_or(&one.name),
            "MATINHCU": one.above, "HIEULUCDEN": day(ended),
        })
    };
    Ok(districts.into_iter().map(line).collect())
}

/// Communes in force, all or those of a province (`maTinh`).
pub(super) fn communes(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Answered {
    let province = call.object.text("maTinh")?;
    let communes = cx.catalogue.catalogue.units.communes().iter();
    let asked = communes.filter(|one| {
        province
            .as_ref()
            .is_none_or(|province| one.province.as_str() == province)
    });
    let line = |one: &crate::agencies::Commune| json!({ "MAXA": one.code, "TENXA": one.name, "MATINH": one.province });
    Ok(asked.map(line).collect())
}

/// The documents on which procedures in force rest, each once; of one procedure (`maTTHC`) or of all.
pub(super) fn legal_bases(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Answered {
    let known = known(cx, call)?;
    let numbers: BTreeSet<&str> = known
        .iter()
        .flat_map(|(_, details)| &details.laws)
        .map(String::as_str)
        .collect();
    let line = |number: &str| {
        json!({
            "SOVANBAN": number, "TENVANBAN": "", "COQUANBANHANH": "", "NGAYBANHANH": "",
            "NGAYHIEULUC": "", "DIACHITRUYCAP": "",
        })
    };
    Ok(numbers.into_iter().map(line).collect())
}

/// The amounts that procedures in force name, of one (`maTTHC`) or of all.
pub(super) fn fees(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Answered {
    let mut lines = Vec::new();
    for (procedure, details) in known(cx, call)? {
        for amount in details.fee.iter().flat_map(|fee| &fee.amounts) {
            lines.push(json!({
                "MATTHC": procedure.code, "MAPHILEPHI": "", "TENPHILEPHI": "",
                "SOTIEN": amount.amount().to_string(), "DONVI": "VND",
            }));
        }
    }
    Ok(Value::Array(lines))
}

/// The kinds of result that procedures in force lead to, each code once.
pub(super) fn results(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Answered {
    let mut kinds: BTreeMap<&str, &str> = BTreeMap::new();
    let known = known(cx, call)?;
    for result in known.iter().flat_map(|(_, details)| &details.results) {
        if let Some(code) = &result.code {
            kinds.entry(code).or_insert(&result.name);
        }
    }
    let line = |(code, name): (&str, &str)| json!({ "MAKETQUA": code, "TENKETQUA": name });
    Ok(kinds.into_iter().map(line).collect())
}

/// The procedures in force of which details are known: one that is asked for, or all.
fn known<'a>(
    cx: &'a InboundContext<'_>,
    call: &ServiceCall<'_>,
) -> Result<Vec<(&'a Procedure, &'a Details)>, Error> {
    let procedures: Vec<&Procedure> = match call.object.has("maTTHC")? {
        true => asked(cx, &call.object)?.into_iter().collect(),
        false => cx.catalogue.catalogue.procedures.values().collect(),
    };
    let detailed = |one: &'a Procedure| Some((one, one.details.as_ref()?));
    let living = procedures.into_iter().filter(|one| one.is_living());
    Ok(living.filter_map(detailed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::FactStatus;

    #[test]
    fn every_line_of_a_short_dictionary_says_how_far_it_can_be_trusted() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue/dictionaries");
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
        assert_eq!(files.len(), 8);
        for file in files {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("# "), "{path:?} names no source");
            let codes: Vec<&str> = rows(&text).map(|(code, _)| code).collect();
            let once: BTreeSet<&str> = codes.iter().copied().collect();
            assert!(!codes.is_empty() && once.len() == codes.len(), "{path:?}");
            let mut lines = text.lines().filter(|line| !line.starts_with('#'));
            let heading = lines.next().unwrap();
            let known = ["code\tname\tstatus", "code\tname\tstatus\ten"];
            assert!(known.contains(&heading), "{path:?}: {heading}");
            for line in lines {
                let cells: Vec<&str> = line.split('\t').collect();
                assert!(
                    matches!(cells.as_slice(), [_, _, status] | [_, _, status, _] if status.parse::<FactStatus>().is_ok()),
                    "{line}"
                );
            }
        }
    }
}
