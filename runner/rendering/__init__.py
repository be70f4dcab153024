"""Templates made into texts: sandboxed, strict, compiled once a campaign. Reads `templates/` only."""

from runner.rendering.campaign import Rendering, compile_campaign

__all__ = ["Rendering", "compile_campaign"]
