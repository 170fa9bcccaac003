//! Procedures as partners read them (docs/partners.md). Names are upper-case there. Text that is data
//! of the wire stays as clients know it.

use serde_json::{Map, Value, json};

use crate::catalogue::{
    AdministrativeLevel, Audience, Details, Method, Procedure, Snapshot, Subject,
};
use crate::kernel::{Term, TermUnit};
use crate::speech::{Locale, Words};

/// A line of LayDVC.
pub fn write_online_service(procedure: &Procedure) -> Value {
    json!({
        "MADVC": format!("{}.01", procedure.code),
        "TENDVC": procedure.name,
        "MATTHC": procedure.code,
        "TENTTHC": procedure.name,
        "TENCOQUANBANHANH": procedure.promulgator.as_deref().unwrap_or_default(),
        "TENLINHVUC": procedure.fields.first().map_or("", String::as_str),
        "APDUNGDVC": procedure.executing_units().collect::<Vec<_>>(),
    })
}

/// The result of LayThuTuc: every member that clients ask for, also where nothing is known;
/// LINHVUCTHUCHIEN has one element
/// at least, because a client in the field reads the first unguarded.
pub fn write_procedure(catalogue: &Snapshot, procedure: &Procedure) -> Value {
    let details = procedure.details.as_ref();
    let mut result: Map<String, Value> = BLANK
        .into_iter()
        .map(|name| (name.to_owned(), json!("")))
        .collect();
    let mut set = |name: &str, value: Value| result.insert(name.to_owned(), value);
    set("ID", json!(procedure.code));
    set("MATTHC", json!(procedure.code));
    set("TENTTHC", json!(procedure.name));
    set(
        "MACOQUANCONGBO",
        json!(promulgator_code(catalogue, procedure)),
    );
    set(
        "TRANGTHAI",
        json!(if procedure.is_living() { "1" } else { "0" }),
    );
    set("LINHVUCTHUCHIEN", fields_of(catalogue, procedure));
    set("DOITUONGTHUCHIEN", subjects(procedure));
    set(
        "COQUANTHUCHIEN",
        offices(catalogue, procedure.executing_units()),
    );
    set("TTHCLIENQUAN", json!([]));
    set("TTHCLIENTHONG", json!([]));
    set("COQUANDUOCUYQUYEN", json!([]));
    set("COQUANPHOIHOP", json!([]));
    let competent = details.and_then(|details| details.competent.as_deref());
    set(
        "COQUANCOTHAMQUYEN",
        offices(catalogue, competent.into_iter()),
    );
    let decision = details.and_then(|details| details.decision.clone());
    set("QUYETDINH", json!(decision.clone().unwrap_or_default()));
    set("IDQUYETDINHCONGBO", json!(decision.unwrap_or_default()));
    set("TRINHTUTHUCHIEN", details.map_or(json!([]), steps));
    set("CAPTHUCHIEN", details.map_or(json!([]), levels));
    set("CACHTHUCTHUCHIEN", details.map_or(json!([]), ways));
    set("THANHPHANHOSO", details.map_or(json!([]), papers));
    set("KETQUATHUCHIEN", details.map_or(json!([]), results));
    set("CANCUPHAPLY", details.map_or(json!([]), laws));
    let conditions = details.and_then(|details| details.conditions.clone());
    set("YEUCAU", json!(conditions.unwrap_or_default()));
    Value::Object(result)
}

/// Members of which nothing is known here.
const BLANK: [&str; 7] = [
    "LOAITTHC",
    "MOTADOITUONGTHUCHIEN",
    "DIACHITIEPNHAN",
    "TUKHOA",
    "MOTACOQUANTHUCHIEN",
    "MOTACOQUANTHAMQUYEN",
    "MOTA",
];

fn promulgator_code(catalogue: &Snapshot, procedure: &Procedure) -> String {
    let named = procedure.promulgator.as_deref();
    named
        .and_then(|name| catalogue.catalogue.agencies.named(name))
        .and_then(|agency| agency.codes.last())
        .map(|known| known.code.to_string())
        .unwrap_or_default()
}

fn fields_of(catalogue: &Snapshot, procedure: &Procedure) -> Value {
    if procedure.fields.is_empty() {
        return json!([{ "MALINHVUC": "", "TENLINHVUC": "" }]);
    }
    let line = |name: &String| {
        let known = catalogue.catalogue.fields.named(name);
        let code = known.and_then(|field| field.code.clone());
        json!({ "MALINHVUC": code.unwrap_or_default(), "TENLINHVUC": name })
    };
    procedure.fields.iter().map(line).collect()
}

