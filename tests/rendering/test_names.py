"""The names that a template can use."""

from runner.model import Recipient
from runner.rendering.names import advice, with_own_names


def test_the_recipient_s_own_names_win() -> None:
    names = with_own_names(Recipient("u1", {"id": 5, "name": "Li", "recipient": "x"}, "p.csv", 2))
    assert (names["id"], names["name"]) == ("u1", "Li")
    assert names["recipient"] == {"id": 5, "name": "Li", "recipient": "x"}


def test_recipient_has_the_id_where_no_field_is_named_so() -> None:
    assert with_own_names(Recipient("u1", {"accid": "u1"}, "p.csv", 2))["recipient"] == {"id": "u1", "accid": "u1"}


def test_advice_lists_what_there_is() -> None:
    assert advice("nmae", {"name": "", "id": ""}, {}) == "the fields are name, id; did you mean 'name'?"
    assert advice("relase", {}, {"release": "2"}) == "the vars are release; did you mean 'release'?"
    assert advice("x", {}, {}) == "there are no names here"
    assert advice("x", {f"f{n:02}": "" for n in range(21)}, {}).endswith("f18, f19, …")
