//! How the agency is set up: flags, and two secrets from the environment.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use secrecy::SecretString;
use url::Url;

use super::faults::Fault;

/// The variable that holds the password with which the agency signs in at the portal.
pub const PASSWORD_VARIABLE: &str = "MOTCUA_PLAY_PASSWORD";
/// The variable that holds the secret with which the portal proves itself when it pushes.
pub const PUSH_SECRET_VARIABLE: &str = "MOTCUA_PLAY_SECRET";

/// More than any portal lets people hand in.
const LARGEST_ATTACHMENT: u64 = 64 * 1024 * 1024;

/// Settings of an agency that is played.
#[derive(Debug, Clone, PartialEq, clap::Args)]
pub struct Settings {
    /// The portal's address; the wire is at /mapi below it.
    #[arg(long, value_name = "URL")]
    pub portal: Url,
    /// The address by which the portal's links begin, if it is not the one at which it is called. What
    /// they lead to is fetched from where it is called, and links to anywhere else are not followed.
    #[arg(long, value_name = "URL")]
    pub portal_links: Option<Url>,
    /// The name under which the agency signs in. Its password is in MOTCUA_PLAY_PASSWORD, the
    /// portal's push secret in MOTCUA_PLAY_SECRET.
    #[arg(long)]
    pub username: String,
    /// The agency's code (madonvi), with which its dossier codes begin.
    #[arg(long, value_name = "CODE")]
    pub agency: String,
    /// The agency's name.
    #[arg(long, default_value = "Cơ quan trình diễn")]
    pub name: String,
    /// Address and port to listen on.
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "HOST:PORT")]
    pub listen: String,
    /// Address and port at which this machine asks how the agency stands and switches faults: apart,
    /// so that it answers while the agency is down.
    #[arg(long, default_value = "127.0.0.1:8091", value_name = "HOST:PORT")]
    pub control: String,
    /// The address under which the portal reaches this agency, if it is not the one it listens on.
    #[arg(long, value_name = "URL")]
    pub address: Option<Url>,
    /// Folder of the agency's own store.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// A procedure of which the agency has dossiers on paper, with its name if it is known.
    #[arg(long = "procedure", value_name = "CODE[:NAME]")]
    pub procedures: Vec<Named>,
    /// Somebody who hands in papers now and then.
    #[arg(long = "holder", value_name = "NUMBER:NAME")]
    pub holders: Vec<Named>,
    /// How many paper dossiers are handed in within a second.
    #[arg(long, default_value_t = 0.0, value_name = "N")]
    pub paper_rate: f64,
    /// How many paper dossiers are handed in altogether, since the store began.
    #[arg(long, value_name = "N")]
    pub papers: Option<u64>,
    /// How many steps the clerks do within a second, over all dossiers.
    #[arg(long, default_value_t = 50.0, value_name = "N")]
    pub pace: f64,
    /// How long a dossier waits for its next step.
    #[arg(long, default_value_t = 5.0, value_name = "N")]
    pub step_seconds: f64,
    /// How many new dossiers in a hundred are refused.
    #[arg(long, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u8).range(..=100))]
    pub refuse_percent: u8,
    /// For how many in a hundred a supplement is asked.
    #[arg(long, default_value_t = 15, value_name = "N", value_parser = clap::value_parser!(u8).range(..=100))]
    pub supplement_percent: u8,
    /// How many in a hundred are stopped.
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u8).range(..=100))]
    pub stop_percent: u8,
    /// How many dossiers a snapshot message carries at most. More than one also means that many
    /// rows of progress instead of ten.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub batch: u16,
    /// How many messages are on their way at a time.
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub parallel: u16,
    /// The largest attachment that the agency fetches, in bytes.
    #[arg(long, default_value_t = LARGEST_ATTACHMENT, value_name = "BYTES")]
    pub largest_attachment: u64,
    /// How long an attachment may take before it is tried anew.
    #[arg(long, default_value_t = 60.0, value_name = "N")]
    pub attachment_seconds: f64,
    /// Faults to commit: slow, down, duplicate, reordered, half-written, wrong-code,
    /// wrong-password, separated by commas, or all.
    #[arg(
        long = "fault",
        default_value = "",
        value_name = "FAULTS",
        hide_default_value = true
    )]
    pub faults: FaultSet,
    /// How often each fault is committed where it could be, in a hundred, instead of the chance that
    /// each has of its own. A wrong password precedes every sign-in in any case.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(..=100))]
    pub fault_percent: Option<u8>,
    /// How late the slowest answer is.
    #[arg(long, default_value_t = 20.0, value_name = "N")]
    pub slowest_seconds: f64,
    /// How long a spell of being down lasts.
    #[arg(long, default_value_t = 5.0, value_name = "N")]
    pub spell_seconds: f64,
    /// The code of another agency, under which `wrong-code` speaks.
    #[arg(long, default_value = "000.00.00.A00", value_name = "CODE")]
    pub other_agency: String,
    /// Chance is the same for the same seed.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// End when the standard input ends, as it does when the process at its other end is gone.
    #[arg(long)]
    pub with_parent: bool,
    /// Do not run, but compare the store with what the portal says; fails if they differ.
    #[arg(long)]
    pub agree: bool,
}

