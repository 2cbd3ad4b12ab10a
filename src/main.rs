// The page's script calls `widget::mount`; nothing starts by itself, so that one module can carry
// several widgets.
use widget as _;

fn main() {}
