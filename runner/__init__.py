"""campaign-runner: notification campaigns as code."""
