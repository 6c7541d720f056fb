"""docker-compose.yml and the Dockerfile as data: what each service runs, with which environment and which check."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?:(:[-?])([^}]*))?\})")


@dataclass(frozen=True)
class Service:
    """A service as Compose would start it; `healthcheck` is a command whose success says that it is well."""

    command: list[str]
    environment: dict[str, str]
    healthcheck: list[str]


def secrets_of_example() -> dict[str, str]:
    """The variables of .env.example; what is empty there gets a value, as the file asks."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    return {name: value or f"{name.lower().replace('_', '')}0123456789abcdef" for name, value in given.items()}


def read_compose(variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with `${…}` filled in as Compose does; raises KeyError for a variable that it requires."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    filled = yaml.safe_load(re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE))
    return dict(_fill(filled, variables))


def services(variables: Mapping[str, str]) -> dict[str, Service]:
    """The services by name; a variable without a value is there where `variables` has it."""
    found = {}
    for name, entry in read_compose(variables)["services"].items():
        environment = {
            key: variables[key] if value is None else str(value)
            for key, value in entry.get("environment", {}).items()
            if value is not None or key in variables
        }
        kind, *test = entry.get("healthcheck", {}).get("test", ["CMD"])
        healthcheck = ["sh", "-c", *test] if kind == "CMD-SHELL" else test
        found[name] = Service(entry.get("command", []), environment, healthcheck)
    return found


def image_environment() -> dict[str, str]:
    """What the Dockerfile's last ENV sets."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    block = re.findall(r"^ENV ((?:.*\\\n)*.*)$", text, flags=re.MULTILINE)[-1]
    return dict(re.findall(r"(\w+)=(\S+)", block))


def _fill(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _fill(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, variables) for item in value]
    return VARIABLE.sub(lambda match: _value(match, variables), value) if isinstance(value, str) else value


def _value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    name, rule, word = match.groups()
    if name is None:
        return "$"
    value = variables.get(name, "")
    if not value and rule == ":?":
        raise KeyError(name)
    return value or (word if rule == ":-" else "")
