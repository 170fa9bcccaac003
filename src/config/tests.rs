//! Which settings make sense.

use std::path::Path;

use secrecy::SecretString;

use super::*;

fn wrong(written: Written, mode: Mode) -> &'static str {
    Config::new(written, mode).map_or_else(|error| error.setting, |_| "nothing")
}

/// A bucket of which nothing is wrong.
fn bucket() -> WrittenFiles {
    WrittenFiles {
        bucket: Some("motcua-files".to_owned()),
        endpoint: Some("https://s3.example".to_owned()),
        region: None,
        access_key: Some("portal".to_owned()),
        secret_key: Some("very secret".to_owned().into()),
    }
}

fn with_files(files: WrittenFiles) -> Written {
    Written { files, ..fit() }
}

fn fit() -> Written {
    let key = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned();
    Written {
        base_url: Some("https://dichvucong.example".into()),
        sealing_keys: Some(key.clone().into()),
        index_key: Some(key.into()),
        smtp: Some("smtp://mail.example".to_owned().into()),
        ..Written::default()
    }
}

#[test]
fn nothing_written_is_a_demonstration_on_this_machine() {
    let config = Config::new(Written::default(), Mode::Demonstration).unwrap();
    assert_eq!(config.base_url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.largest_file, 20 * 1024 * 1024);
    assert!(config.smtp.is_none());
}

#[test]
fn a_wrong_setting_is_named() {
    let some = |text: &str| Some(text.to_owned());
    let secret = |text: &str| Some(SecretString::from(text.to_owned()));
    let none = Written::default;
    let cases = [
        (
            "listen",
            Written {
                listen: some("8080"),
                ..none()
            },
        ),
        (
            "base_url",
            Written {
                base_url: some("ftp://x"),
                ..none()
            },
        ),
        (
            "base_url",
            Written {
                base_url: some("https://x/y"),
                ..none()
            },
        ),
        (
            "database_url",
            Written {
                database_url: secret("mysql://x"),
                ..none()
            },
        ),
        (
            "smtp",
            Written {
                smtp: secret("smtp+plain://mail.example"),
                ..none()
            },
        ),
        (
            "sender",
            Written {
                sender: some("nobody"),
                ..none()
            },
        ),
        (
            "largest_file_mb",
            Written {
                largest_file_mb: Some(0),
                ..none()
            },
        ),
        (
            "index_key",
            Written {
                sealing_keys: secret("1:x"),
                ..none()
            },
        ),
        (
            "connections",
            Written {
                connections: Some(0),
                ..none()
            },
        ),
    ];
    for (setting, written) in cases {
        assert_eq!(wrong(written, Mode::Demonstration), setting);
    }
}

#[test]
fn production_makes_nothing_up() {
    assert_eq!(wrong(fit(), Mode::Production), "nothing");
    let http = Some("http://dichvucong.example".to_owned());
    assert_eq!(
        wrong(
            Written {
                base_url: http,
                ..fit()
            },
            Mode::Production
        ),
        "base_url"
    );
    let keyless = Written {
        sealing_keys: None,
        index_key: None,
        ..fit()
    };
    assert_eq!(wrong(keyless, Mode::Production), "sealing_keys");
    let remote = Some(SecretString::from(
        "postgres://db.example/motcua".to_owned(),
    ));
    let open = Written {
        database_url: remote,
        ..fit()
    };
    assert_eq!(wrong(open, Mode::Production), "database_url");
}

#[test]
fn production_sends_letters_unless_it_is_told_not_to() {
    let silent = Written {
        smtp: None,
        ..fit()
    };
    assert_eq!(wrong(silent.clone(), Mode::Production), "smtp");
    let as_files = Written {
        letters_as_files: Some(true),
        ..silent
    };
    assert_eq!(wrong(as_files, Mode::Production), "nothing");
}

#[test]
fn a_demonstration_is_for_this_machine_unless_it_is_told_otherwise() {
    let at = |listen: Option<&str>, base_url: Option<&str>| Written {
        listen: listen.map(str::to_owned),
        base_url: base_url.map(str::to_owned),
        ..Written::default()
    };
    for safe in [
        at(None, None),
        at(Some("[::1]:80"), None),
        at(Some("localhost:0"), Some("http://localhost")),
    ] {
        assert_eq!(wrong(safe, Mode::Demonstration), "nothing");
    }
    let (all, home) = (Some("0.0.0.0:80"), Some("http://127.0.0.1"));
    for (setting, open) in [
        ("listen", at(all, home)),
        ("listen", at(Some("[::]:80"), home)),
        ("base_url", at(None, Some("https://cong.example.vn"))),
    ] {
        assert_eq!(wrong(open.clone(), Mode::Demonstration), setting);
        let told = Written {
            open_demonstration: Some(true),
            ..open
        };
        assert_eq!(wrong(told, Mode::Demonstration), "nothing");
    }
}

