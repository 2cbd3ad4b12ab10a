use crate::tools::Tools;
use anyhow::Result;
pub fn bench(_: &Tools) -> Result<()> {
    Ok(())
}
