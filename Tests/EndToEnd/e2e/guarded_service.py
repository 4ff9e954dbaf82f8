"""A small service behind the unmodified keystonemiddleware, which asks oslo.limit; run with the peers' Python.

usage: guarded_service.py PORT SETTINGS   SETTINGS: a file with the sections keystone_authtoken and oslo_limit
"""
import json
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from keystonemiddleware import auth_token
from oslo_config import cfg
from oslo_limit import exception, limit


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def main():
    port, path = sys.argv[1:]
    cfg.CONF(["--config-file", path])
    # One of each thing is there already.
    limits = limit.Enforcer(lambda project, names: dict.fromkeys(names, 1))

    def answer(environ, start):
        told = {name: environ.get(name) for name in (
            "HTTP_X_IDENTITY_STATUS", "HTTP_X_SERVICE_IDENTITY_STATUS", "HTTP_X_USER_ID", "HTTP_X_PROJECT_ID",
            "HTTP_X_PROJECT_DOMAIN_ID", "HTTP_X_ROLES", "HTTP_X_SERVICE_ROLES", "HTTP_OPENSTACK_SYSTEM_SCOPE")}
        told["catalog"] = "HTTP_X_SERVICE_CATALOG" in environ
        name, _, amount = environ.get("QUERY_STRING", "").partition("=")
        if name:
            project = environ["HTTP_X_PROJECT_ID"]
            try:
                limits.enforce(project, {name: int(amount)})
                told["within"] = True
            except exception.ProjectOverLimit as over:
                told["within"] = [[each.limit, each.current_usage, each.delta] for each in over.over_limit_info_list]
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(told).encode()]

    guarded = auth_token.AuthProtocol(answer, {"oslo_config_config": cfg.CONF})
    with make_server("127.0.0.1", int(port), guarded, handler_class=Quiet) as server:
        server.serve_forever()


main()
