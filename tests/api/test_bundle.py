"""The page's modules in one script do what they do one by one, or are not put together."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.api.assets import BUNDLE, MAIN, Assets
from app.api.bundle import BundleError, bundle
from app.settings import STATIC
from tests.conftest import lacking

MODULES = {
    "main.js": """import { twice, Box as Case } from "./inner/a.js";
import {
  first,
  second,
} from "./b.js";
import { shared } from "./c.js";
import { passed } from "./inner/d.js";
const late = await Promise.resolve(4);
shared.push("main");
console.log(twice(first), new Case(second).held, late, passed, shared.join());
""",
    "inner/a.js": """import { shared } from "../c.js";
/** import { nothing } from "./nowhere.js" */
const own = 2;
export function twice(value) { return own * value; }
export class Box { constructor(held) { this.held = held; } }
export async function later() { await null; }
shared.push("a");
""",
    "b.js": """const own = 10, other = "b";
export { own as first, other as second };
""",
    "c.js": "export const shared = [];\n",
    "inner/d.js": """export { inner as passed } from "./e.js";
""",
    "inner/e.js": 'export const { inner, rest } = { inner: "e", rest: 1 };\n',
}


def write(folder: Path, modules: dict[str, str]) -> Path:
    for name, text in modules.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder / "main.js"


def run(script: Path) -> str:
    node = shutil.which("node")
    if node is None:
        lacking("Node.js", "install version 20 or newer")
    return subprocess.run([node, script], check=True, capture_output=True, text=True).stdout


def test_the_script_does_what_the_modules_do(tmp_path: Path) -> None:
    main = write(tmp_path, MODULES)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    together = tmp_path / "together.mjs"
    together.write_text(bundle(main))
    assert run(together) == run(main) == "20 b 4 e a,main\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('import all from "./c.js";', "import all"),
        ('import * as all from "./c.js";', "import \\*"),
        ('import "./c.js";', 'import "./c.js"'),
        ("export default 3;", "export default"),
        ("export let changing = 3;", "export let"),
        ("export const here = import.meta.url;", "import.meta"),
        ("const late = await 3;", "await 3"),
        ('import { a } from "./a.js";\nexport const b = a;', "imports itself"),
    ],
)
def test_what_cannot_be_kept_is_refused(tmp_path: Path, text: str, said: str) -> None:
    modules = {"main.js": 'import { a } from "./a.js";', "a.js": 'import { b } from "./b.js";'}
    main = write(tmp_path, {**modules, "b.js": text, "c.js": ""})
    with pytest.raises(BundleError, match=said):
        bundle(main)


def test_the_pages_modules_can_be_put_together(tmp_path: Path) -> None:
    script = tmp_path / "page.mjs"
    script.write_text(bundle(STATIC / MAIN))
    assert "// runner.js\n" in script.read_text()
    node = shutil.which("node")
    if node is None:
        lacking("Node.js", "install version 20 or newer")
    subprocess.run([node, "--check", script], check=True)


async def test_modules_that_cannot_be_put_together_are_loaded_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    write(tmp_path / "js", {"main.js": 'import all from "./a.js";', "a.js": ""})
    folder = Assets(tmp_path)
    version = await folder.version()
    assert folder.scripts == ["js/a.js", MAIN]
    assert (await folder.versioned(f"{version}/{BUNDLE}"))[0] is None
