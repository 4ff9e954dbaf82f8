"""Users of identity providers, where identity dies amid the request that signs them in.

Either they are there with all that the mapping gives them, or nothing is; what proved them is good once whatever
happens; and who begins anew gets in as the same user."""
import itertools
import tempfile
import urllib.request

from harness.rest import Rest
from openid_provider import OpenIDProvider
from saml_provider import ENTITY, SAMLProvider
from sign_ons import ALL, BASE, DASHBOARD, ByCode
from walked import AFTER, BEFORE, WalkTest, without

# An assertion is used up by whoever shows it, in a transaction of its own.
SPENT = "saml_assertions"


def rules(name, address, group):
    return [{"local": [{
        "user": {"name": "{0}", "email": "{1}"}, "group": {"id": group},
        "projects": [{"name": "of {0}", "roles": [{"name": "member"}, {"name": "reader"}]}]}],
        "remote": [{"type": name}, {"type": address}]}]


class SignOnTest(WalkTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="apus-sign-ons-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.providers = {"corp": OpenIDProvider(), "campus": SAMLProvider(cls.folder.name)}
        cls.addClassCleanup(cls.providers["corp"].close)
        federation = "APUS_IDENTITY_FEDERATION_"
        campus = federation + "PROVIDERS_CAMPUS_SAML_"
        settings = {
            federation + "TRUSTED_DASHBOARDS": DASHBOARD, campus + "UNSOLICITED": "true",
            campus + "METADATA_FILE": cls.providers["campus"].metadata, **cls.providers["corp"].settings("corp"),
            # What the mortal cloud itself will be called is known only when it is there.
            federation + "SAML_PUBLIC_URL": "http://127.0.0.1"}
        cls.mortal = cls.mortal_rows(settings)
        cls.cloud = cls.mortal.cloud
        url = f"http://{cls.cloud.settings['APUS_LISTEN']}/identity"
        cls.cloud.environment[federation + "SAML_PUBLIC_URL"] = url
        cls.cloud.serve()
        with urllib.request.urlopen(url + "/v3/auth/OS-FEDERATION/saml2/metadata", timeout=20) as answer:
            cls.providers["campus"].trust(answer.read().decode())
        cls.federate(Rest(cls.cloud))
        cls.numbers = itertools.count(1)

    @classmethod
    def federate(cls, rest):
        group = rest.post(f"{BASE}/groups", {"group": {"name": "outsiders"}})["group"]["id"]
        for name, protocol, remote, attributes in (
                ("corp", "openid", cls.providers["corp"].issuer, ("OIDC-preferred_username", "OIDC-email")),
                ("campus", "saml2", ENTITY + "/metadata", ("MELLON_uid", "mail"))):
            rest.put(f"{BASE}/OS-FEDERATION/mappings/{name}", {"mapping": {"rules": rules(*attributes, group)}})
            provider = f"{BASE}/OS-FEDERATION/identity_providers/{name}"
            # So that memberships are rows, too.
            rest.put(provider, {"identity_provider": {"enabled": True, "authorization_ttl": 60}})
            rest.put(f"{provider}/protocols/{protocol}", {"protocol": {"mapping_id": name}})

    def somebody(self):
        return f"somebody-{next(self.numbers)}"

    def begin(self, way, name, number=1):
        return way(self.cloud, self.providers, name, f"{name}@{number}.example.org")

    def change(self, before, name):
        """What changed, without what is somebody's own."""
        names = {name: "$name", f"of {name}": "$project", f"{name}-0815": "$subject"}
        names.update({f"{name}@{number}.example.org": f"$address-{number}" for number in (1, 2)})
        return self.mortal.change(before, names)

    def enter(self, sign_on):
        answer = sign_on.send()
        self.assertIn(answer.status, (200, 201), answer)

    def refused(self, sign_on):
        answer = sign_on.send()
        self.assertEqual(answer.status, 401, answer)

    def test_the_first_time(self):
        for way in ALL:
            with self.subTest(way.__name__):
                self.walk(way, lambda name: 1)

    def test_again_with_another_address(self):
        def known(name):
            self.enter(self.begin(way, name, 1))
            return 2
        for way in ALL:
            with self.subTest(way.__name__):
                self.walk(way, known)

    def walk(self, way, prepare):
        """prepare: what somebody has done before; returns which address is shown now."""
        name = self.somebody()
        sign_on = self.begin(way, name, prepare(name))
        before = self.mortal.rows.all()
        self.enter(sign_on)
        expected = without(SPENT, self.change(before, name))
        self.assertIn("users", expected)
        self.refused(sign_on)
        for place in (BEFORE, AFTER):
            last = {}
            for time in itertools.count(1):
                changed = self.die(way, place, time, prepare, expected)
                if changed is None:
                    break
                last = changed
            # An assertion is taken before its user comes in.
            self.assertEqual(time, 2 if way is ByCode else 3)
            self.assertEqual(last, expected if place is AFTER else {})

    def die(self, way, place, time, prepare, expected):
        """What changed until it died; None when it did not."""
        name = self.somebody()
        number = prepare(name)
        sign_on = self.begin(way, name, number)
        before = self.mortal.rows.all()
        answer = self.mortal.dies(place, time, sign_on.send)
        changed = self.change(before, name)
        if answer is None:
            self.assertIn(without(SPENT, changed), ({}, expected), "neither whole nor not at all")
            if way is ByCode or SPENT in changed:
                self.refused(sign_on)
            else:
                self.enter(sign_on)
        else:
            self.assertIn(answer.status, (200, 201), answer)
        self.refused(sign_on)
        self.enter(self.begin(way, name, number))
        self.assertEqual(without(SPENT, self.change(before, name)), expected, "a clean retry does not end it")
        return None if answer else without(SPENT, changed)


class SignOnOnPostgreSQLTest(SignOnTest):
    on_postgresql = True
    # The same statements: once is enough.
    test_again_with_another_address = None
