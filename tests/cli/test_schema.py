"""`campaign schema`: what editors check a campaign file with."""

import jsonschema
import yaml

from tests.cli.projects import Project, netease, rongcloud


def test_it_fits_campaigns_and_nothing_else(project: Project) -> None:
    ran = project.run("schema")
    assert (ran.code, ran.err) == (0, "")
    jsonschema.Draft7Validator.check_schema(ran.said)
    validator = jsonschema.Draft7Validator(ran.said)
    for text in (netease(), rongcloud()):
        assert not list(validator.iter_errors(yaml.safe_load(text)))
    assert list(validator.iter_errors({"version": 1, "nmae": "x"}))
