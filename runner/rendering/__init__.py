"""Templates made into texts: sandboxed, strict, compiled once a campaign. Reads `templates/` and the changelog only."""

from runner.rendering.campaign import compile_campaign, with_edition
from runner.rendering.git import Facts
from runner.rendering.rendering import Rendering

__all__ = ["Facts", "Rendering", "compile_campaign", "with_edition"]
