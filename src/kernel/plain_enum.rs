//! Enums without fields whose values are written down: by number in columns and on the wire, by
//! key in posts, addresses and locale keys.

/// Defines an enum without fields, its list `ALL`, and how its values are written: a number
/// (`Submitted = 1`) gives `number` and `from_number`, a key (`Submitted => "submitted"`) gives
/// `key` and `from_key`, and both may be given (`Submitted = 1 => "submitted"`). Numbers and keys
/// are stored, so they never change. `storage::number_column!` makes the number a column.
macro_rules! plain_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$doc:meta])* $variant:ident = $number:literal => $key:literal,)+
    }) => {
        $crate::kernel::plain_enum!($(#[$meta])* $vis enum $name { $($(#[$doc])* $variant = $number,)+ });
        $crate::kernel::plain_enum!(@keyed $name { $($variant => $key,)+ });
    };
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$doc:meta])* $variant:ident = $number:literal,)+
    }) => {
        $(#[$meta])*
        $vis enum $name { $($(#[$doc])* $variant = $number,)+ }

        $crate::kernel::plain_enum!(@listed $name { $($variant,)+ });

        impl $name {
            /// The number by which it is stored.
            pub const fn number(self) -> i16 {
                self as i16
            }

            /// The value that is stored by this number.
            pub fn from_number(number: i16) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.number() == number)
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$doc:meta])* $variant:ident => $key:literal,)+
    }) => {
        $(#[$meta])*
        $vis enum $name { $($(#[$doc])* $variant,)+ }

        $crate::kernel::plain_enum!(@listed $name { $($variant,)+ });
        $crate::kernel::plain_enum!(@keyed $name { $($variant => $key,)+ });
    };
    (@listed $name:ident { $($variant:ident,)+ }) => {
        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: [Self; [$(stringify!($variant)),+].len()] = [$(Self::$variant),+];
        }
    };
    (@keyed $name:ident { $($variant:ident => $key:literal,)+ }) => {
        impl $name {
            /// Its name in posts, addresses and locale keys.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)+
                }
            }

            /// The value of that name.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.key() == key)
            }
        }
    };
}

pub(crate) use plain_enum;
