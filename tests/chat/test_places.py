"""Where the window puts its files, and where it listens."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from assistant.chat.frontend import install_frontend, without_outside_links
from assistant.chat.server import AddressUnusableError, PortTakenError, serve
from assistant.chat.staging import stage
from assistant.settings import Settings
from tests.support.running_window import RunningWindow, free_port, running_window

PAGE = """<html><head>
<link rel="preconnect" href="https://fonts.example" crossorigin />
<link
  href="https://fonts.example/css2?family=Inter"
  rel="stylesheet"
/>
<link rel="stylesheet" href="//cdn.example/katex.css" />
<script src="https://cdn.example/x.js"></script>
<script type="module" src="/assets/index.js"></script>
<link rel="stylesheet" href="/assets/index.css">
</head></html>"""


def shipped(folder: Path) -> Path:
    """A built front end as Chainlit ships one."""
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "assets" / "index.js").write_text("1", encoding="utf-8")
    (folder / "assets" / "index.js.map").write_text("2", encoding="utf-8")
    return folder


def read_only(folder: Path) -> Path:
    """A folder nobody can write to; the tests may run as root, so a file takes its place."""
    folder.write_text("not a folder", encoding="utf-8")
    return folder


def test_links_to_outside_hosts_go_and_our_own_stay() -> None:
    page = without_outside_links(PAGE)
    assert "example" not in page
    assert 'src="/assets/index.js"' in page
    assert 'href="/assets/index.css"' in page


def test_the_front_end_is_built_once_and_complete(tmp_path: Path) -> None:
    source = shipped(tmp_path / "dist")
    first = install_frontend(source, tmp_path / "home")
    second = install_frontend(source, tmp_path / "home")
    assert first == second
    assert (first / "assets" / "index.js").is_file()
    assert not (first / "assets" / "index.js.map").exists()
    assert [path.name for path in (tmp_path / "home").iterdir()] == [first.name]
    assert (source / "index.html").read_text(encoding="utf-8") == PAGE


def test_where_the_home_cannot_be_written_the_front_end_goes_elsewhere(tmp_path: Path) -> None:
    made = install_frontend(shipped(tmp_path / "dist"), read_only(tmp_path / "home"))
    assert (made / "index.html").is_file()


def test_the_root_is_our_configuration_with_both_languages(
    tmp_path: Path, project_root: Path
) -> None:
    root = stage(tmp_path / "home")
    config = ".chainlit/config.toml"
    assert (root / config).read_bytes() == (project_root / config).read_bytes()
    for name in ("chainlit.md", "chainlit_en-US.md", "chainlit_nl.md", "chainlit_nl-NL.md"):
        assert (root / name).is_file()
    assert (root / "public" / "elements" / "Reply.jsx").is_file()
    before = (root / config).stat().st_mtime_ns
    assert stage(tmp_path / "home") == root
    assert (root / config).stat().st_mtime_ns == before


def test_where_the_home_cannot_be_written_the_root_goes_elsewhere(tmp_path: Path) -> None:
    root = stage(read_only(tmp_path / "home"))
    assert (root / ".chainlit" / "config.toml").is_file()


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError) as caught:
            serve(Settings(port=port, home=tmp_path))
    sentence = caught.value.user_message("nl")
    assert str(port) in sentence
    assert "KOMPAS_PORT" in sentence


def test_an_address_that_is_not_ours_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(AddressUnusableError) as caught:
        serve(Settings(host="192.0.2.1", port=free_port(), home=tmp_path))
    assert "192.0.2.1" in caught.value.user_message("en")


def test_the_window_says_where_it_is_in_one_line(window: RunningWindow) -> None:
    first = window.log.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"Kompas: {window.url}"


def test_a_store_for_other_programs_makes_the_window_keep_nothing(tmp_path: Path) -> None:
    import urllib.request

    port = free_port()
    env = {
        "KOMPAS_HOME": str(tmp_path / "home"),
        "KOMPAS_PORT": str(port),
        "DATABASE_URL": "postgresql://127.0.0.1:1/none",
        "LITERAL_API_KEY": "not-a-key",
    }
    command = [
        "-c",
        "from assistant.chat.server import serve, load_settings; serve(load_settings())",
    ]
    page = f"http://127.0.0.1:{port}/project/settings?language=nl-NL"
    with (
        running_window(command, port=port, home=tmp_path / "run", env=env),
        urllib.request.urlopen(page) as answer,
    ):
        settings = json.load(answer)
    assert settings["dataPersistence"] is False


def test_chainlit_run_opens_the_same_window(tmp_path: Path, project_root: Path) -> None:
    """`chainlit run app.py`, in a copy of what it reads, with no index to answer from."""
    import urllib.request

    root = stage(tmp_path / "root-home")
    port = free_port()
    command = ["-m", "chainlit", "run", str(project_root / "app.py"), "--headless", "--port"]
    env = {"CHAINLIT_APP_ROOT": str(root), "KOMPAS_HOME": str(tmp_path / "home")}
    with running_window([*command, str(port)], port=port, home=tmp_path / "run", env=env) as window:
        with urllib.request.urlopen(f"{window.url}/") as page:
            html = page.read().decode("utf-8")
        with urllib.request.urlopen(f"{window.url}/project/settings?language=nl-NL") as answer:
            settings = json.load(answer)
    assert "https://" not in html
    assert "/public/kompas.js" in html
    assert settings["ui"]["name"] == "Kompas"
    assert len(settings["starters"]) == 5
    assert os.listdir(window.home) == []
