//! What the agency's clerks write and the names of the people who come to its desk. They travel on
//! the wire as a real agency's do, so they are Vietnamese only and no part of the portal's pages.

pub(super) const ONE_STOP_CLERK: &str = "Cán bộ một cửa";

pub(super) const OFFICERS: [&str; 4] = [
    "Trần Thị Minh Thu",
    "Lê Quốc Khánh",
    "Phạm Hồng Nhung",
    "Vũ Đức Thắng",
];

pub(super) const RECEIVED: &str = "Cơ quan đã nhận hồ sơ từ Cổng";
pub(super) const ACCEPTED: &str = "Tiếp nhận hồ sơ";
pub(super) const HANDED_ON: &str = "Chuyển xử lý";
pub(super) const SUPPLEMENTED: &str = "Đã nhận bổ sung, tiếp tục xử lý";
pub(super) const FINISHED: &str = "Kết thúc xử lý hồ sơ";
pub(super) const RETURNED: &str = "Đã trả kết quả";
pub(super) const WITHDRAWN: &str = "Công dân yêu cầu rút hồ sơ";
pub(super) const TOO_LATE_TO_WITHDRAW: &str = "Không rút được: hồ sơ đã giải quyết xong";

pub(super) const REFUSALS: [&str; 3] = [
    "Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan",
    "Thành phần hồ sơ không đúng quy định",
    "Hồ sơ trùng với hồ sơ đã nộp",
];

pub(super) const SUPPLEMENTS: [&str; 4] = [
    "Bổ sung bản chụp rõ hai mặt của giấy tờ tùy thân",
    "Tờ khai thiếu chữ ký của người đề nghị",
    "Bổ sung văn bản ủy quyền",
    "Địa chỉ trong tờ khai không khớp với giấy tờ kèm theo",
];

pub(super) const STOPS: [&str; 2] = [
    "Người đề nghị không đủ điều kiện theo quy định",
    "Thông tin kê khai không đúng sự thật",
];

pub(super) const PAPER_SUMMARY: &str = "Hồ sơ nộp tại bộ phận một cửa";
pub(super) const RESULT_NAME: &str = "ket-qua.pdf";

pub(super) const FAMILY_NAMES: [&str; 12] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
];

pub(super) const MIDDLE_NAMES: [[&str; 6]; 2] = [
    ["Văn", "Hữu", "Đức", "Minh", "Quang", "Công"],
    ["Thị", "Thị Thu", "Ngọc", "Thanh", "Thị Kim", "Phương"],
];

pub(super) const GIVEN_NAMES: [[&str; 10]; 2] = [
    [
        "Hùng", "Dũng", "Nam", "Tuấn", "Sơn", "Long", "Bình", "Phúc", "Khoa", "Việt",
    ],
    [
        "Lan", "Hương", "Mai", "Hoa", "Trang", "Linh", "Ngân", "Yến", "Thảo", "Hà",
    ],
];

/// Codes of the provinces in which births were registered.
pub(super) const BIRTH_PROVINCES: [&str; 8] =
    ["001", "031", "038", "040", "048", "052", "079", "092"];