fn subjects(procedure: &Procedure) -> Value {
    let words = Words::new(Locale::Vi);
    let line = |subject: &Subject| {
        let (number, key) = match subject.audience() {
            Audience::Citizen => ("1", "exchange.subject.citizen"),
            Audience::Business => ("2", "exchange.subject.business"),
        };
        json!({ "MADOITUONG": number, "TENDOITUONG": words.t(key) })
    };
    procedure.subjects.iter().map(line).collect()
}

fn offices<'a>(catalogue: &Snapshot, names: impl Iterator<Item = &'a str>) -> Value {
    let line = |name: &str| {
        let known = catalogue.catalogue.agencies.named(name);
        let code = known.and_then(|agency| agency.codes.last());
        json!({
            "MADONVI": code.map(|known| known.code.to_string()).unwrap_or_default(),
            "TENDONVI": name,
        })
    };
    names.map(line).collect()
}

fn steps(details: &Details) -> Value {
    let lines: Vec<Value> = details
        .steps
        .iter()
        .map(|step| json!({ "TENTRINHTU": step }))
        .collect();
    json!([{ "TRUONGHOP": "", "TRINHTU": lines }])
}

fn levels(details: &Details) -> Value {
    let words = Words::new(Locale::Vi);
    let line = |level: &AdministrativeLevel| {
        let number = match level {
            AdministrativeLevel::Ministry => "1",
            AdministrativeLevel::Province => "2",
            AdministrativeLevel::Commune => "3",
            AdministrativeLevel::Other => "4",
        };
        json!({
            "CAPTHUCHIEN": number,
            "TENCAP": words.t(&format!("exchange.level.{number}")),
        })
    };
    details.levels.iter().map(line).collect()
}

/// The ways to apply with their terms. Clients reckon eight hours for a working day and
/// twenty-four for a day.
fn ways(details: &Details) -> Value {
    let fees: Vec<Value> = details
        .fee
        .iter()
        .flat_map(|fee| &fee.amounts)
        .map(|amount| {
            json!({
                "MAPHILEPHI": "", "SOTIEN": amount.amount().to_string(), "DONVI": "VND",
                "MOTA": "", "TENTEP": "", "URL": "",
            })
        })
        .collect();
    let line = |channel: &crate::catalogue::Channel| {
        let (amount, unit) = channel.term.map_or((String::new(), ""), written_term);
        json!({
            "KENH": match channel.method {
                Method::Direct => "1",
                Method::Online => "2",
                Method::Post => "3",
            },
            "THOIGIAN": [{
                "THOIGIANGIAIQUYET": amount, "DONVITINH": unit,
                "MOTA": "", "PHILEPHI": fees,
            }],
        })
    };
    details.channels.iter().map(line).collect()
}

/// As a number and the word for its unit; nothing where no term is stated.
fn written_term(term: Term) -> (String, &'static str) {
    let key = match term.unit() {
        TermUnit::WorkingDay => "exchange.unit.working_day",
        TermUnit::WorkingHour => "exchange.unit.working_hour",
        TermUnit::Hour => "exchange.unit.hour",
        TermUnit::Day => "exchange.unit.day",
        TermUnit::Month => "exchange.unit.month",
    };
    (term.amount().to_string(), Words::new(Locale::Vi).t(key))
}

fn papers(details: &Details) -> Value {
    let cases = details.components_by_case();
    let case = |case: &crate::catalogue::ComponentCase<'_>| {
        let papers: Vec<Value> = case
            .components
            .iter()
            .map(|(_, paper)| {
                json!({
                    "MAGIAYTO": paper.code.as_deref().unwrap_or_default(),
                    "TENGIAYTO": paper.name,
                    "TENMAUDON": "", "URL": "",
                    "SOBANCHINH": paper.originals.unwrap_or_default().to_string(),
                    "SOBANSAO": paper.copies.unwrap_or_default().to_string(),
                    "MA_KQ_THAYTHE": "",
                })
            })
            .collect();
        json!({ "TRUONGHOP": case.name.unwrap_or_default(), "GIAYTO": papers })
    };
    cases.iter().map(case).collect()
}

fn results(details: &Details) -> Value {
    let line = |result: &crate::catalogue::ResultKind| {
        json!({
            "MAKETQUA": result.code.as_deref().unwrap_or_default(),
            "TENKETQUA": result.name, "TENTEP": "", "URL": "",
        })
    };
    details.results.iter().map(line).collect()
}

fn laws(details: &Details) -> Value {
    let line = |number: &String| {
        json!({
            "SOVANBAN": number, "TENVANBAN": "", "COQUANBANHANH": "", "NGAYBANHANH": "",
            "NGAYHIEULUC": "", "DIACHITRUYCAP": "",
        })
    };
    details.laws.iter().map(line).collect()
}
