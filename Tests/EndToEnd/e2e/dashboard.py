"""The dashboard Horizon as it is published, before an identity service.

usage: HORIZON_VENV/bin/python dashboard.py PORT IDENTITY    prints "ready" when it answers
"""
import os
import socketserver
import sys
import types
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

PORT, IDENTITY = int(sys.argv[1]), sys.argv[2]
PLUGINS = "openstack_auth.plugin."
LOCAL_SETTINGS = {
    "ALLOWED_HOSTS": ["localhost"], "SECRET_KEY": "of the test alone",
    # Nobody looks at it: no style sheets.
    "COMPRESS_ENABLED": False, "COMPRESS_PRECOMPILERS": (),
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    "OPENSTACK_KEYSTONE_URL": IDENTITY,
    "OPENSTACK_KEYSTONE_MULTIDOMAIN_SUPPORT": True, "OPENSTACK_KEYSTONE_FEDERATION_MANAGEMENT": True,
    "OPENSTACK_KEYSTONE_MFA_TOTP_ENABLED": True,
    "AUTHENTICATION_PLUGINS": [
        PLUGINS + "totp.TotpPlugin", PLUGINS + "password.PasswordPlugin", PLUGINS + "token.TokenPlugin"],
    "WEBSSO_ENABLED": True, "WEBSSO_CHOICES": (("credentials", "Password"), ("corp", "The corporation")),
    "WEBSSO_IDP_MAPPING": {"corp": ("corp", "openid")},
}


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def serve():
    local = types.ModuleType("local.local_settings")
    vars(local).update(LOCAL_SETTINGS)
    sys.modules["local"], sys.modules["local.local_settings"] = types.ModuleType("local"), local
    os.environ["DJANGO_SETTINGS_MODULE"] = "openstack_dashboard.settings"
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", PORT, get_wsgi_application(), Server, Quiet)
    print("ready", flush=True)
    server.serve_forever()


serve()
