//! vapi