#[test]
fn flags_stand_over_the_file() {
    let flag = Written {
        listen: Some("0.0.0.0:1".into()),
        ..Written::default()
    };
    let file = Written {
        listen: Some("0.0.0.0:2".into()),
        sender: Some("A <a@b.example>".into()),
        ..Written::default()
    };
    let both = flag.over(file);
    assert_eq!(both.listen.as_deref(), Some("0.0.0.0:1"));
    assert_eq!(both.sender.as_deref(), Some("A <a@b.example>"));
}

#[test]
fn what_is_wrong_with_a_bucket_is_named() {
    let some = |text: &str| Some(text.to_owned());
    let cases = [
        (
            "files.bucket",
            WrittenFiles {
                bucket: None,
                ..bucket()
            },
        ),
        (
            "files.bucket",
            WrittenFiles {
                bucket: some("A/b"),
                ..bucket()
            },
        ),
        (
            "files.endpoint",
            WrittenFiles {
                endpoint: some("s3.example"),
                ..bucket()
            },
        ),
        (
            "files.endpoint",
            WrittenFiles {
                endpoint: some("ftp://s3.example"),
                ..bucket()
            },
        ),
        (
            "files.endpoint",
            WrittenFiles {
                endpoint: some("https://u:p@s3.example"),
                ..bucket()
            },
        ),
        (
            "files.region",
            WrittenFiles {
                endpoint: None,
                ..bucket()
            },
        ),
        (
            "files.region",
            WrittenFiles {
                region: some("a b"),
                ..bucket()
            },
        ),
        (
            "files.access_key",
            WrittenFiles {
                access_key: None,
                ..bucket()
            },
        ),
        (
            "files.access_key",
            WrittenFiles {
                access_key: some("a/b"),
                ..bucket()
            },
        ),
        (
            "files.secret_key",
            WrittenFiles {
                secret_key: None,
                ..bucket()
            },
        ),
    ];
    for (setting, files) in cases {
        assert_eq!(wrong(with_files(files), Mode::Demonstration), setting);
    }
    assert_eq!(wrong(with_files(bucket()), Mode::Production), "nothing");
}

#[test]
fn production_speaks_to_a_bucket_of_another_machine_by_tls() {
    let at = |endpoint: &str| WrittenFiles {
        endpoint: Some(endpoint.to_owned()),
        ..bucket()
    };
    let remote = || with_files(at("http://s3.example"));
    assert_eq!(wrong(remote(), Mode::Production), "files.endpoint");
    let demonstration = Written {
        open_demonstration: Some(true),
        ..remote()
    };
    assert_eq!(wrong(demonstration, Mode::Demonstration), "nothing");
    let local = with_files(at("http://127.0.0.1:9000"));
    assert_eq!(wrong(local, Mode::Production), "nothing");
}

#[test]
fn settings_show_no_secret() {
    let config = Config::new(with_files(bucket()), Mode::Production).unwrap();
    assert!(config.bucket.is_some());
    let shown = format!("{config:?} {:?}", with_files(bucket()));
    assert!(!shown.contains("very secret"), "{shown}");
}

#[test]
fn a_table_of_the_file_names_the_bucket() {
    let text = "trusted_proxies = \"10.0.0.0/8\"\n[files]\nbucket = \"papers\"\n";
    let written: Written = toml::from_str(text).unwrap();
    assert_eq!(written.files.bucket.as_deref(), Some("papers"));
    assert_eq!(written.trusted_proxies.as_deref(), Some("10.0.0.0/8"));
    assert!(toml::from_str::<Written>("[files]\nbuckt = \"papers\"\n").is_err());
}

#[test]
fn a_file_that_is_named_is_there() {
    let named = Path::new("no/such/file.toml");
    let fault = Written::from_file(Some(named)).unwrap_err();
    assert!(fault.to_string().contains("--config"), "{fault}");
    assert!(Written::from_file(None).is_ok());
}

#[test]
fn the_day_of_second_factors_is_a_day() {
    let from = |day: &str| Written {
        second_factor_from: Some(day.to_owned()),
        ..fit()
    };
    for day in ["31/12/2026", "2026-13-01", "soon", ""] {
        assert_eq!(wrong(from(day), Mode::Production), "second_factor_from");
    }
    let config = Config::new(from(" 2026-12-31 "), Mode::Production).unwrap();
    assert_eq!(config.second_factor_from, "2026-12-31".parse().ok());
    let config = Config::new(fit(), Mode::Production).unwrap();
    assert_eq!(config.second_factor_from, None);
}
