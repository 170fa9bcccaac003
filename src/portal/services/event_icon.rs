//! The icon of a life event: a cell of `static/icons.svg`. Which picture people recognise is a matter
//! of the look, so it stands here and not in the catalogue.

const FOLDER: &str = "folder";

/// The icon of the life event of this slug; a folder for one that has no picture yet.
pub(in crate::portal) fn event_icon(slug: &str) -> &'static str {
    match slug {
        "co-con-nho" => "birth",
        "hoc-tap" => "study",
        "viec-lam" => "work",
        "cu-tru-giay-to" => "identity",
        "hon-nhan-gia-dinh" => "marriage",
        "dien-nha-dat" => "home",
        "suc-khoe-y-te" => "health",
        "phuong-tien-nguoi-lai" => "vehicle",
        "huu-tri" => "retirement",
        "nguoi-than-qua-doi" => "death",
        "giai-quyet-khieu-kien" | "giai-quyet-tranh-chap" => "complaint",
        "khoi-su-kinh-doanh" => "start",
        "lao-dong-bhxh" => "labour",
        "tai-chinh-doanh-nghiep" => "tax",
        "dien-dat-dai-xay-dung" => "construction",
        "thuong-mai-quang-cao" => "promotion",
        "so-huu-tri-tue" => "ip",
        "chi-nhanh-vpdd" => "office",
        "dau-thau" => "sign",
        "tai-cau-truc" => "chart",
        "tam-dung-cham-dut" => "dissolution",
        _ => FOLDER,
    }
}
