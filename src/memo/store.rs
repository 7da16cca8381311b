//! One file of values and one index of it. A lost, foreign, shortened or altered file costs work and nothing else.
//!
//! | File | Holds |
//! |---|---|
//! | `values` | payloads, one after the other; appended to |
//! | `index` | what lies where, with a digest of each payload and of itself; replaced whole when a build ends |
//! | `lock` | held by the one build that may write |
//!
//! Nothing in either depends on a path, a time or a machine, so both may be copied to another one.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::digest::Digest;

/// Bytes that are gathered before they go to the disk.
const GATHERED: usize = 1 << 20;

/// Bytes of values that no build asks for any more which are tolerated beside as many that are asked for.
const SLACK: u64 = 16 << 20;

/// Where a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    offset: u64,
    len: u32,
    /// Of the payload, so that an altered one is not believed.
    check: Digest,
    /// Asked for, or added, since the store was opened.
    used: bool,
}

/// Values by the digest of what they were made from.
///
/// Without a folder, when another process holds it, and from the moment a disk fails, it keeps its values in memory.
#[derive(Debug)]
pub struct Store {
    version: Digest,
    folder: Option<PathBuf>,
    /// Whether new values are kept at all.
    keeps: bool,
    inner: Mutex<Inner>,
    /// Reads need no lock of ours.
    values: Option<File>,
    /// Keeps other builds from writing; gone with the store.
    _lock: Option<File>,
}

#[derive(Debug, Default)]
struct Inner {
    entries: HashMap<Digest, Entry>,
    /// Bytes that lie in the file.
    written: u64,
    /// Bytes that come after them.
    gathered: Vec<u8>,
    file: Option<File>,
    /// Something was added or found to be wrong: the index on the disk is out of date.
    changed: bool,
}

impl Store {
    /// Opens the store in a folder, or starts an empty one. `version` names the program: values of another are not read.
    pub fn open(folder: Option<&Path>, version: Digest) -> Self {
        let nothing = || Self::nothing(version, true);
        let Some(folder) = folder else { return nothing() };
        let Ok((lock, file, values)) = files(folder) else { return nothing() };
        let length = values.metadata().map_or(0, |it| it.len());
        let known = fs::read(folder.join("index")).ok().and_then(|bytes| index(&bytes, version, length));
        let (entries, written) = known.unwrap_or_default();
        // What a killed build appended is not in the index.
        if file.set_len(written).is_err() {
            return nothing();
        }
        let inner = Inner { entries, written, file: Some(file), ..Inner::default() };
        Self {
            version,
            folder: Some(folder.to_owned()),
            keeps: true,
            inner: Mutex::new(inner),
            values: Some(values),
            _lock: Some(lock),
        }
    }

    /// Opens the store in a folder to be read only, whoever else holds it. What is put into it is forgotten.
    pub fn reader(folder: Option<&Path>, version: Digest) -> Self {
        let nothing = Self::nothing(version, false);
        let Some(folder) = folder else { return nothing };
        let Ok(values) = File::open(folder.join("values")) else { return nothing };
        let length = values.metadata().map_or(0, |it| it.len());
        let known = fs::read(folder.join("index")).ok().and_then(|bytes| index(&bytes, version, length));
        let Some((entries, written)) = known else { return nothing };
        let inner = Inner { entries, written, ..Inner::default() };
        Self { values: Some(values), inner: Mutex::new(inner), ..nothing }
    }

    fn nothing(version: Digest, keeps: bool) -> Self {
        Self { version, folder: None, keeps, inner: Mutex::default(), values: None, _lock: None }
    }

    /// Whether values outlive the process.
    pub fn is_kept(&self) -> bool {
        self.folder.is_some()
    }

