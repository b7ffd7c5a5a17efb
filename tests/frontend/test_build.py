"""The assets that pages need come from the locked packages, and only those."""

import gzip
import json
import os
from pathlib import Path

import pytest

from stafett.frontend.build import ASSETS, PACKED, ROOT, BuildError, compile_catalogues, copy_assets, install_packages
from stafett.frontend.messages import po_file, write_catalogue


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with packages in place."""
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    for source in ASSETS:
        file = tmp_path / "node_modules" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"content\n//# sourceMappingURL=index.js.map")
    return tmp_path


def test_lock_file_pins_every_package_and_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {name: entry for name, entry in packages.items() if name}
    assert locked
    assert all("integrity" in entry and "resolved" not in entry for entry in locked.values())


def test_every_asset_is_copied_and_scripts_lose_their_source_map(checkout: Path) -> None:
    assert copy_assets(checkout)
    assets = checkout / "build" / "assets"
    copied = {str(file.relative_to(assets)) for file in assets.rglob("*") if file.is_file()}
    assert copied == {*ASSETS.values(), *(f"{name}.gz" for name in ASSETS.values() if name.endswith(PACKED))}
    assert (assets / "designsystemet/web.js").read_bytes() == b"content"
    assert gzip.decompress((assets / "designsystemet/web.js.gz").read_bytes()) == b"content"


def test_assets_are_copied_again_only_when_the_lock_changes_or_one_is_missing(checkout: Path) -> None:
    assert [copy_assets(checkout), copy_assets(checkout)] == [True, False]
    (checkout / "package-lock.json").write_text('{"a": 1}')
    assert [copy_assets(checkout), copy_assets(checkout)] == [True, False]
    (checkout / "build/assets/designsystemet/web.js").unlink()
    assert copy_assets(checkout)


def test_without_a_lock_file_the_build_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="checkout"):
        install_packages(tmp_path)


def test_a_catalogue_is_compiled_when_it_is_newer_than_its_compiled_form(tmp_path: Path) -> None:
    po = po_file(tmp_path, "nn")
    write_catalogue(po, "nn", {"Neste": ("Neste",)}, {})
    assert [compile_catalogues(tmp_path), compile_catalogues(tmp_path)] == [["nn"], []]
    later = po.with_suffix(".mo").stat().st_mtime + 1
    os.utime(po, (later, later))
    assert compile_catalogues(tmp_path) == ["nn"]
