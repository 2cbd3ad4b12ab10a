fn main() {
    widget::mount("app");
}