    /// The value of a key.
    pub fn get(&self, key: Digest) -> Option<Vec<u8>> {
        let mut inner = self.lock();
        let entry = inner.entries.get_mut(&key)?;
        entry.used = true;
        let entry = *entry;
        let len = entry.len as usize;
        if let Some(from) = entry.offset.checked_sub(inner.written) {
            return inner.gathered.get(from as usize..from as usize + len).map(<[u8]>::to_vec);
        }
        drop(inner);
        let mut bytes = vec![0; len];
        let read = self.values.as_ref().is_some_and(|file| read_at(file, &mut bytes, entry.offset).is_ok());
        if read && Digest::of(&bytes) == entry.check {
            return Some(bytes);
        }
        let mut inner = self.lock();
        inner.entries.remove(&key);
        inner.changed = true;
        None
    }

    /// Whether a key has a value, as far as the index knows.
    pub fn has(&self, key: Digest) -> bool {
        self.lock().entries.get_mut(&key).map(|entry| entry.used = true).is_some()
    }

    /// Keeps a value.
    pub fn put(&self, key: Digest, bytes: &[u8]) {
        if !self.keeps {
            return;
        }
        let check = Digest::of(bytes);
        let mut inner = self.lock();
        let offset = inner.written + inner.gathered.len() as u64;
        inner.gathered.extend_from_slice(bytes);
        inner.entries.insert(key, Entry { offset, len: bytes.len() as u32, check, used: true });
        inner.changed = true;
        if inner.gathered.len() >= GATHERED {
            inner.flush();
        }
    }

    /// Ends a build: writes the index, and drops what no build asks for any more when it is the larger part.
    ///
    /// # Errors
    /// The disk's. The store on it is then as it was, or empty.
    pub fn close(self) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let mut inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        inner.flush();
        let live: u64 = inner.entries.values().filter(|it| it.used).map(|it| u64::from(it.len)).sum();
        // A build that found nothing to do asked for nothing, and says nothing of what is needed.
        let compacts = live > 0 && inner.written > live.saturating_mul(2) + SLACK;
        if !inner.changed && !compacts || inner.file.is_none() {
            return Ok(());
        }
        if compacts && let Some(values) = &self.values {
            inner.compact(values, folder)?;
        }
        replace(folder, "index", &inner.index(self.version))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Writes what is gathered. When the disk fails, it and all that follows stays in memory.
    fn flush(&mut self) {
        let Some(file) = &mut self.file else { return };
        if file.write_all(&self.gathered).is_ok() {
            self.written += self.gathered.len() as u64;
            self.gathered.clear();
        } else {
            self.file = None;
        }
    }

    /// Writes the values that were asked for to a new file, in the order in which they lie.
    fn compact(&mut self, values: &File, folder: &Path) -> io::Result<()> {
        self.entries.retain(|_, it| it.used);
        let mut live: Vec<_> = self.entries.values_mut().collect();
        live.sort_unstable_by_key(|it| it.offset);
        let fresh = folder.join("values.new");
        let mut out = io::BufWriter::with_capacity(GATHERED, File::create(&fresh)?);
        let (mut bytes, mut offset) = (Vec::new(), 0);
        for entry in live {
            bytes.resize(entry.len as usize, 0);
            read_at(values, &mut bytes, entry.offset)?;
            out.write_all(&bytes)?;
            entry.offset = offset;
            offset += u64::from(entry.len);
        }
        out.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.written = offset;
        // The old index must not be believed about the new file, should we be killed between the two.
        fs::remove_file(folder.join("index"))?;
        fs::rename(fresh, folder.join("values"))
    }

    fn index(&self, version: Digest) -> Vec<u8> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_unstable_by_key(|(_, it)| it.offset);
        let mut out = Vec::with_capacity(HEAD + entries.len() * ROW + 16);
        out.extend(version.bytes());
        out.extend(self.written.to_le_bytes());
        for (key, it) in entries {
            out.extend(key.bytes());
            out.extend(it.offset.to_le_bytes());
            out.extend(it.len.to_le_bytes());
            out.extend(it.check.bytes());
        }
        out.extend(Digest::of(&out).bytes());
        out
    }
}

