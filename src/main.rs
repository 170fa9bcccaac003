//! The `motcua` command.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use motcua::app::{self, App};
use motcua::catalogue::keep_current;
use motcua::commands::account::AccountCommand;
use motcua::commands::calendar::CalendarCommand;
use motcua::commands::catalogue::CatalogueCommand;
use motcua::commands::desk::DeskCommand;
use motcua::commands::jobs::JobsCommand;
use motcua::commands::partner::PartnerCommand;
use motcua::commands::{self, Failure};
use motcua::config::{Config, LogFormat, Mode, Written};
use motcua::demonstration;
use motcua::generate;
use motcua::journal::write_security_counts;
use motcua::kernel::{SystemChance, SystemClock, listen, print_line};
use motcua::play;
use motcua::storage::DatabaseUrl;
use motcua::web;
use motcua::work::work;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// That of glibc keeps for each thread what it has freed, and gives less of it back after large messages
/// of partners.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long after it is told to stop the process is gone.
const END_WITHIN: Duration = Duration::from_secs(29);

/// Một Cửa: the national public-service portal.
#[derive(Parser)]
#[command(version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Written,
    /// The settings file, if it is not motcua.toml.
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true)]
    config: Option<PathBuf>,
    /// Refuse whatever is fit for a demonstration only.
    #[arg(long, global = true)]
    production: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and work off jobs (the default).
    Serve,
    /// Work off jobs without serving pages.
    Work,
    /// Bring the database's schema up to date.
    Migrate,
    /// Make, invite and verify accounts.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Fill the database with made-up accounts and dossiers, for trying the portal at full size.
    Generate(generate::Order),
    /// Procedures, agencies, forms.
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// Days off and office hours.
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Where agencies' desks are.
    #[command(subcommand)]
    Desk(DeskCommand),
    /// Agencies' own one-stop systems.
    #[command(subcommand)]
    Partner(PartnerCommand),
    /// See to jobs that died.
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// Play a ministry's or province's own system on the wire, for trying it out.
    PlayAgency(Box<play::Settings>),
}

fn main() -> ExitCode {
    keep_to_ourselves();
    keep_memory_small();
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if commands::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("motcua: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What this process writes (the database, letters with links that open accounts, keys) is for the user it
/// runs as.
fn keep_to_ourselves() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// The allocator asks for huge pages: it then holds 266 MB where it needs 151 (docs/performance.md).
fn keep_memory_small() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        eprintln!("motcua: huge pages stay on: {error}");
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let flags = cli.settings.clone();
    let config = || configured(cli.settings, cli.config.as_deref(), cli.production);
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(&config()?),
        Command::Work => work_alone(&config()?),
        Command::Migrate => migrate(&config()?),
        Command::Account(command) => {
            let app = open_existing(&config()?)?;
            tokio::runtime::Runtime::new()?.block_on(commands::account::run(&app, command))
        }
        Command::Generate(order) => commands::generate::run(&open(&config()?)?, &order),
        Command::Catalogue(CatalogueCommand::Check { folder }) => {
            start_log(flags.log_format);
            commands::catalogue::check(folder)
        }
        Command::Catalogue(CatalogueCommand::Import(source)) => {
            commands::catalogue::import(&open_existing(&config()?)?, source)
        }
        Command::Calendar(command) => commands::calendar::run(&open_existing(&config()?)?, command),
        Command::Desk(command) => commands::desk::run(&open_existing(&config()?)?, command),
        Command::Partner(command) => commands::partner::run(&open_existing(&config()?)?, command),
        Command::Jobs(command) => commands::jobs::run(&open_existing(&config()?)?, &command),
        Command::PlayAgency(settings) => {
            start_log(flags.log_format);
            play_agency(*settings)
        }
    }
}

fn start_log(format: Option<LogFormat>) {
    let format = format.unwrap_or_default();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| format.filter().into());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

fn configured(settings: Written, file: Option<&Path>, production: bool) -> Result<Config, Failure> {
    let written = settings
        .over(Written::from_file(file)?)
        .with_keys_of_environment();
    start_log(written.log_format);
    let mode = if production {
        Mode::Production
    } else {
        Mode::Demonstration
    };
    Ok(Config::new(written, mode)?)
}

fn migrate(config: &Config) -> Result<(), Failure> {
    let report = app::migrate(config, Arc::new(SystemChance::default()))?;
    for version in &report.applied {
        print_line(format_args!("applied {version}"))?;
    }
    print_line(format_args!("the schema is up to date"))?;
    Ok(())
}

