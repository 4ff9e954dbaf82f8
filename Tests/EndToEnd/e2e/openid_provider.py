"""An OpenID provider for the tests: Django OAuth Toolkit as it is published, with a few clients and users.

usage: python openid_provider.py PORT FOLDER CALLBACK    prints "ready" when it answers
"""
import os
import socketserver
import sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

PORT, FOLDER, CALLBACK = int(sys.argv[1]), sys.argv[2], sys.argv[3]
ISSUER = f"http://127.0.0.1:{PORT}/o"
# Everything is on this machine.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def configure():
    import django
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    settings.configure(
        SECRET_KEY="of the test alone", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, USE_TZ=True,
        LOGIN_URL="/login/",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(FOLDER, "provider.db")}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True, "OIDC_ISS_ENDPOINT": ISSUER, "OIDC_RSA_PRIVATE_KEY": key,
            "SCOPES": {"openid": "sign in", "profile": "name", "email": "address"},
            # The dashboard's client must prove its codes; the command line's does not know how.
            "PKCE_REQUIRED": lambda client: client == "cloud",
            "OAUTH2_VALIDATOR_CLASS": validator(),
            "OAUTH_DEVICE_VERIFICATION_URI": ISSUER + "/device/", "DEVICE_FLOW_INTERVAL": 1,
        })
    django.setup()


def validator():
    """The name under which Django finds the class that tells a user's claims."""
    return f"{__name__}.Claims"


def __getattr__(name):
    """Made when they are asked for: Django must be configured first."""
    if name == "Claims":
        from oauth2_provider.oauth2_validators import OAuth2Validator

        class Claims(OAuth2Validator):
            oidc_claim_scope = None

            def get_additional_claims(self, request):
                return {
                    "preferred_username": request.user.username, "email": request.user.email,
                    "groups": sorted(group.name for group in request.user.groups.all())}

            def validate_device_code(self, client_id, code, request, *arguments, **options):
                """What oauthlib 4 asks for and the toolkit does not have yet; its view has checked the status."""
                from oauth2_provider.models import get_device_grant_model
                from oauthlib.oauth2 import DeviceCodeGrant

                grant = get_device_grant_model().objects.get(device_code=code, client_id=client_id)
                request.user, request.scopes = grant.user, grant.scope.split()
                return DeviceCodeGrant.DEVICE_CODE_AUTHORIZED
        return Claims
    if name == "urlpatterns":
        from django.urls import include, path
        return [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")), path("login/", sign_in)]
    raise AttributeError(name)


def sign_in(request):
    from django.contrib.auth import authenticate, login
    from django.http import HttpResponse, HttpResponseRedirect

    if request.method == "POST":
        user = authenticate(request, username=request.POST["username"], password=request.POST["password"])
        if user:
            login(request, user)
            return HttpResponseRedirect(request.GET["next"])
    return HttpResponse("sign in, please", status=200 if request.method == "GET" else 401)


def fill():
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    developers = Group.objects.create(name="developers")
    staff = Group.objects.create(name="staff")
    jane = User.objects.create_user("jane", "jane@example.org", "jane's password")
    jane.groups.add(developers, staff)
    for client, grant in [
        ("cli", Application.GRANT_PASSWORD), ("robot", Application.GRANT_CLIENT_CREDENTIALS),
        ("code", Application.GRANT_AUTHORIZATION_CODE), ("cloud", Application.GRANT_AUTHORIZATION_CODE),
        ("stranger", Application.GRANT_PASSWORD), ("device", Application.GRANT_DEVICE_CODE),
    ]:
        Application.objects.create(
            client_id=client, client_secret=f"secret of {client}", client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=grant, algorithm=Application.RS256_ALGORITHM, skip_authorization=True,
            redirect_uris=CALLBACK if client in ("code", "cloud") else "")


def allow_scope():
    """oauthlib 4 tells the scope in a device's answer; the toolkit's record of it has no room for that yet."""
    from oauth2_provider.views import device

    record = device.DeviceCodeResponse
    device.DeviceCodeResponse = lambda scope=None, **known: record(**known)


def main():
    configure()
    fill()
    allow_scope()
    from django.core.wsgi import get_wsgi_application
    server = make_server("127.0.0.1", PORT, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    # As a module of its name, so that what Django imports is this one.
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import openid_provider
    openid_provider.main()
