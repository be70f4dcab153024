"""Which languages a campaign offers, which one a recipient gets, and what isn't translated. Pure but for the folder."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches

from runner.campaign.model import Campaign, Locale
from runner.errors import Place, Problem
from runner.rendering.loader import FOLDER, ProjectLoader

# What a folder of templates is taken for: ISO 639's two or three letters, then a script, a region or a variant.
LANGUAGE = r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}"
LONGEST = 100  # characters of a recipient's field: what is longer names no language


def chosen(text: str, languages: Collection[str], default: str) -> str:
    """The language for what a recipient's field says: exactly that one; else but for case and `_` for `-`.

    Else the nearest of which it is a variant, where that is offered (`zh-Hant-TW` to `zh-Hant`, then `zh`); else the
    default.
    """
    if text in languages:
        return text
    if len(text) > LONGEST:
        return default
    known = {_folded(one): one for one in reversed(list(languages))}
    wanted = _folded(text)
    while wanted and wanted not in known:
        wanted = wanted.rpartition("-")[0]
    return known.get(wanted, default)


def offered(campaign: Campaign, locale: Locale, files: ProjectLoader) -> tuple[str, ...]:
    """The languages that a campaign speaks, the default first: those that `offered` names.

    Where it names none: those of `translations`, and each folder of `templates/` with a language's name that holds a
    template which the campaign uses in its default language. `files`: where that was compiled. Another campaign's
    folders, and those whose templates are named in full (`ios/title.j2`), are no languages of this one.
    """
    if locale.offered is not None:
        return tuple(dict.fromkeys((locale.default, *locale.offered)))
    folders = [name for name in files.folders() if re.fullmatch(LANGUAGE, name)]
    spoken = [name for name in folders if any(files.holds(f"{name}/{used}") for used in files.opened)]
    return tuple(dict.fromkeys((locale.default, *campaign.translations, *spoken)))


def misnamed(campaign: Campaign, locale: Locale) -> list[Problem]:
    """Translations that nobody would get."""
    problems = []
    for language, params in campaign.translations.items():
        place = params[0][1].place if params else locale.place
        if language == locale.default:
            what = f"{language} is the default language: its texts are the campaign's own"
            problems.append(Problem(place, what, "move them to `content` and `push`"))
        elif locale.offered is not None and language not in locale.offered:
            close = get_close_matches(language, locale.offered, 1)
            todo = f"did you mean {close[0]}?" if close else f"add it there: [{', '.join((*locale.offered, language))}]"
            problems.append(Problem(place, f"there are translations to {language}, which `offered` doesn't name", todo))
    return problems


def gaps(
    campaign: Campaign, locale: Locale, languages: Sequence[str], files: ProjectLoader
) -> Mapping[str, list[Problem]]:
    """By language, what others have in their own words and it has not: parameters, and templates that are used.

    A template that stands in `templates/` alone is everybody's. `files`: where the default language was compiled.
    """
    others = [language for language in languages if language != locale.default]
    return {one: [*_parameters(campaign, one), *_templates(one, locale, languages, files)] for one in others}


def _parameters(campaign: Campaign, language: str) -> Iterator[Problem]:
    own = {parameter.name for parameter, _ in campaign.translations.get(language, ())}
    for other, params in campaign.translations.items():
        for parameter, node in params:
            if parameter.name not in own:
                own.add(parameter.name)
                what = f"`{parameter.name}` is translated to {other}, and not to {language}"
                yield Problem(node.place, what, f"add it to `translations`: {language}")


def _templates(language: str, locale: Locale, languages: Sequence[str], files: ProjectLoader) -> Iterator[Problem]:
    for name in files.opened:
        if files.holds(f"{language}/{name}"):
            continue
        other = next((one for one in languages if files.holds(f"{one}/{name}")), "")
        if other:
            what = f"this template is not translated to {language}"
            todo = f"write {FOLDER}/{language}/{name}"
            todo += f", or move it to {FOLDER}/ if it is everybody's" if other == locale.default else ""
            yield Problem(Place(f"{FOLDER}/{other}/{name}"), what, todo)


def _folded(language: str) -> str:
    return language.strip().casefold().replace("_", "-")
