"""Tests of the ledger, the draft and the views."""
