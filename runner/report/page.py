"""What a command came to, as one HTML file: no script, nothing remote, everything foreign escaped. Pure."""

from jinja2 import Environment, StrictUndefined

from runner.errors import ExitCode
from runner.model import Status
from runner.planning import joint_fingerprint
from runner.report import staging
from runner.report.diagnostics import of_caution, of_problem
from runner.report.markdown import TITLES, headline
from runner.report.outcomes import told
from runner.report.page_template import TEMPLATE
from runner.report.plans import REACHES, ROUTE_HEADS, decided, recipients, route_row, title
from runner.report.record import Record
from runner.report.signs import MEANING, counted_by_sign, sign
from runner.report.verdicts import result
from runner.report.words import clean, moment, span

MOST_PROBLEMS = 1000


def page(record: Record) -> str:
    """The whole file."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"clean": clean, "span": span}
    return environment.from_string(TEMPLATE).render(
        record=record,
        title=TITLES.get(record.command, record.command),
        headline=headline(record),
        at=moment(record.at),
        failed=record.code not in {ExitCode.DONE, ExitCode.USAGE} or bool(record.all_problems),
        fingerprint=joint_fingerprint([one.plan for one in record.plans]) if record.plans else "",
        problems=[of_problem(one) for one in record.all_problems[:MOST_PROBLEMS]],
        cautions=[of_caution(one) for one in record.cautions] if record.checked else [],
        signs=MEANING,
        statuses=list(Status),
        by_sign=counted_by_sign,
        sign=sign,
        decided=decided,
        recipients=recipients,
        routes=lambda report: [route_row(way, report.audience) for way in report.plan.ways],
        route_heads=ROUTE_HEADS,
        stage=staging.row,
        stage_heads=staging.HEADS,
        between=staging.between,
        result=result,
        told=told,
        reaches=REACHES,
        name=title,
        caution=of_caution,
    )
