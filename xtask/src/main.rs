//! `cargo xtask …`: sets up, builds, serves, measures and tests. Needs only a Rust toolchain; what
//! else is missing it installs, and says so.

mod bench;
mod browsers;
mod dist;
mod more;
mod npm;
mod roster;
mod ship;
mod site;
mod stages;
mod steps;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::*;
use tools::Tools;
use xtask::{places, server::Server};

const HELP: &str = "\
cargo xtask <command>

  serve [--port N]   build the site and serve it at http://127.0.0.1:8080/
  test [STAGE …]     everything that is checked, or only the named stages
  size [--no-build]  what the page weighs; fails above the budget
  dist [--base URL] [--check]
                     every form of delivery, in dist/; --check builds twice and compares
  npm                the package for developers, and what it weighs
  bench [PART …]     how long one evaluation takes (engine), also beside other engines (peers), how
                     fast a roster is in the page (roster), and what Lighthouse says (page)
  pages              write the static policy pages into the site folder
  check              compile the rules with every check
  tools              install every tool that the other commands need
";

enum Command {
    Help,
    Serve { port: u16 },
    Test { stages: Vec<String> },
    Size { build: bool },
    Dist { base: Option<String>, check: bool },
    Npm,
    Bench { parts: Vec<String> },
    Pages,
    Check,
    Tools,
}

fn main() -> ExitCode {
    match parse(lexopt::Parser::from_env()).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Help => {
            print!("{HELP}");
            Ok(())
        }
        Command::Serve { port } => serve(port),
        Command::Test { stages } => stages::test(&stages),
        Command::Size { build } => {
            if build {
                site::build(&Tools::for_building()?)?;
            }
            site::print_sizes()
        }
        Command::Dist { base, check } => {
            dist::dist(&Tools::for_delivering()?, base.as_deref(), &places::dist())?;
            if check {
                dist::again(base.as_deref(), &places::dist())?;
            }
            Ok(())
        }
        Command::Npm => npm::build(&Tools::for_measuring()?).map(|_| ()),
        Command::Bench { parts } => bench::bench(&Tools::for_measuring()?, &parts),
        Command::Pages => site::pages(None),
        Command::Check => stages::check_rules(),
        Command::Tools => {
            tools::components()?;
            Tools::for_testing()?;
            browsers::install_all();
            println!("The tools are there, in {}.", places::tools().display());
            Ok(())
        }
    }
}

fn serve(port: u16) -> Result<()> {
    let tools = Tools::for_building()?;
    site::build(&tools)?;
    // Too large a page is for `size` and `test` to refuse; here it is still worth looking at.
    if let Err(error) = site::print_sizes() {
        println!("! {error:#}");
    }
    if tools.unoptimised() {
        println!("! Built without wasm-opt; these are not the sizes that ship.");
    }
    let server = Server::start(&places::site(), port)?;
    println!("\n{}", server.url());
    server.wait();
    Ok(())
}

fn parse(mut args: lexopt::Parser) -> Result<Command> {
    let mut command = match args.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(Value(name)) => match name.string()?.as_str() {
            "serve" => Command::Serve { port: 8080 },
            "test" => Command::Test { stages: Vec::new() },
            "size" => Command::Size { build: true },
            "dist" => Command::Dist {
                base: None,
                check: false,
            },
            "npm" => Command::Npm,
            "bench" => Command::Bench { parts: Vec::new() },
            "pages" => Command::Pages,
            "check" => Command::Check,
            "tools" => Command::Tools,
            other => bail!("there is no command `{other}`\n\n{HELP}"),
        },
        Some(other) => return Err(other.unexpected().into()),
    };
    while let Some(arg) = args.next()? {
        match (&mut command, arg) {
            (_, Short('h') | Long("help")) => return Ok(Command::Help),
            (Command::Serve { port }, Long("port")) => *port = args.value()?.parse()?,
            (Command::Dist { base, .. }, Long("base")) => *base = Some(args.value()?.string()?),
            (Command::Dist { check, .. }, Long("check")) => *check = true,
            (Command::Size { build }, Long("no-build")) => *build = false,
            (Command::Test { stages }, Value(name)) => stages.push(name.string()?),
            (Command::Bench { parts }, Value(name)) => parts.push(name.string()?),
            (_, other) => return Err(other.unexpected().into()),
        }
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Command> {
        parse(lexopt::Parser::from_args(args))
    }

    #[test]
    fn commands_and_their_options() {
        assert!(matches!(parsed(&[]), Ok(Command::Help)));
        assert!(matches!(
            parsed(&["serve"]),
            Ok(Command::Serve { port: 8080 })
        ));
        assert!(matches!(
            parsed(&["serve", "--port=9"]),
            Ok(Command::Serve { port: 9 })
        ));
        assert!(matches!(
            parsed(&["size", "--no-build"]),
            Ok(Command::Size { build: false })
        ));
        assert!(
            matches!(parsed(&["test", "e2e"]), Ok(Command::Test { stages }) if stages == ["e2e"])
        );
        assert!(
            matches!(parsed(&["bench", "peers"]), Ok(Command::Bench { parts }) if parts == ["peers"])
        );
        assert!(parsed(&["sevre"]).is_err());
        assert!(parsed(&["bench", "--port", "9"]).is_err());
        assert!(parsed(&["serve", "--port", "99999"]).is_err());
    }
}
