// The script that opens the views calls `more::open`; nothing starts by itself.
use more as _;

fn main() {}
