"""`python -m stafett.frontend.messages`: keep the gettext catalogues in step with templates and code.

Without options the catalogues are updated: new texts come in empty, unused ones go. `--check` changes nothing
and fails when a text is missing (sentences: nn and en, for they are written in bokmål; dotted keys: all),
unused, fuzzy, or has other %-parameters than its siblings.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from stafett.frontend.extract import KEY, Texts, find_texts
from stafett.frontend.vocabularies import VOCABULARIES

PACKAGE: Final = Path(__file__).resolve().parents[1]
SOURCE_LANGUAGE: Final = "nb"
LANGUAGES: Final = ("nb", "nn", "en")
PARAMETER: Final = re.compile(r"%\((\w+)\)s")
# No dates and no tool versions: the file changes only when a text does.
HEADER: Final = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

Translation = tuple[str, ...]
Entries = dict[str, Translation]


def po_file(locale: Path, language: str) -> Path:
    """The catalogue of one language."""
    return locale / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path, language: str) -> Catalog:
    """The catalogue as it stands; an empty one where there is no file yet."""
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def entries(catalogue: Catalog) -> Entries:
    """msgid -> its forms (one, or singular and plural)."""
    found: Entries = {}
    for message in catalogue:
        if message.id:
            msgid, forms = _singular(message.id), message.string
            found[msgid] = (forms,) if isinstance(forms, str) else tuple(forms or ("",))
    return found


def wanted(texts: Texts, language: str, known: Iterable[str]) -> set[str]:
    """What this language's catalogue must hold: msgids the source names, and known keys it still uses."""
    keys = texts.keys | {key for key in known if KEY.fullmatch(key) and texts.uses(key)}
    return keys if language == SOURCE_LANGUAGE else keys | texts.sentences | set(texts.plurals)


def problems(texts: Texts, locale: Path) -> Iterator[str]:
    """One line per thing that is wrong, in a fixed order."""
    catalogues = {language: read_catalogue(po_file(locale, language), language) for language in LANGUAGES}
    held = {language: entries(catalogue) for language, catalogue in catalogues.items()}
    known = {msgid for language in LANGUAGES for msgid in held[language]}
    for language in LANGUAGES:
        must = wanted(texts, language, known)
        for msgid in sorted(must):
            if not all(held[language].get(msgid, ("",))):
                yield f"{language}: missing text for {msgid!r}"
        for msgid in sorted(set(held[language]) - must):
            yield f"{language}: no longer used: {msgid!r}"
        for message in catalogues[language]:
            if message.id and message.fuzzy:
                yield f"{language}: fuzzy: {_singular(message.id)!r}"
        yield from _wrong_parameters(language, held, texts)


def _wrong_parameters(language: str, held: dict[str, Entries], texts: Texts) -> Iterator[str]:
    for msgid, forms in sorted(held[language].items()):
        source = held[SOURCE_LANGUAGE].get(msgid, ("",))[0] if KEY.fullmatch(msgid) else msgid
        expected = _parameters(texts.plurals.get(msgid, source))
        # The singular may say "one" in words; the last form is the plural, or the only one.
        if forms[-1] and source and _parameters(forms[-1]) != expected:
            yield f"{language}: other parameters than {sorted(expected)} in {msgid!r}"
        if any(not _well_formed(form) for form in forms if KEY.fullmatch(msgid)):
            yield f"{language}: a percent sign in {msgid!r} must be written %%"


def _parameters(text: str) -> set[str]:
    return set(PARAMETER.findall(text))


def _well_formed(text: str) -> bool:
    return "%" not in PARAMETER.sub("", text).replace("%%", "")


def update(texts: Texts, locale: Path) -> list[str]:
    """Rewrite the catalogues; returns one line per language that changed."""
    held = {language: entries(read_catalogue(po_file(locale, language), language)) for language in LANGUAGES}
    known = {msgid for language in LANGUAGES for msgid in held[language]}
    changed = []
    for language in LANGUAGES:
        must = wanted(texts, language, known)
        kept = {msgid: forms for msgid, forms in held[language].items() if msgid in must}
        new = dict.fromkeys(must - set(kept), ("",))
        if write_catalogue(po_file(locale, language), language, {**kept, **new}, texts.plurals):
            changed.append(f"{language}: {len(new)} new, {len(held[language]) - len(kept)} gone")
    return changed


def write_catalogue(path: Path, language: str, texts: Entries, plurals: dict[str, str]) -> bool:
    """Write the file in its one canonical form; says whether its content changed."""
    catalogue = Catalog(locale=language)
    for msgid, forms in texts.items():
        if msgid in plurals:
            catalogue.add((msgid, plurals[msgid]), forms if len(forms) > 1 else ("", ""))
        else:
            catalogue.add(msgid, forms[0])
    body = BytesIO()
    write_po(body, catalogue, width=0, sort_output=True, omit_header=True, no_location=True)
    content = HEADER.format(language=language).encode() + body.getvalue()
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _singular(msgid: str | list[str] | tuple[str, ...]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


@click.command(help="Update the gettext catalogues, or with --check say what is wrong with them.")
@click.option("--check", is_flag=True, help="Change nothing; fail when something is missing or stale.")
def main(*, check: bool) -> None:
    texts = find_texts(PACKAGE, VOCABULARIES)
    locale = PACKAGE / "locale"
    if not check:
        click.echo("\n".join(update(texts, locale)) or "Catalogues are up to date.")
        return
    found = list(problems(texts, locale))
    if found:
        raise click.ClickException("\n".join(["the catalogues are not in order:", *found]))
    click.echo("Catalogues are in order.")


if __name__ == "__main__":
    main()
