"""The fields of project.yaml, declared once: reading, its JSON Schema and the docs read this table. Pure."""

from runner.campaign.fields import POLICY, PROVIDER
from runner.campaign.file_field import FileField
from runner.project import SETTINGS

__all__ = ["LEDGER", "LOCAL", "PROJECT", "SUPPLIED", "TARGET", "TARGET_PROVIDER"]

LOCAL = "local"
SUPPLIED = ("endpoint", "app_key", "app_secret", "limits")  # what of `provider` a target says in a campaign's stead

_OF_CAMPAIGN = PROVIDER.by_name

LEDGER = FileField(
    "ledger",
    "ledger",
    SETTINGS["ledger"],
    example=".campaign/ledger.db",
    fields=(
        FileField("file", "text", "the ledger's file, relative to project.yaml", example=".campaign/prod.db"),
        FileField(
            "must_exist",
            "flag",
            "true: nothing is planned or sent where the ledger is missing, as on a machine that lost it",
            example="true",
        ),
    ),
)

TARGET_PROVIDER = FileField(
    "providers",
    "sections",
    "accounts by name: what campaigns of that `provider.type`, or with `provider.use: NAME`, are sent with here; it "
    "wins over what a campaign says itself",
    fields=(
        FileField("type", "text", "the provider's name, where the account isn't named after it", example="netease"),
        _OF_CAMPAIGN["endpoint"],
        _OF_CAMPAIGN["app_key"],
        FileField(
            "app_secret",
            "secret",
            "the app secret of the account: `${NAME}`, `file:PATH`, or `cmd:COMMAND`, which runs only with "
            "--allow-commands",
            example="file:/run/secrets/netease",
        ),
        _OF_CAMPAIGN["limits"],
    ),
)

TARGET = FileField(
    "targets",
    "sections",
    SETTINGS["targets"],
    fields=(
        TARGET_PROVIDER,
        FileField(
            "vars",
            "vars",
            "texts for the templates, by name; they win over a campaign's `vars`",
            example="{host: app.example.com}",
        ),
        LEDGER,
        POLICY,
        FileField(
            "env_file",
            "text",
            "a file of NAME=value lines, relative to project.yaml; default .env.TARGET; the environment wins over it",
            example=".env.prod",
        ),
    ),
)

PROJECT = FileField(
    "project",
    "section",
    "one project",
    fields=(
        FileField("version", "version", SETTINGS["version"], example="1"),
        FileField("name", "text", SETTINGS["name"], example="Shop"),
        FileField("env", "names", SETTINGS["env"], example="[SHOP_APP_KEY]"),
        LEDGER,
        TARGET,
        POLICY,
    ),
)
