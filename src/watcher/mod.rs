//! Tells when files of a site may have changed.
