"""The HTTP interface keeps its own description: Schemathesis asks every read-only operation what it may be asked."""

from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import response_schema_conformance
from starlette.testclient import TestClient

from gaodi import api
from gaodi.web import create_app

DESCRIPTION = "/api/v1/openapi.json"


def test_every_read_only_operation_answers_as_described(
    office: api.Office, subtests: pytest.Subtests
) -> None:
    schema = schemathesis.openapi.from_asgi(DESCRIPTION, create_app(office)).include(method="GET")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 10
    for operation in operations:
        with subtests.test(operation.label):
            ask(operation)


# Schemathesis rewrites `prefixItems` of a pair into the older `items: [...]` and then refuses it; the description itself
# is right (the test below holds every component against JSON Schema 2020-12), so only this check of this one operation is left out.
HAS_PAIRS = {"GET /api/v1/trace"}


def ask(operation: Any) -> None:
    excluded = [response_schema_conformance] if operation.label in HAS_PAIRS else []

    @given(case=operation.as_strategy())
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def validate(case: Any) -> None:
        case.call_and_validate(excluded_checks=excluded)

    validate()


def test_the_description_is_openapi_3_1_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    found = client.get(DESCRIPTION).json()
    assert found["openapi"].startswith("3.1")
    for component in found["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **component})
    assert "servers" not in found or all(not s["url"].startswith("http") for s in found["servers"])
