"""Texts for templates by name: a campaign's `vars`, a target's, and those of a file of its own. Reads that file."""

from pathlib import Path

from runner.campaign import values
from runner.campaign.reading import Reading, is_empty, shape_of
from runner.campaign.values import Wrong
from runner.errors import CampaignInvalid
from runner.project import Project
from runner.source import MapNode, Node, Scalar, scan_file


def read_variables(reading: Reading, node: Node | None) -> dict[str, str]:
    """The texts of a mapping; complains about names that no template can say and values that are no texts."""
    variables: dict[str, str] = {}
    for key, value in node.items if isinstance(node, MapNode) else ():
        if isinstance(wrong := values.variable_name(key.text), Wrong):
            reading.complain(key.place, f"vars: {wrong.what}", wrong.todo)
        if not isinstance(value, Scalar):
            reading.complain(
                value.place, f"the var `{key.text}` must be a text, not {shape_of(value)}", "write one value"
            )
        elif is_empty(value):
            reading.complain(value.place, f"the var `{key.text}` has no value", 'write "" for an empty text')
        elif "${" in value.text:
            todo = f"give it on the command line: --var {key.text}=…"
            reading.complain(
                value.place, "`${…}` isn't replaced in vars, only in app_key, app_secret and endpoint", todo
            )
        else:
            variables[key.text] = value.text
    return variables


def read_variable_file(path: Path, shown: str) -> dict[str, str]:
    """The texts in a YAML or JSON file; `CampaignInvalid` with all its problems."""
    reading = Reading(Project(path.parent), path.parent, shown, {}, {})
    scanned = scan_file(path, shown)
    reading.problems.extend(scanned.problems)
    node = scanned.node
    if node is not None and not isinstance(node, MapNode) and not is_empty(node):
        reading.complain(node.place, f"a file of variables is a mapping, not {shape_of(node)}", "write NAME: text")
    variables = read_variables(reading, node)
    if reading.problems:
        raise CampaignInvalid(reading.problems)
    return variables
