//! Sending a stored file as an answer. The handler has checked before that the person may have it.

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use futures_util::TryStreamExt;

use super::PageError;
use crate::context::Environment;
use crate::storage::{MediaType, StoredFile};

/// What a browser may do with the file: nothing but show it by itself, without our origin.
const SANDBOX: &str = "sandbox; default-src 'none'";
/// The same for a file that one of our own pages shows beside it.
const SANDBOX_IN_PAGE: &str = "sandbox; default-src 'none'; frame-ancestors 'self'";

/// A file as an attachment named `name`, streamed as it is unsealed.
///
/// # Errors
/// Those of the file store.
pub async fn download(
    env: &Environment,
    file: &StoredFile,
    media: MediaType,
    name: &str,
) -> Result<HttpResponse, PageError> {
    send(
        env,
        file,
        media,
        (DispositionType::Attachment, name),
        SANDBOX,
    )
    .await
}

/// A file that a page of ours shows. What browsers do not show by themselves is an attachment all the same.
///
/// # Errors
/// Those of the file store.
pub async fn show_inline(
    env: &Environment,
    file: &StoredFile,
    media: MediaType,
    name: &str,
) -> Result<HttpResponse, PageError> {
    if !media.is_viewable() {
        return download(env, file, media, name).await;
    }
    let policy = SANDBOX_IN_PAGE;
    send(env, file, media, (DispositionType::Inline, name), policy).await
}

async fn send(
    env: &Environment,
    file: &StoredFile,
    media: MediaType,
    (disposition, name): (DispositionType, &str),
    policy: &str,
) -> Result<HttpResponse, PageError> {
    let content = env.files.open(&file.digest).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media.mime()))
        .insert_header((CONTENT_LENGTH, file.size))
        .insert_header((CONTENT_DISPOSITION, named(disposition, name)))
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        // Sealed files are compressed formats already; this also keeps the length as it is said.
        .insert_header(("content-encoding", "identity"))
        .streaming(content.map_err(PageError::from)))
}

/// The name in UTF-8 (RFC 6266, RFC 8187), and plain for programs that know no better.
fn named(disposition: DispositionType, name: &str) -> ContentDisposition {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let extended = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    };
    ContentDisposition {
        disposition,
        parameters: vec![
            DispositionParam::Filename(plain),
            DispositionParam::FilenameExt(extended),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_marks_reaches_every_program() {
        let header = named(DispositionType::Attachment, "giấy \"chứng\".pdf").to_string();
        assert!(
            header.starts_with("attachment; filename=\"gi_y__ch_ng_.pdf\""),
            "{header}"
        );
        assert!(header.contains("filename*=UTF-8''gi%E1%BA%A5y"), "{header}");
        assert!(!header.contains('\n'));
    }
}
