"""A real directory server (OpenLDAP's slapd) on a free port of the loopback, with everything in a temporary folder."""
import shutil
import socket
import subprocess
import tempfile
import time

from harness.cloud import free_port

SUFFIX = "dc=example,dc=org"
READER, READER_PASSWORD = f"cn=reader,{SUFFIX}", "reader-password"

CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by anonymous auth by * none
database mdb
suffix "{suffix}"
directory {folder}/data
"""


def entry(name, classes, **attributes):
    """An entry in LDIF; an attribute may have several values."""
    lines = [f"dn: {name},{SUFFIX}" if name else f"dn: {SUFFIX}"] + [f"objectClass: {each}" for each in classes]
    for attribute, values in attributes.items():
        lines += [f"{attribute}: {value}" for value in (values if isinstance(values, list) else [values])]
    return "\n".join(lines) + "\n\n"


class Directory:
    """People `uid: password` and groups `cn: [uid]`."""

    def __init__(self, people, groups):
        self.folder = tempfile.mkdtemp(prefix="apus-e2e-ldap-")
        self.port = free_port()
        self.url = f"ldap://127.0.0.1:{self.port}"
        subprocess.run(["mkdir", f"{self.folder}/data"], check=True)
        with open(f"{self.folder}/slapd.conf", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(reader=READER, suffix=SUFFIX, folder=self.folder))
        with open(f"{self.folder}/entries.ldif", "w", encoding="utf-8") as file:
            file.write(entry("", ["dcObject", "organization"], dc="example", o="Example"))
            file.write(entry("cn=reader", ["person"], cn="reader", sn="reader", userPassword=READER_PASSWORD))
            for unit in ("people", "groups"):
                file.write(entry(f"ou={unit}", ["organizationalUnit"], ou=unit))
            for uid, password in people.items():
                file.write(entry(
                    f"uid={uid},ou=people", ["inetOrgPerson"], uid=uid, cn=uid, sn=uid, userPassword=password))
            for name, members in groups.items():
                file.write(entry(
                    f"cn={name},ou=groups", ["groupOfNames"], cn=name,
                    member=[f"uid={uid},ou=people,{SUFFIX}" for uid in members]))
        subprocess.run(
            ["/usr/sbin/slapadd", "-q", "-f", f"{self.folder}/slapd.conf", "-l", f"{self.folder}/entries.ldif"],
            check=True, capture_output=True)
        self.process = subprocess.Popen(
            ["/usr/bin/setpriv", "--pdeathsig", "KILL", "/usr/sbin/slapd", "-f", f"{self.folder}/slapd.conf", "-h",
             f"{self.url}/", "-d", "0"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("slapd did not start")

    @property
    def options(self):
        """A domain's `[ldap]` options for this directory."""
        return {
            "url": self.url, "user": READER, "password": READER_PASSWORD, "suffix": SUFFIX,
            "user_tree_dn": f"ou=people,{SUFFIX}", "group_tree_dn": f"ou=groups,{SUFFIX}", "page_size": 100,
            "user_id_attribute": "uid", "user_name_attribute": "uid", "group_id_attribute": "cn",
            "group_name_attribute": "cn"}

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
