"""Tests of the providers: one conformance suite for all, and what is each vendor's own."""