/// Bytes before the rows of an index, and of a row.
const HEAD: usize = 16 + 8;
const ROW: usize = 16 + 8 + 4 + 16;

/// Reads an index, if it is whole, of this version, and speaks of a file that is at least as long as it says.
fn index(bytes: &[u8], version: Digest, length: u64) -> Option<(HashMap<Digest, Entry>, u64)> {
    let (bytes, check) = bytes.split_at_checked(bytes.len().checked_sub(16)?)?;
    let (head, rows) = bytes.split_at_checked(HEAD)?;
    let digest = |bytes: &[u8]| Some(Digest::from_bytes(bytes.try_into().ok()?));
    let number = |bytes: &[u8]| Some(u64::from_le_bytes(bytes.try_into().ok()?));
    let written = number(&head[16..])?;
    if Digest::of(bytes) != digest(check)? || digest(&head[..16])? != version || written > length {
        return None;
    }
    let entries = rows.chunks_exact(ROW).map(|row| {
        let offset = number(&row[16..24])?;
        let len = u32::from_le_bytes(row[24..28].try_into().ok()?);
        (offset + u64::from(len) <= written)
            .then_some((digest(&row[..16])?, Entry { offset, len, check: digest(&row[28..])?, used: false }))
    });
    Some((entries.collect::<Option<_>>()?, written))
}

/// The lock, and the file of values to append to and to read from.
fn files(folder: &Path) -> io::Result<(File, File, File)> {
    fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    let lock = options.open(folder.join("lock"))?;
    lock.try_lock().map_err(io::Error::from)?;
    let path = folder.join("values");
    Ok((lock, options.open(&path)?, File::open(&path)?))
}

