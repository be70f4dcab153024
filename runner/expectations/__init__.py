"""Tests beside a campaign, `x.test.yaml`: read, compared with what came, brought up to date. Pure, but for reading."""
