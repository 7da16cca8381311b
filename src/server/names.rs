//! Under which names the machine is served (PROMISES S3).
//!
//! A page of a stranger can make a name of its own lead to this machine and then read what is served here (CVE-2025-24010).
//! The browser still sends that name as `Host`, so that names which are not ours are refused.

use std::net::IpAddr;

/// The names and addresses that requests may be meant for.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The addresses that are listened on.
    pub addresses: Vec<IpAddr>,
    /// What else the machine is called, in lower case.
    pub names: Vec<String>,
}

impl Names {
    /// Whether a `Host` (RFC 9110, 7.2), with a port or without, is this machine. Which port does not matter: a tunnel
    /// has another one at its other end.
    pub fn admit(&self, host: &str) -> bool {
        let Some((name, port)) = split(host) else { return false };
        if !port.is_empty() && port.parse::<u16>().is_err() {
            return false;
        }
        if let Some(address) = address(name) {
            return self.admit_address(address);
        }
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        name == "localhost" || name.ends_with(".localhost") || self.names.contains(&name)
    }

    /// Whether an `Origin` (RFC 6454) is this machine. `null`, which stands for a page that may be anyone's, is not.
    pub fn admit_origin(&self, origin: &str) -> bool {
        ["http://", "https://"].iter().filter_map(|it| origin.strip_prefix(it)).any(|host| self.admit(host))
    }

    /// A name can be anyone's, a number cannot: when all addresses are listened on, each is ours.
    fn admit_address(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_loopback()
            || self.addresses.iter().any(|it| it.is_unspecified() || it.to_canonical() == address)
    }
}

/// Name and port; `None` when the text is neither a name nor an address.
fn split(host: &str) -> Option<(&str, &str)> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let end = rest.find(']')? + 2;
            (&host[..end], &host[end..])
        }
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = if port.is_empty() { port } else { port.strip_prefix(':')? };
    (!name.is_empty()).then_some((name, port))
}

fn address(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
        None => name.parse().ok().map(IpAddr::V4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(addresses: &[&str], names: &[&str]) -> Names {
        Names {
            addresses: addresses.iter().map(|it| it.parse().expect("an address")).collect(),
            names: names.iter().map(|&it| it.to_owned()).collect(),
        }
    }

    #[test]
    fn s3_only_names_of_this_machine() {
        let local = names(&["127.0.0.1", "::1"], &[]);
        for host in [
            "localhost",
            "localhost:1414",
            "LOCALHOST.",
            "a.localhost:1",
            "127.0.0.1:1414",
            "127.9.9.9",
            "[::1]:1414",
            "[::ffff:127.0.0.1]",
            "localhost:",
        ] {
            assert!(local.admit(host), "{host}");
        }
        for host in [
            "",
            ":1414",
            "evil.example",
            "localhost.evil.example",
            "evillocalhost",
            "127.0.0.1.evil.example",
            "0.0.0.0",
            "192.168.1.5",
            "127.1",
            "2130706433",
            "[::2]",
            "[::1",
            "::1",
            "[::1]x",
            "localhost:99999",
            "localhost:a",
            "localhost:1414:1",
            "localhost@evil.example",
            "localhost/",
            "localhost, evil.example",
            "localhost..",
        ] {
            assert!(!local.admit(host), "{host}");
        }
    }

    #[test]
    fn s3_the_given_interface_is_a_name() {
        let named = names(&["192.168.1.5"], &["desk.example"]);
        assert!(named.admit("desk.example:1414") && named.admit("192.168.1.5") && named.admit("localhost"));
        assert!(!named.admit("192.168.1.6") && !named.admit("a.desk.example"));
        let all = names(&["0.0.0.0"], &["desk"]);
        assert!(
            all.admit("10.0.0.7:1414") && all.admit("[fe80::1]") && all.admit("desk") && all.admit("0.0.0.0")
        );
        assert!(!all.admit("evil.example"));
    }

    #[test]
    fn s3_origins() {
        let local = names(&["127.0.0.1"], &[]);
        assert!(local.admit_origin("http://localhost:1414") && local.admit_origin("https://127.0.0.1"));
        for origin in
            ["null", "", "http://evil.example", "file://", "localhost", "http://localhost@evil.example"]
        {
            assert!(!local.admit_origin(origin), "{origin}");
        }
    }
}
