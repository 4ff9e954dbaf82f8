"""A cloud that dies at places which a test names, and is looked at in its rows."""
import os

from database_rows import SQLiteRows, change
from harness.mortal import MortalCloud
from harness.rest import Lost

BEFORE, AFTER = "transaction/request/before", "transaction/request/after"


class MortalRows:
    """Identity alone, with all its rows."""

    def __init__(self, settings, rows=None):
        self.cloud = MortalCloud({"APUS_IDENTITY_PASSWORD_COST": "4", **settings}, roles=["identity"])
        self.place = self.cloud.path("failpoint")
        self.cloud.environment["APUS_TESTING_FAILPOINT_FILE"] = self.place
        self.cloud.serve()
        self.rows = rows or SQLiteRows(self.cloud.path("db", "identity.sqlite"))

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


def without(table, changed):
    return {name: rows for name, rows in changed.items() if name != table}
