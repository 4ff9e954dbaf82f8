"""A cloud that dies at places which a test names, and is looked at in its rows."""
import os
import unittest

from database_rows import PostgreSQLRows, SQLiteRows, change
from harness.mortal import MortalCloud
from harness.rest import Lost
from harness.stores import OwnStores

BEFORE, AFTER = "transaction/request/before", "transaction/request/after"


class MortalRows:
    """Identity alone, with all its rows: in the store, or in a file of its own."""

    def __init__(self, settings, store=None):
        where = {"APUS_DATABASE_URL": store.url} if store else {}
        self.cloud = MortalCloud({"APUS_IDENTITY_PASSWORD_COST": "4", **settings, **where}, roles=["identity"])
        self.place = self.cloud.path("failpoint")
        self.cloud.environment["APUS_TESTING_FAILPOINT_FILE"] = self.place
        self.cloud.serve()
        self.rows = (
            PostgreSQLRows(store.url, "apus_identity") if store else
            SQLiteRows(self.cloud.path("db", "identity.sqlite")))

    def change(self, before, names):
        """What changed since, in words that hold for every cloud."""
        return change(before, self.rows.all(), names)

    def dies(self, place, time, send):
        """Has something sent to a process that ends when it comes to the place for that time, and starts it again.

        None when it died; the answer when it never came there."""
        with open(self.place, "w", encoding="utf-8") as file:
            file.write(f"{place} {time}")
        try:
            answer = send()
        except Lost:
            self.cloud.died(10)
            answer = None
        finally:
            os.remove(self.place)
        # What counts the times begins anew, too.
        self.cloud.serve()
        return answer


class WalkTest(unittest.TestCase):
    """A test of such clouds; what one leaves behind fails it."""

    maxDiff = None
    # Whether each has a PostgreSQL server of its own.
    on_postgresql = False

    @classmethod
    def mortal_rows(cls, settings, kind=MortalRows):
        store = None
        if cls.on_postgresql:
            stores = OwnStores()
            cls.addClassCleanup(stores.end)
            store = stores.postgresql()
        made = kind(settings, store)
        cls.addClassCleanup(cls._remove, made.cloud)
        return made

    @staticmethod
    def _remove(cloud):
        left = cloud.remove()
        if left:
            raise AssertionError(f"left behind: {left}")


def without(table, changed):
    return {name: rows for name, rows in changed.items() if name != table}
