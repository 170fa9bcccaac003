//! What a person might type. Nobody here knows what a question means: whatever a page refuses is
//! answered with the next of these, and what was taken once is typed again.

/// Texts in the order in which they are tried: names and free text first, then numbers of every kind.
pub const TEXTS: [&str; 26] = [
    "Nguyễn Văn An",
    "05/03/1990",
    "001190000017",
    "1990",
    "12",
    "Phường Ba Đình",
    "0912345678",
    "an@example.vn",
    "1000000",
    "0100109106",
    "8:30",
    "01/06/2015",
    "01/11/2026",
    "20/12/2026",
    "15/07/1962",
    "1",
    "2",
    "100",
    "50",
    "0123456789",
    "30A-12345",
    "B1234567",
    "012345678",
    "2,5",
    "2015",
    "VN",
];
