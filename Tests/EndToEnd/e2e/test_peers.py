"""Real OpenStack services take identity's tokens. Runs where they are installed: PEERS_ROOT names a folder with `venv`
(glance, uwsgi) and `etc/glance` (its paste file and schemas)."""
import filecmp
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from harness.case import CloudCase
from harness.client import Client
from harness.cloud import free_port
from harness.poll import eventually
from harness.rest import Rest

ROOT = os.environ.get("PEERS_ROOT", "")
IDENTITY = "/identity/v3"
SETTINGS = """[DEFAULT]
log_file = {folder}/glance.log
enabled_backends = fs:file
[database]
connection = sqlite:///{folder}/glance.db
[glance_store]
default_backend = fs
[fs]
filesystem_store_datadir = {folder}/images
[os_glance_staging_store]
filesystem_store_datadir = {folder}/staging
[os_glance_tasks_store]
filesystem_store_datadir = {folder}/tasks
[paste_deploy]
flavor = keystone
[oslo_concurrency]
lock_path = {folder}/locks
[keystone_authtoken]
www_authenticate_uri = {identity}
auth_url = {identity}
auth_type = password
user_domain_id = default
project_domain_id = default
project_name = service
username = {user}
password = {password}
service_token_roles_required = true
service_token_roles = service
"""


@unittest.skipUnless(os.path.exists(os.path.join(ROOT, "venv", "bin", "uwsgi")), "PEERS_ROOT has no real services")
class RealGlanceTest(CloudCase):
    """Glance, with our identity as its `auth_url`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="apus-peers-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        rest = Rest(cls.cloud)
        cls.address = f"http://{cls.cloud.settings['APUS_LISTEN']}{IDENTITY}"
        user = rest.post(f"{IDENTITY}/users", {"user": {"name": "real-glance", "password": "glance"}})["user"]["id"]
        cls.addClassCleanup(rest.delete, f"{IDENTITY}/users/{user}")
        project = rest.get(f"{IDENTITY}/projects", name="service")["projects"][0]["id"]
        for name in ("admin", "service"):
            role = rest.get(f"{IDENTITY}/roles", name=name)["roles"][0]["id"]
            rest.call("PUT", f"{IDENTITY}/projects/{project}/users/{user}/roles/{role}")
        cls.start()

    @classmethod
    def start(cls):
        shutil.copytree(os.path.join(ROOT, "etc", "glance"), os.path.join(cls.folder, "etc"))
        for name in ("images", "staging", "tasks", "locks"):
            os.mkdir(os.path.join(cls.folder, name))
        settings = SETTINGS.format(folder=cls.folder, identity=cls.address, user="real-glance", password="glance")
        with open(os.path.join(cls.folder, "etc", "glance-api.conf"), "w", encoding="utf-8") as file:
            file.write(settings)
        programs = os.path.join(ROOT, "venv", "bin")
        folder = os.path.join(cls.folder, "etc")
        subprocess.run(
            [os.path.join(programs, "glance-manage"), "--config-dir", folder, "db", "sync"], check=True,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        port = free_port()
        cls.url = f"http://127.0.0.1:{port}"
        with open(os.path.join(cls.folder, "uwsgi.log"), "wb") as log:
            process = subprocess.Popen(
                [os.path.join(programs, "uwsgi"), "--http-socket", f"127.0.0.1:{port}", "--module",
                 "glance.wsgi.api:application", "--master", "--die-on-term", "--enable-threads", "--lazy-apps",
                 "--need-app", "--buffer-size", "65535", "--http-chunked-input", "--disable-logging"],
                env={**os.environ, "OS_GLANCE_CONFIG_DIR": folder}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
        cls.addClassCleanup(process.wait, 20)
        cls.addClassCleanup(os.killpg, process.pid, signal.SIGTERM)
        eventually("Glance answers", lambda: cls.answers(process), 60, every=0.2)

    @classmethod
    def answers(cls, process):
        if process.poll() is not None:
            with open(os.path.join(cls.folder, "uwsgi.log"), encoding="utf-8", errors="replace") as log:
                raise AssertionError(f"Glance ended: {log.read()[-2000:]}")
        done = subprocess.run(
            ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", f"{cls.url}/versions"], capture_output=True,
            text=True, timeout=10)
        return done.stdout.startswith(("2", "3"))

    def test_upload_list_download_delete(self):
        path = os.path.join(self.folder, "content")
        with open(path, "wb") as file:
            file.write(os.urandom(1 << 20))
        with open(self.cloud.path("secrets", "admin-password"), encoding="utf-8") as secret:
            password = secret.read().strip()
        glance = Client({
            "OS_AUTH_URL": self.address, "OS_USERNAME": "admin", "OS_PASSWORD": password, "OS_PROJECT_NAME": "admin",
            "OS_USER_DOMAIN_ID": "default", "OS_PROJECT_DOMAIN_ID": "default", "OS_IDENTITY_API_VERSION": "3",
            "OS_CLIENT_CONFIG_FILE": "none", "OS_IMAGE_ENDPOINT_OVERRIDE": self.url})
        name = self.name("peer")
        image = glance.json(
            "image", "create", "--disk-format", "raw", "--container-format", "bare", "--file", path, name)
        self.assertEqual(image["name"], name)
        self.assertIn(name, [each["Name"] for each in glance.json("image", "list")])
        glance.text("image", "save", "--file", path + ".back", name)
        self.assertTrue(filecmp.cmp(path, path + ".back", shallow=False))
        glance.text("image", "delete", name)
        self.assertNotIn(name, [each["Name"] for each in glance.json("image", "list")])

    def test_a_bad_token_is_refused(self):
        done = subprocess.run(
            ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "X-Auth-Token: gAAAAABnonsense",
             f"{self.url}/v2/images"], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.stdout, "401")
