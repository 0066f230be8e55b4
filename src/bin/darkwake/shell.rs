//! `darkwake completions` and `darkwake man`: what a shell and a reader want to know of the program.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{anyhow, bail};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::Arguments;

/// Prints a completion script for a shell.
#[derive(Args)]
#[command(after_help = "\
Examples:
  darkwake completions bash > ~/.local/share/bash-completion/completions/darkwake
  darkwake completions zsh > ~/.zfunc/_darkwake
  darkwake completions fish > ~/.config/fish/completions/darkwake.fish")]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "darkwake", &mut script);
        Ok(io::stdout().lock().write_all(&script)?)
    }
}

/// Prints the manual page of the program or of one of its commands.
#[derive(Args)]
#[command(after_help = "\
Examples:
  darkwake man | man -l -
  darkwake man detect | man -l -
  darkwake man --out ~/.local/share/man/man1    # all pages")]
pub(crate) struct Man {
    /// The command; the program itself by default.
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Option<String>,
    /// Write the pages of the program and of all commands into this directory.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    out: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let mut program = Arguments::command();
        program.build();
        if let Some(dir) = &self.out {
            std::fs::create_dir_all(dir).map_err(|error| anyhow!("making {}: {error}", dir.display()))?;
            return clap_mangen::generate_to(program, dir)
                .map_err(|error| anyhow!("writing manual pages into {}: {error}", dir.display()));
        }
        let page = match &self.command {
            None => program,
            Some(name) => match program.find_subcommand(name) {
                Some(command) => command.clone(),
                None => {
                    let names: Vec<_> = program.get_subcommands().map(clap::Command::get_name).collect();
                    bail!("there is no command {name:?}; the commands are {}", names.join(", "))
                }
            },
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page).render(&mut text)?;
        Ok(io::stdout().lock().write_all(&text)?)
    }
}
