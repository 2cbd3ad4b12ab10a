//! Prints the first screen as the site has it before any program has come.

fn main() {
    print!("{}", widget::first::screen());
}
