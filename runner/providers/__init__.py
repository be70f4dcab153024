"""The providers: one vendor a module, its tables beside it. Pure."""
