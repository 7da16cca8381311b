//! Files that are not the site's: hidden ones, and those that editors leave beside the file they save.

use std::path::Path;

/// Whether a file or folder is passed over: hidden, or dropped by an editor.
pub fn is_passed_over(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name == ".well-known" {
        // RFC 8615: the one hidden folder that is published.
        return !path.parent().is_some_and(|it| it.ends_with("static"));
    }
    is_dropping(&name)
}

/// Whether a name is hidden or one that an editor leaves beside the file it saves (PROMISES W3).
pub fn is_dropping(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.len() > 1 && name.starts_with('#') && name.ends_with('#')
        || [".swp", ".tmp", ".bck", ".orig"].iter().any(|it| name.ends_with(it))
        || name.starts_with("___jb_") && name.ends_with("___")
        // JetBrains, beside the file of that name.
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || name == "4913"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w3_names_of_droppings() {
        let droppings = [".a.md.swp", "a.md~", "#a.md#", "a.tmp", "a.bck", "a.orig", "___jb_old___", "4913"];
        assert!(droppings.iter().all(|it| is_dropping(it)));
        assert!(is_dropping("a.md___jb_tmp___") && is_dropping("a.md___jb_old___"));
        assert!(["a.md", "#", "#1", "4913.md", "___jb_x"].iter().all(|it| !is_dropping(it)));
    }

    #[test]
    fn well_known_is_published_from_static_alone() {
        assert!(!is_passed_over(Path::new("site/static/.well-known")));
        assert!(is_passed_over(Path::new("site/content/.well-known")));
        assert!(is_passed_over(Path::new("site/static/.git")));
    }
}