/// Replaces a file, so that a reader finds the old one or the new one.
pub fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let fresh = folder.join(format!("{name}.new"));
    fs::write(&fresh, bytes)?;
    fs::rename(fresh, folder.join(name))
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    let mut from = 0;
    while from < bytes.len() {
        match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[from..], offset + from as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => from += read,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;

    fn key(at: u32) -> Digest {
        Digest::of(&at.to_le_bytes())
    }

    fn open(dir: &TempDir) -> Store {
        Store::open(Some(&dir.join("cache")), Digest::of(b"1"))
    }

    /// A store with values 0 to 9 on the disk.
    fn filled() -> TempDir {
        let dir = TempDir::new();
        let store = open(&dir);
        (0..10).for_each(|at| store.put(key(at), &[at as u8; 100]));
        assert_eq!(store.get(key(3)).unwrap(), [3; 100]);
        store.close().unwrap();
        dir
    }

    fn found(store: &Store) -> Vec<u32> {
        (0..10).filter(|&at| store.get(key(at)).is_some_and(|it| it == [at as u8; 100])).collect()
    }

    #[test]
    fn a_reader_takes_nothing_from_whoever_writes() {
        let dir = filled();
        let reader = || Store::reader(Some(&dir.join("cache")), Digest::of(b"1"));
        let writer = open(&dir);
        let early = reader();
        assert!(writer.is_kept() && found(&early).len() == 10);
        writer.put(key(10), b"new");
        early.put(key(11), b"forgotten");
        assert_eq!((early.get(key(10)), early.get(key(11))), (None, None));
        writer.close().unwrap();
        assert_eq!(reader().get(key(10)).as_deref(), Some(&b"new"[..]));
        assert!(found(&Store::reader(Some(&dir.join("none")), Digest::of(b"1"))).is_empty());
    }

    #[test]
    fn values_outlive_the_process_and_follow_a_copy() {
        let (dir, other) = (filled(), TempDir::new());
        assert_eq!(found(&open(&dir)).len(), 10);
        for (name, bytes) in dir.tree() {
            other.file(&name, bytes);
        }
        assert_eq!(found(&open(&other)).len(), 10);
    }

    #[test]
    fn another_version_reads_nothing() {
        let dir = filled();
        let store = Store::open(Some(&dir.join("cache")), Digest::of(b"2"));
        assert_eq!(found(&store), Vec::<u32>::new());
        store.put(key(1), &[1; 100]);
        store.close().unwrap();
        assert_eq!(found(&open(&dir)), Vec::<u32>::new());
    }

    #[test]
    fn a_second_process_keeps_its_values_to_itself() {
        let dir = filled();
        let (first, second) = (open(&dir), open(&dir));
        second.put(key(1), &[1; 100]);
        assert_eq!((found(&first).len(), found(&second)), (10, vec![1]));
        second.close().unwrap();
        first.close().unwrap();
        assert_eq!(found(&open(&dir)).len(), 10);
    }

    /// Every byte of both files altered, one at a time, and every length: what is found is right or absent.
    #[test]
    fn damage_costs_values_and_nothing_else() {
        let dir = filled();
        for name in ["index", "values"] {
            let path = dir.join("cache").join(name);
            let whole = fs::read(&path).unwrap();
            let index = fs::read(dir.join("cache/index")).unwrap();
            let values = fs::read(dir.join("cache/values")).unwrap();
            for at in 0..whole.len() {
                for damaged in
                    [[&whole[..at], &[whole[at] ^ 1], &whole[at + 1..]].concat(), whole[..at].to_vec()]
                {
                    dir.file("cache/index", &index).file("cache/values", &values);
                    fs::write(&path, damaged).unwrap();
                    let store = open(&dir);
                    for at in 0..10 {
                        assert!(store.get(key(at)).is_none_or(|it| it == [at as u8; 100]));
                    }
                    store.put(key(10), b"new");
                    store.close().unwrap();
                    assert_eq!(open(&dir).get(key(10)).unwrap(), b"new");
                }
            }
        }
    }

    #[test]
    fn a_killed_build_leaves_what_the_one_before_it_knew() {
        let dir = filled();
        let store = open(&dir);
        store.put(key(11), &[7; 2 * GATHERED]);
        drop(store);
        let store = open(&dir);
        assert_eq!(found(&store).len(), 10);
        assert!(!store.has(key(11)));
    }

    #[test]
    fn what_nobody_asks_for_goes_when_it_is_the_larger_part() {
        let dir = filled();
        let store = open(&dir);
        (20..60).for_each(|at| store.put(key(at), &vec![at as u8; GATHERED]));
        store.close().unwrap();
        let size = || fs::metadata(dir.join("cache/values")).unwrap().len();
        open(&dir).close().unwrap();
        let store = open(&dir);
        (20..30).for_each(|at| assert!(store.has(key(at))));
        assert!(store.has(key(5)));
        store.put(key(61), b"new");
        store.close().unwrap();
        assert_eq!(size(), 10 * GATHERED as u64 + 103);
        let store = open(&dir);
        assert_eq!(found(&store), [5]);
        assert_eq!(store.get(key(25)).unwrap(), vec![25; GATHERED]);
        assert_eq!(store.get(key(61)).unwrap(), b"new");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_keeps_values_in_memory() {
        let dir = TempDir::new();
        fs::create_dir(dir.join("cache")).unwrap();
        std::os::unix::fs::symlink("/dev/full", dir.join("cache/values")).unwrap();
        let store = open(&dir);
        (0..4).for_each(|at| store.put(key(at), &vec![at as u8; GATHERED]));
        assert!((0..4).all(|at| store.get(key(at)).unwrap() == vec![at as u8; GATHERED]));
        let _ = store.close();
    }

    #[test]
    fn without_a_folder_it_lives_in_memory() {
        let store = Store::open(None, Digest::of(b"1"));
        store.put(key(1), b"one");
        assert_eq!(store.get(key(1)).unwrap(), b"one");
        store.close().unwrap();
    }
}
