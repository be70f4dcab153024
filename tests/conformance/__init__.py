"""Tests of the suite for authors of providers."""
