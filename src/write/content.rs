//! One file's bytes: compared with what stands in the output, or written, and measured on the way.

use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;

use super::disk;
use crate::digest::{Digest, Digester};

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

/// Whether a file of the same size holds exactly these bytes. One that cannot be read does not: it is replaced.
pub fn equals(path: &Path, bytes: &[u8]) -> bool {
    let compare = || -> io::Result<bool> {
        let mut file = File::open(path)?;
        let mut buffer = vec![0; bytes.len().min(CHUNK)];
        for chunk in bytes.chunks(CHUNK) {
            let read = &mut buffer[..chunk.len()];
            file.read_exact(read)?;
            if read != chunk {
                return Ok(false);
            }
        }
        Ok(true)
    };
    compare().unwrap_or(false)
}

/// The digest of a file when another, of the same size, holds the same bytes.
///
/// # Errors
/// When the first cannot be read.
pub fn same(from: &mut File, other: &Path) -> io::Result<Option<Digest>> {
    let Ok(mut other) = File::open(other) else { return Ok(None) };
    let mut digester = Digester::default();
    let (mut ours, mut theirs) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        let count = read_chunk(from, &mut ours)?;
        let (ours, theirs) = (&ours[..count], &mut theirs[..count]);
        if other.read_exact(theirs).is_err() || ours != theirs {
            return Ok(None);
        }
        if count == 0 {
            return Ok(Some(digester.finish()));
        }
        digester.write_all(ours)?;
    }
}

/// The digest of a file.
///
/// # Errors
/// When it cannot be read.
pub fn digest(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut digester = Digester::default();
    io::copy(&mut file, &mut digester)?;
    Ok(digester.finish())
}

/// Copies a file; returns the digest and the metadata of the copy.
pub fn copy(from: &mut File, to: &Path) -> io::Result<(Digest, Metadata)> {
    let mut to = disk::create_file(to)?;
    let mut digester = Digester::default();
    let mut buffer = vec![0; CHUNK];
    loop {
        let count = read_chunk(from, &mut buffer)?;
        if count == 0 {
            return Ok((digester.finish(), to.metadata()?));
        }
        disk::append(&mut to, &buffer[..count])?;
        digester.write_all(&buffer[..count])?;
    }
}

/// Fills the buffer as far as the file goes.
fn read_chunk(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(filled)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use crate::write::tests::{build, site};

    /// PROMISES B5: sources that cannot be written to do not make files of the output so.
    #[test]
    fn b5_copies_of_read_only_files_can_be_replaced() {
        use std::os::unix::fs::PermissionsExt;
        let dir = site();
        let logo = dir.join("static/logo.svg");
        fs::set_permissions(&logo, fs::Permissions::from_mode(0o444)).expect("it is ours");
        build(&dir, &[("logo.svg", "@static/logo.svg")]).expect("an empty output");
        let mode = fs::metadata(dir.join("output/logo.svg")).expect("it was copied").permissions().mode();
        assert_ne!(mode & 0o200, 0);
    }
}
