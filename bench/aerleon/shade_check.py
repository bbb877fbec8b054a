"""Gives Aerleon a list of grants from standard input and times its check for shaded terms, and nothing else of it."""

import ipaddress
import json
import logging
import re
import sys
import time

from aerleon import api
from aerleon.lib import naming, policy

spent = []
shaded = set()


class Counter(logging.Handler):
    """Counts the terms that a warning calls shaded."""

    def emit(self, record):
        found = re.match(r"(\S+) is shaded by", record.getMessage())
        if found:
            shaded.add(found.group(1))


def timed(detect):
    """The check itself, without reading the policy and writing the list."""

    def run(self, terms):
        started = time.process_time()
        detect(self, terms)
        spent.append(time.process_time() - started)

    return run


def network(group):
    size = group["to"] - group["from"] + 1
    first = ipaddress.ip_address("10.0.0.0") + group["from"] * 64
    return f"{first}/{32 - (size * 64).bit_length() + 1}"


def main():
    listed = json.load(sys.stdin)
    definitions = naming.Naming()
    definitions.ParseDefinitionsObject(
        {
            "networks": {
                f"G{i}": {"values": [{"address": network(group)}]} for i, group in enumerate(listed["groups"])
            },
            "services": {
                f"S{i}": [{"protocol": "tcp", "port": f"{ports['from']}-{ports['to']}"}]
                for i, ports in enumerate(listed["services"])
            },
        },
        "",
    )
    terms = [
        {
            "name": f"t{i}",
            "source-address": f"G{term['source']}",
            "destination-address": f"G{term['destination']}",
            "destination-port": f"S{term['service']}",
            "protocol": "tcp",
            "action": "accept",
        }
        for i, term in enumerate(listed["terms"])
    ]
    filters = [{"header": {"targets": {"juniper": "list"}}, "terms": terms}]
    logging.getLogger().handlers = [Counter()]
    policy.Policy._DetectShading = timed(policy.Policy._DetectShading)
    api.Generate([{"filename": "list", "filters": filters}], definitions, shade_check=True)
    print(json.dumps({"seconds": sum(spent), "checks": len(spent), "shaded": sorted(shaded)}))


main()
