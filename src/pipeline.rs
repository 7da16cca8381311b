//! The phases joined in one readable function. Threads live here and nowhere else.
