//! Small sites for the tests of this room.