fn open(config: &Config) -> Result<App, Failure> {
    let app = App::open(
        config,
        Arc::new(SystemClock),
        Arc::new(SystemChance::default()),
    )?;
    Ok(app)
}

/// For what is done to a portal that is there: a new database in the wrong folder would take accounts and
/// partners that open nothing.
fn open_existing(config: &Config) -> Result<App, Failure> {
    match &config.database {
        DatabaseUrl::Sqlite(path) if !path.exists() => {
            let path = path.display();
            let hint = "set MOTCUA_DATA or --data to the portal's folder, or DATABASE_URL to its \
                        database; `motcua migrate` makes a new one";
            Err(format!("there is no database at {path}: {hint}").into())
        }
        DatabaseUrl::Sqlite(_) | DatabaseUrl::Postgres(_) => open(config),
    }
}

fn serve(config: &Config) -> Result<(), Failure> {
    let listener =
        listen(&config.listen).map_err(|error| format!("listen: {}: {error}", config.listen))?;
    let address = listener.local_addr()?;
    let app = open(config)?;
    actix_web::rt::System::new().block_on(async {
        app.reach_files().await?;
        // The played agency ends with the portal.
        let _played = match app.mode {
            Mode::Demonstration => {
                demonstration::prepare(&app).await?;
                let data = &config.data;
                Some(demonstration::play_partner(&app, data, address)?)
            }
            Mode::Production => {
                demonstration::refuse(&app)?;
                None
            }
        };
        app.warn_of_holidays();
        let server = app::serve(&app, listener)?;
        let handle = server.handle();
        let (stop, stopped) = watch::channel(false);
        let catalogue = tokio::spawn(follow_catalogue(&app, stopped.clone()));
        let counts = tokio::spawn(web::log_each_minute(stopped.clone()));
        let security = tokio::spawn(keep_security_counts(&app, stopped.clone()));
        let worker = tokio::spawn(work(app, stopped));
        print_line(format_args!(
            "Một Cửa: {}, listening on {address}",
            config.base_url
        ))?;
        tokio::spawn(async move {
            until_told_to_stop().await;
            end_within_limit();
            let _ = stop.send(true);
            handle.stop(true).await;
        });
        server.await?;
        worker.await?;
        catalogue.await?;
        counts.await?;
        security.await?;
        Ok(())
    })
}

fn work_alone(config: &Config) -> Result<(), Failure> {
    let app = open_existing(config)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        app.reach_files().await?;
        let (stop, stopped) = watch::channel(false);
        let catalogue = tokio::spawn(follow_catalogue(&app, stopped.clone()));
        let worker = tokio::spawn(work(app, stopped));
        until_told_to_stop().await;
        end_within_limit();
        let _ = stop.send(true);
        worker.await?;
        catalogue.await?;
        Ok(())
    })
}

fn play_agency(settings: play::Settings) -> Result<(), Failure> {
    let secrets = play::Secrets::of_environment()?;
    actix_web::rt::System::new().block_on(async {
        if !settings.agree {
            return Ok(play::run(settings, secrets, until_told_to_stop()).await?);
        }
        let comparison = play::agree(settings, &secrets).await?;
        print_line(format_args!("{comparison}"))?;
        if comparison.is_agreement() {
            Ok(())
        } else {
            Err("the agency and the portal do not agree".into())
        }
    })
}

/// Letters and terms go by the catalogue that is in force, not by that of the start.
fn follow_catalogue(app: &App, stop: watch::Receiver<bool>) -> impl Future<Output = ()> + use<> {
    let cache = app.cache.clone().into_inner();
    keep_current(cache, app.env.storage.clone(), stop)
}

fn keep_security_counts(
    app: &App,
    stop: watch::Receiver<bool>,
) -> impl Future<Output = ()> + use<> {
    let env = app.env.clone().into_inner();
    let (counts, storage) = (env.security.clone(), env.storage.clone());
    write_security_counts(counts, storage, move || env.moment().now, stop)
}

/// Ends the process whatever hangs: a call to the operating system or the database cannot be given up, and
/// whoever stops the portal is not to need SIGKILL.
fn end_within_limit() {
    std::thread::spawn(|| {
        std::thread::sleep(END_WITHIN);
        tracing::error!("the portal did not stop in time");
        std::process::exit(1);
    });
}

/// Ctrl-C, or SIGTERM where there are signals.
async fn until_told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
