//! Types that are stored and sent as their text.

/// Lets serde read and write types through `FromStr` and `Display`, where they are marked
/// `#[serde(try_from = "String", into = "String")]`.
macro_rules! text_form {
    ($($name:ty),+ $(,)?) => {$(
        impl TryFrom<String> for $name {
            type Error = <$name as ::std::str::FromStr>::Err;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    )+};
}

pub(crate) use text_form;
