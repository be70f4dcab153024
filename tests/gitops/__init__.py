"""From a branch to sent messages: git, CI and the command line together."""
