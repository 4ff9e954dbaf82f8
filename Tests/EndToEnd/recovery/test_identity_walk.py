"""Each of identity's writes dies twice: with all written and nothing committed, and committed but not answered.

After the first death the database is what it was, after the second what it is in a cloud that nothing disturbed."""

from identity_world import World, recipes
from openid_provider import OpenIDProvider
from walked import AFTER, BEFORE, MortalRows, WalkTest, without

# Writes by their method that change no row: tokens are signed, not stored; the rest is refused whoever asks.
STORE_NOTHING = {
    "POST /v3/auth/tokens", "POST /v3/ec2tokens", "POST /v3/s3tokens", "POST /v3/OS-OAUTH2/token",
    "PUT /v3/OS-OAUTH2/token", "PATCH /v3/OS-OAUTH2/token", "DELETE /v3/OS-OAUTH2/token",
    "POST /v3/auth/OS-FEDERATION/saml2/acs", "POST /v3/auth/OS-FEDERATION/saml2",
    "POST /v3/auth/OS-FEDERATION/saml2/ecp",
    "POST /v3/auth/OS-FEDERATION/websso/{protocol_id}",
    "POST /v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso",
}
# Reads by their method that write: who signs in by an OpenID provider for the first time becomes a user.
WRITE_ALL_THE_SAME = {"GET /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth"}
# What a request leaves that then fails: a nonce is used up by whoever shows it.
LEFT = {"POST /v3/OS-OAUTH1/request_token": "oauth1_nonces", "POST /v3/OS-OAUTH1/access_token": "oauth1_nonces"}


class Walked(MortalRows):
    """A cloud that a recipe is tried on."""

    def __init__(self, settings, store=None):
        super().__init__({
            "APUS_IDENTITY_FEDERATION_TRUSTED_DASHBOARDS": "https://dashboard.example/auth/websso/", **settings}, store)
        self.world = World(self.cloud)

    def change(self, before):  # noqa: D102 - the names are the world's
        return super().change(before, {value: name for name, value in self.world.variables.items()})

    def die(self, place, time, recipe, order):
        """Sends the request to a process that ends when it comes to the place for that time, and starts it again."""
        answer = self.dies(place, time, lambda: self.world.send(recipe, order))
        if answer is not None:
            raise AssertionError(f"{recipe.operation} was answered with {answer.status} {answer.body}, not ended")


class IdentityWalkTest(WalkTest):
    # All of them.
    every = 1

    @classmethod
    def setUpClass(cls):
        cls.provider = OpenIDProvider()
        cls.addClassCleanup(cls.provider.close)
        settings = cls.provider.settings("corp")
        cls.undisturbed, cls.mortal = (cls.mortal_rows(settings, Walked) for _ in range(2))
        cls.recipes = recipes()

    def test_each_write_is_whole_or_not_at_all(self):
        writes = [
            operation for operation in self.recipes
            if operation.split(" ")[0] not in ("GET", "HEAD") or operation in WRITE_ALL_THE_SAME]
        self.assertGreater(len(writes), 100)
        still = set()
        for operation in writes[::self.every]:
            with self.subTest(operation):
                if not self.walk(self.recipes[operation]):
                    still.add(operation)
        self.assertEqual(still, STORE_NOTHING.intersection(writes[::self.every]))

    def test_no_read_writes(self):
        for operation, recipe in self.recipes.items():
            if operation.split(" ")[0] not in ("GET", "HEAD") or operation in WRITE_ALL_THE_SAME:
                continue
            with self.subTest(operation):
                self.undisturbed.world.begin(recipe)
                before = self.undisturbed.rows.all()
                self.undisturbed.world.send(recipe, self.undisturbed.world.order(recipe))
                self.assertEqual(self.undisturbed.rows.all(), before)

    def walk(self, recipe):
        """Whether it writes anything."""
        expected = self.done(recipe)
        mortal = self.mortal
        mortal.world.begin(recipe)
        order = mortal.world.order(recipe)
        before = mortal.rows.all()
        if not expected:
            mortal.world.send(recipe, order)
            self.assertEqual(mortal.rows.all(), before)
            return False
        left = LEFT.get(recipe.operation)
        # What it leaves has a transaction of its own.
        for time in range(1, 3 if left else 2):
            mortal.die(BEFORE, time, recipe, order)
            self.assertEqual(without(left, mortal.change(before)), {}, "something of it happened")
        mortal.die(AFTER, time, recipe, order)
        self.assertEqual(without(left, mortal.change(before)), without(left, expected), "not all of it happened")
        return True

    def done(self, recipe):
        """What it changes when nothing disturbs it."""
        world = self.undisturbed.world
        world.begin(recipe)
        before = self.undisturbed.rows.all()
        answer = world.send(recipe, world.order(recipe))
        if recipe.cell == "y":
            self.assertLess(answer.status, 300, answer.body)
        else:
            self.assertEqual(str(answer.status), recipe.cell)
        return self.undisturbed.change(before)


class IdentityWalkOnPostgreSQLTest(IdentityWalkTest):
    """Some of them."""

    every = 9
    on_postgresql = True
    test_no_read_writes = None