impl Settings {
    /// An agency with everything else as it is without flags.
    pub fn new(portal: Url, username: &str, agency: &str, data: PathBuf) -> Self {
        Self {
            portal,
            portal_links: None,
            username: username.to_owned(),
            agency: agency.to_owned(),
            name: "Cơ quan trình diễn".to_owned(),
            listen: "127.0.0.1:8090".to_owned(),
            control: "127.0.0.1:8091".to_owned(),
            address: None,
            data,
            procedures: Vec::new(),
            holders: Vec::new(),
            paper_rate: 0.0,
            papers: None,
            pace: 50.0,
            step_seconds: 5.0,
            refuse_percent: 5,
            supplement_percent: 15,
            stop_percent: 4,
            batch: 1,
            parallel: 8,
            largest_attachment: LARGEST_ATTACHMENT,
            attachment_seconds: 60.0,
            faults: FaultSet::default(),
            fault_percent: None,
            slowest_seconds: 20.0,
            spell_seconds: 5.0,
            other_agency: "000.00.00.A00".to_owned(),
            seed: 1,
            with_parent: false,
            agree: false,
        }
    }

    /// The same settings as a command line, after the name of the command.
    pub fn arguments(&self) -> Vec<OsString> {
        let mut written = Arguments(Vec::new());
        written.add("portal", &self.portal);
        written.add_each("portal-links", &self.portal_links);
        written.add("username", &self.username);
        written.add("agency", &self.agency);
        written.add("name", &self.name);
        written.add("listen", &self.listen);
        written.add("control", &self.control);
        written.add_each("address", &self.address);
        written
            .0
            .extend(["--data".into(), self.data.clone().into()]);
        written.add_each("procedure", &self.procedures);
        written.add_each("holder", &self.holders);
        written.add("paper-rate", self.paper_rate);
        written.add_each("papers", self.papers);
        written.add("pace", self.pace);
        written.add("step-seconds", self.step_seconds);
        written.add("refuse-percent", self.refuse_percent);
        written.add("supplement-percent", self.supplement_percent);
        written.add("stop-percent", self.stop_percent);
        written.add("batch", self.batch);
        written.add("parallel", self.parallel);
        written.add("largest-attachment", self.largest_attachment);
        written.add("attachment-seconds", self.attachment_seconds);
        written.add("fault", &self.faults);
        written.add_each("fault-percent", self.fault_percent);
        written.add("slowest-seconds", self.slowest_seconds);
        written.add("spell-seconds", self.spell_seconds);
        written.add("other-agency", &self.other_agency);
        written.add("seed", self.seed);
        written.add_flag("with-parent", self.with_parent);
        written.add_flag("agree", self.agree);
        written.0
    }
}

