//! TOML with places: typed access to parsed tables that reports what is wrong and goes on.
