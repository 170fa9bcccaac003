//! Elements of DongBoHoSoMC (docs/partners.md): each is a dossier as its agency's own system knows
//! it, read into `dossiers::Snapshot`.

use serde_json::value::to_raw_value;
use sha2::{Digest, Sha256};

use super::details::{read_details, supplements};
use super::error::MessageError;
use super::instant::read_done;
use super::json::not_json;
use super::object::Object;
use super::progress::{CODE, read_code, read_state};
use crate::accounts::TechId;
use crate::dossiers::{
    Channel, FiledUnder, HolderKind, OfferKind, OfferedFile, OnlinePayment, ResultDelivery,
    Snapshot, State, SyncedDates, Traits, code_key,
};
use crate::kernel::{AgencyId, Instant, PersonalNumber, Phone, TaxCode};

const LONGEST_SUMMARY: usize = 1_000;
const LONGEST_NAME: usize = 500;
const LONGEST_TITLE: usize = 2_000;
const LONGEST_FILE_NAME: usize = 4_000;
const LONGEST_URL: usize = 2_000;
/// What systems send where they know no number.
const PLACEHOLDERS: [&str; 3] = ["000000001", "000000000", "000000000000"];

/// What reading needs to know of the catalogue.
pub struct Reader<'a> {
    /// The agency that a code names, or the nearest above it that is known.
    pub agency: &'a dyn Fn(&str) -> AgencyId,
    /// What a procedure is filed under now; none if it is not known.
    pub procedure: &'a dyn Fn(&str) -> Option<FiledUnder>,
    /// The portal's time.
    pub now: Instant,
}

/// Reads an element.
pub fn read_snapshot(element: &Object<'_>, reader: &Reader<'_>) -> Result<Snapshot, MessageError> {
    let code = read_code(element)?;
    read_rest(element, reader, code.clone()).map_err(|error| error.in_dossier(Some(&code)))
}

fn read_rest(
    element: &Object<'_>,
    reader: &Reader<'_>,
    code: String,
) -> Result<Snapshot, MessageError> {
    let agency = code.split('-').next().unwrap_or_default();
    let holder = read_holder(element)?;
    let remark = element.prose("GhiChu", LONGEST_SUMMARY)?;
    let state = read_state(&element.required("TrangThaiHoSo")?, "TrangThaiHoSo")?;
    Ok(Snapshot {
        agency: (reader.agency)(agency),
        procedure: read_procedure(element, reader)?,
        holder_kind: holder.kind,
        holder_name: element.prose("ChuHoSo", LONGEST_NAME)?,
        holder_number: holder.number,
        number_identifies: holder.identifies,
        tech_id: read_tech_id(element)?,
        phone: read_phone(element)?,
        email: element.text("Email")?.filter(|email| email.contains('@')),
        summary: element.prose("TrichYeuHoSo", LONGEST_SUMMARY)?,
        delivery: match element.text("HinhThuc")?.as_deref() {
            Some("1") => ResultDelivery::Post,
            _ => ResultDelivery::Desk,
        },
        handled_by: element.prose("DonViXuLy", LONGEST_NAME)?,
        state,
        dates: read_dates(element, state, reader.now)?,
        remark: match remark.is_empty() {
            true => element.prose("ThongTinTra", LONGEST_SUMMARY)?,
            false => remark,
        },
        traits: read_traits(element)?,
        details: read_details(element)?,
        files: read_files(element)?,
        born_here: element.text("NoiNopHoSo")?.as_deref() == Some("1"),
        digest: digest(element, &code)?,
        code,
    })
}

/// Equal contents have equal digests: names sorted, whatever the order in which they came, and the
/// dossier's code in its one spelling.
fn digest(element: &Object<'_>, code: &str) -> Result<Vec<u8>, MessageError> {
    let mut hashed = Sha256::new();
    let mut write = |bytes: &[u8]| hashed.update(bytes);
    let key = code_key(code);
    if key == code {
        element.canonical(&mut write)?;
    } else {
        let key = to_raw_value(&key).map_err(not_json)?;
        element.canonical_with(CODE, Some(&key), &mut write)?;
    }
    Ok(hashed.finalize().to_vec())
}

/// A known procedure is filed under its revision and name of today, whatever name was sent: some
/// clients send one back whose letters they could not read. Any other has code and name as sent.
fn read_procedure(element: &Object<'_>, reader: &Reader<'_>) -> Result<FiledUnder, MessageError> {
    let code = element.required("MaTTHC")?;
    let name = element.prose("TenTTHC", LONGEST_NAME)?;
    let unknown = || FiledUnder {
        name: name.clone(),
        revision: None,
        term: None,
        code: code.clone(),
    };
    let mut procedure = (reader.procedure)(&code).unwrap_or_else(unknown);
    if procedure.name.is_empty() {
        procedure.name.clone_from(&procedure.code);
    }
    Ok(procedure)
}

struct ReadHolder {
    kind: HolderKind,
    number: Option<String>,
    identifies: bool,
}

fn read_holder(element: &Object<'_>) -> Result<ReadHolder, MessageError> {
    let kind = match element.number("LoaiDoiTuong")? {
        None => HolderKind::Citizen,
        Some(number) => i16::try_from(number)
            .ok()
            .and_then(HolderKind::from_number)
            .ok_or_else(|| MessageError::of_member("not_holder_kind", "LoaiDoiTuong"))?,
    };
    let mut other = None;
    for identity in element.list("DinhDanhCHS")? {
        let is_personal = identity.text("LoaiDinhDanh")?.as_deref() == Some("1");
        let number = identity.text("SoDinhDanh")?.and_then(real_number);
        if is_personal && number.is_some() {
            return Ok(ReadHolder {
                kind,
                number,
                identifies: true,
            });
        }
        other = other.or(number);
    }
    let number = element.text("SoGiayToChuHoSo")?.and_then(real_number);
    let number = match number.or(other) {
        None => element.text("MaDoiTuong")?.filter(|text| is_number(text)),
        number => number,
    };
    let number = number.and_then(real_number);
    let tax_code: Option<TaxCode> = number
        .as_deref()
        .filter(|_| kind == HolderKind::Business)
        .and_then(|number| number.parse().ok());
    Ok(ReadHolder {
        kind,
        identifies: tax_code.is_some(),
        number: tax_code.map(|code| code.expose().to_owned()).or(number),
    })
}