/// A command line in the making.
struct Arguments(Vec<OsString>);

impl Arguments {
    fn add(&mut self, name: &str, value: impl fmt::Display) {
        self.0.push(format!("--{name}={value}").into());
    }

    fn add_each(&mut self, name: &str, values: impl IntoIterator<Item = impl fmt::Display>) {
        for value in values {
            self.add(name, value);
        }
    }

    fn add_flag(&mut self, name: &str, is_set: bool) {
        if is_set {
            self.0.push(format!("--{name}").into());
        }
    }
}

/// Something with a number or code of its own, and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its code, or a person's number.
    pub code: String,
    /// Its name; may be empty.
    pub name: String,
}

impl FromStr for Named {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (code, name) = text.split_once(':').unwrap_or((text, ""));
        Ok(Self {
            code: code.trim().to_owned(),
            name: name.trim().to_owned(),
        })
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.code, self.name)
    }
}

/// Faults that are switched on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultSet(pub BTreeSet<Fault>);

impl FromStr for FaultSet {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "all" {
            return Ok(Self(Fault::ALL.into()));
        }
        let names = text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        names
            .map(Fault::from_str)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl fmt::Display for FaultSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|fault| fault.name()).collect();
        f.write_str(&names.join(","))
    }
}

/// What the agency and the portal know of each other and nobody else does.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// With which the agency signs in.
    pub password: SecretString,
    /// With which the portal pushes.
    pub push: SecretString,
}

impl Secrets {
    /// From the environment: flags are seen by everybody on a machine.
    ///
    /// # Errors
    /// The name of a variable that is not set.
    pub fn of_environment() -> Result<Self, MissingSecret> {
        let secret = |name| {
            let value = std::env::var(name).map_err(|_| MissingSecret(name))?;
            Ok(SecretString::from(value))
        };
        Ok(Self {
            password: secret(PASSWORD_VARIABLE)?,
            push: secret(PUSH_SECRET_VARIABLE)?,
        })
    }
}

/// A variable of the environment is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not set")]
pub struct MissingSecret(&'static str);

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        settings: Settings,
    }

    #[test]
    fn arguments_say_the_same() {
        let line = "play --portal http://127.0.0.1:8080/ --username h99 --agency 000.00.00.H99 \
                    --data x/play --procedure 1.999999:Khai_sinh --procedure 1.999998 \
                    --holder 001190000001:Lan --paper-rate 0.5 --papers 7 --fault slow,down \
                    --fault-percent 30 --with-parent --batch 1000 --spell-seconds 0.5 \
                    --portal-links https://cong.example/ --largest-attachment 9";
        let read = |line: Vec<OsString>| Alone::try_parse_from(line).unwrap().settings;
        let settings = read(line.split_whitespace().map(OsString::from).collect());
        assert_eq!(settings.procedures[1].name, "");
        assert_eq!(settings.faults.0.len(), 2);
        let mut again = vec![OsString::from("play")];
        again.extend(settings.arguments());
        assert_eq!(read(again), settings);
    }

    #[test]
    fn new_settings_are_those_without_flags() {
        let line = "play --portal http://127.0.0.1/ --username h99 --agency H99 --data x";
        let parsed = Alone::try_parse_from(line.split_whitespace()).unwrap();
        let portal = Url::parse("http://127.0.0.1/").unwrap();
        let new = Settings::new(portal, "h99", "H99", PathBuf::from("x"));
        assert_eq!(parsed.settings, new);
    }

    #[test]
    fn all_faults_have_a_name() {
        let all: FaultSet = "all".parse().unwrap();
        assert_eq!(all.0.len(), 7);
        assert_eq!(all.to_string().parse(), Ok(all));
        assert!("slow,sleepy".parse::<FaultSet>().is_err());
    }
}
