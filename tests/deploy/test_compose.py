"""docker-compose.yml, its .env and the Dockerfile: safe by default, complete, and as Compose itself reads them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from pipeline.settings import Settings
from tests.support.compose import ROOT, image_environment, read_compose, secrets_of_example, services

SECRETS = re.compile(r"PASSWORD|SECRET|KEY")
NOT_OURS = ("postgres", "redis")


@pytest.fixture(scope="module")
def compose() -> dict:
    return read_compose(secrets_of_example())


def test_every_secret_is_required_and_explained():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    required = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert required == {line[:-1] for line in lines if re.match(r"[A-Z_]+=$", line) and SECRETS.search(line)}
    for name in required:
        above = lines[lines.index(f"{name}=") - 1]
        assert above.startswith("#") or above in {f"{other}=" for other in required}, f"{name} is not explained"
        with pytest.raises(KeyError, match=name):
            read_compose(secrets_of_example() | {name: ""})


def test_no_secret_stands_in_the_files(compose):
    written = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    filled = [value for name, value in secrets_of_example().items() if SECRETS.search(name)]
    assert not [value for value in filled if value in written]
    assert not re.findall(r"PASSWORD[:=]\s*[A-Za-z0-9]", written)


def test_only_this_machine_reaches_a_port(compose):
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", list(read_compose(secrets_of_example())["services"]))
def test_a_service_is_pinned_bounded_and_has_no_privileges(compose, name):
    service = compose["services"][name]
    assert re.search(r":\d+\.\d+(\.\d+)?-|^newswire:local$", service["image"])
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["logging"]["options"]["max-size"]
    assert service.get("user") == name if name in NOT_OURS else "user" not in service
    assert ("healthcheck" in service) == (name != "init")


def test_the_image_runs_as_nobody_special_and_brings_its_model():
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "USER newswire"
    assert all(re.search(r":3\.12\.\d+-", line) for line in lines if line.startswith("FROM"))
    assert any(Settings.model_fields["model"].default in line for line in lines if line.startswith("RUN"))
    copied = [word for line in lines if line.startswith("COPY") and "--from" not in line for word in line.split()[1:-1]]
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for path in copied:
        assert (ROOT / path).exists()
        assert f"!{path.split('/')[0]}" in ignored


def test_tasks_are_writers_and_only_the_init_service_owns_the_schema():
    roles = {
        name: re.findall(r"//(\w+):", service.environment["NEWSWIRE_DATABASE_URL"])[0]
        for name, service in services(secrets_of_example()).items()
        if name not in NOT_OURS
    }
    assert roles.pop("init") == "newswire_owner"
    assert set(roles.values()) == {"newswire_writer"}


def test_every_service_has_the_same_settings_and_knows_them_all():
    known = set(Settings.variables())
    declared = services(secrets_of_example() | dict.fromkeys(known, "1"))
    for name in ("scheduler", "worker", "init"):
        ours = {variable for variable in declared[name].environment if variable.startswith("NEWSWIRE_")}
        assert ours <= known
        assert {"NEWSWIRE_ALERT_WEBHOOK", "NEWSWIRE_KEEP_ARCHIVE_DAYS", "NEWSWIRE_ARCHIVE"} <= ours
    assert "NEWSWIRE_HOME" in image_environment()


def test_workers_and_their_queue_come_by_profile_alone(compose):
    profiles = {name: service.get("profiles", []) for name, service in compose["services"].items()}
    assert {name for name, found in profiles.items() if found == ["celery"]} == {"redis", "worker"}


def test_compose_itself_reads_the_same(tmp_path: Path):
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip(
            "docker-compose is not here: the file is read by these tests alone. Install Debian's docker-compose"
        )
    given = tmp_path / "env"
    given.write_text("".join(f"{name}={value}\n" for name, value in secrets_of_example().items()))

    def config(variables: Path) -> subprocess.CompletedProcess[str]:
        command = [program, "--env-file", str(variables), "--profile", "celery", "config"]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    read = config(given)
    assert read.returncode == 0, read.stderr
    theirs = yaml.safe_load(read.stdout)["services"]
    for name, service in services(secrets_of_example()).items():
        environment = {key: str(value) for key, value in theirs[name]["environment"].items() if value is not None}
        assert service.environment == environment
        assert theirs[name].get("command", []) == [word.replace("$", "$$") for word in service.command]

    given.write_text(given.read_text().replace("REDIS_PASSWORD=", "OTHER="))
    refused = config(given)
    assert refused.returncode != 0
    assert "REDIS_PASSWORD" in refused.stderr
