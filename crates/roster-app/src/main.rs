// In a worker this is the program; in a page the script opens the view when somebody asks for it.
fn main() {
    roster_app::serve();
}
