//! AWS Signature Version 4: every request is signed with all its `x-amz-` headers, and its body is
//! what its digest says.

use actix_web::HttpRequest;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::{ACCESS_KEY, REGION, SECRET_KEY};

/// Checks a request, or says which of S3's error codes it gets.
pub fn check(request: &HttpRequest, body: &[u8]) -> Result<(), &'static str> {
    let header = |name: &str| {
        let value = request.headers().get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    };
    let written = header("authorization")
        .strip_prefix("AWS4-HMAC-SHA256 ")
        .ok_or("AccessDenied")?;
    let part = |name: &str| {
        let mut parts = written.split(',').map(str::trim);
        parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    };
    let date = header("x-amz-date");
    let day = date.get(..8).ok_or("AccessDenied")?;
    let scope = format!("{day}/{REGION}/s3/aws4_request");
    let (key, written_scope) = part("Credential")
        .and_then(|credential| credential.split_once('/'))
        .ok_or("AccessDenied")?;
    if key != ACCESS_KEY {
        return Err("InvalidAccessKeyId");
    }
    if written_scope != scope {
        return Err("AuthorizationHeaderMalformed");
    }
    let signed = part("SignedHeaders").ok_or("AccessDenied")?;
    if header("x-amz-content-sha256") != hex::encode(Sha256::digest(body)) {
        return Err("XAmzContentSHA256Mismatch");
    }
    if !holds_all_that_count(request, signed) {
        return Err("AccessDenied");
    }
    let canonical = canonical(request, signed, header("x-amz-content-sha256"));
    let hashed = hex::encode(Sha256::digest(canonical));
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashed}");
    if part("Signature") == Some(&signature(day, &to_sign)) {
        Ok(())
    } else {
        Err("SignatureDoesNotMatch")
    }
}

/// The host and every header of Amazon's must be under the signature.
fn holds_all_that_count(request: &HttpRequest, signed: &str) -> bool {
    let names = request.headers().keys().map(|name| name.as_str());
    let mut counting = names.filter(|name| *name == "host" || name.starts_with("x-amz-"));
    counting.all(|name| signed.split(';').any(|signed| signed == name))
}

fn canonical(request: &HttpRequest, signed: &str, digest: &str) -> String {
    let mut pairs: Vec<&str> = request
        .query_string()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .collect();
    pairs.sort_unstable();
    let query: Vec<String> = pairs
        .iter()
        .map(|pair| match pair.contains('=') {
            true => (*pair).to_owned(),
            false => format!("{pair}="),
        })
        .collect();
    let headers: String = signed
        .split(';')
        .map(|name| {
            let values = request.headers().get_all(name);
            let values: Vec<&str> = values.map(|value| value.to_str().unwrap().trim()).collect();
            format!("{name}:{}\n", values.join(","))
        })
        .collect();
    format!(
        "{}\n{}\n{}\n{headers}\n{signed}\n{digest}",
        request.method(),
        request.uri().path(),
        query.join("&"),
    )
}

fn signature(day: &str, to_sign: &str) -> String {
    let first = format!("AWS4{SECRET_KEY}").into_bytes();
    let key = [day, REGION, "s3", "aws4_request"]
        .iter()
        .fold(first, |key, text| sign(&key, text));
    hex::encode(sign(&key, to_sign))
}

fn sign(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