/// The name by which machines know an account, in its one spelling. A client in the field sends the
/// holder's number there.
fn read_tech_id(element: &Object<'_>) -> Result<Option<String>, MessageError> {
    let sent = element.text("MaDoiTuong")?.filter(|text| !is_number(text));
    Ok(sent.map(|sent| match sent.parse::<TechId>() {
        Ok(tech_id) => tech_id.as_str().to_owned(),
        Err(_) => sent,
    }))
}

/// Whether a text may be the number of a card or a business.
fn is_number(text: &str) -> bool {
    (9..=14).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// A number as accounts have it, unless it stands for none.
fn real_number(sent: String) -> Option<String> {
    if PLACEHOLDERS.contains(&sent.as_str()) {
        return None;
    }
    match sent.parse::<PersonalNumber>() {
        Ok(number) => Some(number.expose().to_owned()),
        Err(_) => Some(sent),
    }
}

fn read_phone(element: &Object<'_>) -> Result<Option<String>, MessageError> {
    let sent = match element.text("SoDienThoai")? {
        Some(phone) => Some(phone),
        None => element.text("Fax")?,
    };
    Ok(sent.map(|phone| match phone.parse::<Phone>() {
        Ok(phone) => phone.expose().to_owned(),
        Err(_) => phone,
    }))
}

/// What was never accepted needs no date of it; a client that is refused for the want of one tells
/// nothing more of the dossier.
fn read_dates(
    element: &Object<'_>,
    state: State,
    now: Instant,
) -> Result<SyncedDates, MessageError> {
    let done = |member| read_done(element, member, now);
    let accepted_at = done("NgayTiepNhan")?;
    let needs_none = matches!(state, State::Submitted | State::Refused | State::Withdrawn);
    if accepted_at.is_none() && !needs_none {
        return Err(MessageError::of_member("missing", "NgayTiepNhan"));
    }
    Ok(SyncedDates {
        submitted_at: done("NgayNopHoSo")?.or(accepted_at),
        accepted_at,
        due_at: element.due("NgayHenTra")?,
        refused_at: done("NgayTuChoi")?,
        finished_at: done("NgayKetThucXuLy")?,
        returned_at: done("NgayTra")?,
    })
}

fn read_traits(element: &Object<'_>) -> Result<Traits, MessageError> {
    Ok(Traits {
        channel: match element.text("KenhThucHien")?.as_deref() {
            Some("2") => Channel::Online,
            Some("3") => Channel::Post,
            _ => Channel::Desk,
        },
        paid_online: match element.text("DuocThanhToanTrucTuyen")?.as_deref() {
            Some("1") => OnlinePayment::Portal,
            Some("2") => OnlinePayment::Agency,
            Some("3") => OnlinePayment::Unpaid,
            _ => OnlinePayment::None,
        },
        digitised: element.text("HoSoCoThanhPhanSoHoa")?.as_deref() == Some("1"),
        vneid: element.text("TaiKhoanDuocXacThucVoiVNeID")?.as_deref() == Some("1"),
    })
}

/// Papers that can be fetched. A client that lists a paper of a supplement among all others as well
/// gives it the same id, so it is fetched once.
pub(super) fn read_papers(
    element: &Object<'_>,
    list: &str,
) -> Result<Vec<OfferedFile>, MessageError> {
    let mut papers = Vec::new();
    for paper in element.list(list)? {
        let is_deleted = paper.truth("IsDeleted")?;
        if let (false, Some(url)) = (is_deleted, paper.text("DuongDanTaiTepTin")?) {
            papers.push(OfferedFile {
                kind: OfferKind::Paper,
                key: paper.text("TepDinhKemId")?.unwrap_or_else(|| url.clone()),
                title: paper.prose("TenTepDinhKem", LONGEST_FILE_NAME)?,
                component: paper.cut("MaThanhPhanHoSo", LONGEST_NAME)?,
                url,
            });
        }
    }
    Ok(papers)
}

fn read_files(element: &Object<'_>) -> Result<Vec<OfferedFile>, MessageError> {
    let mut files = read_papers(element, "TaiLieuNop")?;
    for supplement in supplements(element)? {
        files.extend(read_papers(&supplement, "DanhSachGiayToBoSung")?);
    }
    for result in element.list("DanhSachGiayToKetQua")? {
        if let Some(url) = result.text("DuongDanTepTinKetQua")? {
            files.push(OfferedFile {
                kind: OfferKind::Result,
                key: result.text("GiayToId")?.unwrap_or_else(|| url.clone()),
                title: result.prose("TenGiayTo", LONGEST_TITLE)?,
                component: result.cut("MaGiayToKetQua", LONGEST_NAME)?,
                url,
            });
        }
    }
    check_urls(&files)?;
    Ok(files)
}

/// No address is longer than what is kept of one.
pub(super) fn check_urls(files: &[OfferedFile]) -> Result<(), MessageError> {
    match files.iter().any(|file| file.url.len() > LONGEST_URL) {
        true => Err(MessageError::new("long_url")),
        false => Ok(()),
    }
}
