//! The `motcua` command.

mod commands;

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use motcua::app::{self, House};
use motcua::catalogue::keep_current;
use motcua::config::{Config, Mode, Written};
use motcua::kernel::{SystemChance, SystemClock};
use motcua::work::work;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// Một Cửa: the national public-service portal.
#[derive(Parser)]
#[command(version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Written,
    /// The settings file.
    #[arg(
        long,
        default_value = "motcua.toml",
        value_name = "FILE",
        global = true
    )]
    config: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and work off jobs (the default).
    Serve {
        /// Refuse whatever is fit for a demonstration only.
        #[arg(long)]
        production: bool,
    },
    /// Work off jobs without serving pages.
    Work {
        /// Refuse whatever is fit for a demonstration only.
        #[arg(long)]
        production: bool,
    },
    /// Bring the database's schema up to date.
    Migrate,
    /// Procedures, agencies, forms.
    #[command(subcommand)]
    Catalogue(commands::catalogue::Command),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .json()
        .with_writer(std::io::stderr)
        .init();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("motcua: {error}");
            ExitCode::FAILURE
        }
    }
}

type Failure = Box<dyn std::error::Error>;

fn run(cli: Cli) -> Result<(), Failure> {
    let written = cli
        .settings
        .over(Written::from_file(&cli.config)?)
        .with_keys_of_environment();
    let mode = |production| {
        if production {
            Mode::Production
        } else {
            Mode::Demonstration
        }
    };
    match cli.command.unwrap_or(Command::Serve { production: false }) {
        Command::Serve { production } => serve(&Config::new(written, mode(production))?),
        Command::Work { production } => work_alone(&Config::new(written, mode(production))?),
        Command::Migrate => {
            let config = Config::new(written, Mode::Demonstration)?;
            open(&config)?;
            println!("the schema is up to date");
            Ok(())
        }
        Command::Catalogue(command) => commands::catalogue::run(command, || {
            open(&Config::new(written, Mode::Demonstration)?)
        }),
    }
}

fn open(config: &Config) -> Result<House, Failure> {
    let house = House::open(
        config,
        Arc::new(SystemClock),
        Arc::new(SystemChance::default()),
    )?;
    Ok(house)
}

fn serve(config: &Config) -> Result<(), Failure> {
    let listener = TcpListener::bind(&config.listen)
        .map_err(|error| format!("listen: {}: {error}", config.listen))?;
    let house = open(config)?;
    actix_web::rt::System::new().block_on(async {
        let server = app::serve(&house, listener)?;
        let handle = server.handle();
        let (stop, stopped) = watch::channel(false);
        let catalogue = tokio::spawn(keep_current(
            house.shelf.clone().into_inner(),
            house.ground.storage.clone(),
            stopped.clone(),
        ));
        let worker = tokio::spawn(work(house, stopped));
        println!("Một Cửa: {}", config.base_url);
        tokio::spawn(async move {
            until_told_to_stop().await;
            handle.stop(true).await;
        });
        server.await?;
        // Requests in hand are finished; now the jobs in hand.
        let _ = stop.send(true);
        worker.await?;
        catalogue.await?;
        Ok(())
    })
}

fn work_alone(config: &Config) -> Result<(), Failure> {
    let house = open(config)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(work(house, stopped));
        until_told_to_stop().await;
        let _ = stop.send(true);
        worker.await?;
        Ok(())
    })
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
