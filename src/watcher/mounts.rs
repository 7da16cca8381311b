//! File systems that do not tell of changes made elsewhere: network mounts, folders shared with a host.

use std::fs;
use std::path::{Path, PathBuf};

/// The mounts of this process, in the order they were made.
pub struct Mounts(Vec<(PathBuf, String)>);

impl Mounts {
    /// As the system lists them (proc_pid_mountinfo(5)); none where there is no such list.
    pub fn read() -> Self {
        Self::parse(&fs::read("/proc/self/mountinfo").unwrap_or_default())
    }

    fn parse(list: &[u8]) -> Self {
        let mount = |line: &[u8]| {
            let mut fields = line.split(|it| *it == b' ');
            let place = unescape(fields.nth(4)?);
            // Optional fields, as many as there are, end with a lone `-`.
            let kind = fields.skip_while(|it| *it != b"-").nth(1)?;
            Some((place, String::from_utf8_lossy(kind).into_owned()))
        };
        let all: Vec<_> = list.split(|it| *it == b'\n').filter_map(mount).collect();
        // Most systems have none that is silent, and nothing is left to ask.
        Self(if all.iter().any(|it| is_silent(&it.1)) { all } else { Vec::new() })
    }

    /// The kind of the file system that a real path is on, if it sends no events.
    pub fn silent(&self, path: &Path) -> Option<&str> {
        let holding = self.0.iter().filter(|(place, _)| path.starts_with(place));
        // Of two mounts at one place the later covers the earlier.
        let (_, kind) = holding.max_by_key(|(place, _)| place.components().count())?;
        is_silent(kind).then_some(kind)
    }
}

/// Whether changes on such a file system, made by another machine or the host, go untold.
fn is_silent(kind: &str) -> bool {
    ["nfs", "smb"].iter().any(|it| kind.starts_with(it))
        || ["9p", "cifs", "drvfs", "fuse.grpcfuse", "fuse.sshfs", "osxfs", "prl_fs", "vboxsf", "virtiofs"]
            .contains(&kind)
}

/// Space, tab, line feed and backslash stand as octal numbers.
fn unescape(field: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((&first, after)) = rest.split_first() {
        let octal = |it: &u8| (b'0'..=b'7').contains(it);
        match after.get(..3) {
            Some(digits) if first == b'\\' && digits.iter().all(octal) => {
                let number = digits.iter().fold(0_u8, |sum, it| sum.wrapping_mul(8).wrapping_add(it - b'0'));
                bytes.push(number);
                rest = &after[3..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    path_of(bytes)
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// There is no such list.
#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    const LIST: &str = r"22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
60 27 0:40 / /home/ann/My\040Site rw,relatime shared:30 master:1 - nfs4 server:/sites rw,vers=4.2
61 60 8:1 / /home/ann/My\040Site/content rw - ext4 /dev/sda1 rw
62 27 0:41 / /mnt/c rw,noatime - 9p C:\134 rw,dirsync,aname=drvfs
63 27 0:42 / /app rw - overlay overlay rw
64 27 0:43 / /app/site rw - virtiofs tag rw
65 27 0:44 / /srv rw - cifs //server/share rw
66 27 0:45 / /srv rw - tmpfs tmpfs rw
67 27 0:46 / /odd\9name rw - fuse.sshfs host: rw
68 27 broken
";

    #[test]
    fn w9_mounts_that_send_no_events() {
        let mounts = Mounts::parse(LIST.as_bytes());
        let lines: Vec<_> = [
            "/home/ann",
            "/home/ann/My Site",
            "/home/ann/My Site/static/a",
            "/home/ann/My Site/content/a",
            "/home/ann/My Site 2",
            "/mnt/c/Users",
            "/app",
            "/app/site",
            "/srv/site",
            r"/odd\9name/a",
        ]
        .iter()
        .map(|it| format!("{it} => {:?}\n", mounts.silent(Path::new(it))))
        .collect();
        expect![[r#"
            /home/ann => None
            /home/ann/My Site => Some("nfs4")
            /home/ann/My Site/static/a => Some("nfs4")
            /home/ann/My Site/content/a => None
            /home/ann/My Site 2 => None
            /mnt/c/Users => Some("9p")
            /app => None
            /app/site => Some("virtiofs")
            /srv/site => None
            /odd\9name/a => Some("fuse.sshfs")
        "#]]
        .assert_eq(&lines.concat());
    }

    #[test]
    fn damaged_lists_say_nothing() {
        for list in [&b""[..], b"\n\n", b"1 2 3", b"1 2 3 4 \\", b"1 2 3 4 /\xff\\777 a - nfs"] {
            assert_eq!(Mounts::parse(list).silent(Path::new("/site")), None);
        }
    }
}
