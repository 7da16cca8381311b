//! One file of the author's in another form: a brief that was mended, or a baseline.

use std::fs;
use std::path::Path;

use super::disk;
use crate::error::Result;

/// Puts other bytes in the place of a file, or makes it. Who reads it meanwhile finds the old ones or the new ones, and it
/// keeps its permissions. Through a link the file that it leads to is replaced.
///
/// # Errors
/// Of the disk; then the file is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    let beside = real.with_file_name(format!(".{name}.dateline"));
    let put = || {
        // Left by a run that was ended.
        if disk::exists(&beside) {
            disk::remove_file(&beside)?;
        }
        let file = disk::write(&beside, bytes)?;
        if let Ok(metadata) = fs::metadata(&real) {
            fs::set_permissions(&beside, metadata.permissions())?;
        }
        disk::sync(&file)?;
        disk::rename(&beside, &real)
    };
    put().map_err(|cause| {
        let _ = disk::remove_file(&beside);
        disk::error("write", path, cause)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;

    #[test]
    fn whole_and_with_its_permissions() {
        let dir = TempDir::new();
        dir.file("a.md", "old");
        let path = dir.join("a.md");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        }
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        }
        replace(&dir.join("b.md"), b"made").unwrap();
        assert_eq!(fs::read_dir(&*dir).unwrap().count(), 2, "nothing is left beside them");
        assert!(replace(&dir.join("none/c.md"), b"x").is_err());
    }
}
