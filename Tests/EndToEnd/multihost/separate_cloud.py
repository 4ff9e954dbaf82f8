"""A cloud whose roles are processes of their own: controllers on host 0, agents on the others."""
import os
import secrets
import shutil
import sys
import tempfile
import time

import openstack
from harness import host
from harness.client import Client
from harness.poll import eventually
from harness.stores import PostgreSQL, RabbitMQ
from hosts import Hosts

# Role, port, and the services that it answers.
CONTROLLERS = [
    ("identity", 5001, ["identity"]), ("image", 5002, ["image"]), ("placement", 5003, ["placement"]),
    ("compute-api", 5004, ["compute", "metadata"]), ("scheduler", 5005, []), ("conductor", 5006, []),
    ("network-api", 5007, ["network"]),
]
AGENTS = [("network-agent", 5101), ("compute-agent", 5102)]
COMPUTE_HOSTS = [1, 2]


class ThroughHost(Client):
    """The openstack client, run inside a host's network."""

    def __init__(self, environment, hosts, number):
        super().__init__(environment)
        self._inside = lambda: hosts.network_of(number)

    def text(self, *arguments):
        with self._inside():
            return super().text(*arguments)

    def fails(self, *arguments):
        with self._inside():
            return super().fails(*arguments)


class SeparateCloud:
    """One cloud of eleven processes."""

    def __init__(self):
        self.program = os.environ["APUS_BIN"]
        self.guest_image = os.environ["APUS_GUEST_IMAGE"]
        self.before = host.traces()
        # Short: the hypervisor's sockets are below it. Open: database and broker have users of their own.
        self.folder = tempfile.mkdtemp(prefix="apus-mh-", dir="/tmp")
        os.chmod(self.folder, 0o711)
        self.hosts = Hosts(len(COMPUTE_HOSTS), self.path("hosts"))
        self.database = PostgreSQL(self.hosts, self.path("postgresql"))
        self.broker = RabbitMQ(self.hosts, self.path("rabbitmq"))
        self.programs = {}
        self._is_up = False
        self.admin_password = secrets.token_hex(12)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def host_name(self, number):
        return f"compute-{number}"

    def home(self, role, number=0):
        """Controllers have homes of their own; the agents of a host share one, as they share its networks."""
        return self.path(f"host-{number}" if number else role)

    def settings(self, role, port, number=0):
        address = self.hosts.address(number)
        variables = {
            "APUS_HOME": self.home(role, number), "APUS_SECRETS": self.path("secrets"),
            "APUS_LISTEN": f"{address}:{port}", "APUS_BUS_URL": self.broker.url,
            "APUS_HOST": self.host_name(number) if number else f"controller-{role}",
        }
        for _, service_port, services in CONTROLLERS:
            for service in services:
                variables[f"APUS_ENDPOINTS_{service.upper()}"] = \
                    f"http://{self.hosts.address(0)}:{service_port}/{service}"
        if number:
            variables["APUS_NETWORK_UNDERLAY_ADDRESS"] = self.hosts.tunnel_address(number)
            variables["APUS_COMPUTE_HOST_IP"] = address
        else:
            variables["APUS_DATABASE_URL"] = self.database.url
        return variables

    def start(self, role, port, number=0):
        os.makedirs(self.path("logs"), exist_ok=True)
        self.programs[role, number] = self.hosts.start(
            number, [self.program, "serve", "--role", role], self.path("logs", f"{role}-{number}.log"),
            self.settings(role, port, number))

    def is_ready(self, role, number=0):
        """Whether it says so, or has ended."""
        program = self.programs[role, number]
        return program.has_ended or "ready at" in open(program.log, errors="replace").read()

    def up(self):
        began = time.monotonic()

        def say(what):
            print(f"     {time.monotonic() - began:5.1f} s  {what}", flush=True)
        os.makedirs(self.path("secrets"), mode=0o700)
        with open(self.path("secrets", "admin-password"), "w", opener=self._private) as file:
            file.write(self.admin_password)
        self.hosts.up()
        self.database.prepare()
        self.broker.prepare()
        self.database.start()
        self.broker.start()
        self.database.wait()
        # The broker takes longest: the controllers start beside it, as after a power cut.
        for role, port, _ in CONTROLLERS:
            self.start(role, port)
        for number in COMPUTE_HOSTS:
            for role, port in AGENTS:
                self.start(role, port, number)
        self.broker.wait()
        say("PostgreSQL and RabbitMQ answer, eleven processes started")
        for role, number in self.programs:
            eventually(f"{role} on host {number} is ready", lambda: self.is_ready(role, number), 60, every=0.1)
            if self.programs[role, number].has_ended:
                raise AssertionError(f"{role} on host {number} ended")
        say("all are ready")
        self._write_client_file()
        self._is_up = True

    @staticmethod
    def _private(path, flags):
        return os.open(path, flags, 0o600)

    def _write_client_file(self):
        with open(self.path("clouds.yaml"), "w", opener=self._private) as file:
            file.write(f"""clouds:
  apus:
    auth:
      auth_url: http://{self.hosts.address(0)}:5001/identity
      username: admin
      password: "{self.admin_password}"
      project_name: admin
      user_domain_id: default
      project_domain_id: default
    region_name: RegionOne
    identity_api_version: 3
""")

    def client(self):
        return ThroughHost(
            {"OS_CLIENT_CONFIG_FILE": self.path("clouds.yaml"), "OS_CLOUD": "apus"}, self.hosts, 0)

    def apus(self, role, number, *arguments, within=90):
        """An `apus` command inside a host, with the settings of one of its roles; ended after so many seconds."""
        return self.hosts.run(
            number, "timeout", within, self.program, *arguments, environment=self.settings(role, 0, number))

    def log_of(self, role, number, lines=25):
        with open(self.programs[role, number].log, errors="replace") as file:
            return "".join(file.readlines()[-lines:])

    def last_logs(self):
        return "".join(f"--- {role} on host {number}\n{self.log_of(role, number)}" for role, number in self.programs)

    def _allocations(self):
        """What placement still counts as used: all servers are deleted by now."""
        connection = openstack.connect(
            load_yaml_config=False, load_envvars=False, auth_url=f"http://{self.hosts.address(0)}:5001/identity",
            username="admin", password=self.admin_password, project_name="admin", user_domain_id="default",
            project_domain_id="default", region_name="RegionOne")
        used = []
        with self.hosts.network_of(0):
            providers = connection.placement.get("/resource_providers").json()["resource_providers"]
            for provider in providers:
                usages = connection.placement.get(f"/resource_providers/{provider['uuid']}/usages").json()["usages"]
                used += [f"placement: {provider['name']}: {count} {kind}" for kind, count in usages.items() if count]
        return used

    def remove(self):
        """Ends all, agents first; returns what was left behind."""
        left = self._allocations() if self._is_up else []
        for (role, number), program in reversed(list(self.programs.items())):
            if not program.stop():
                left.append(f"{role} on host {number} did not stop")
        # Other clouds may come and go meanwhile: only names of ours count.
        names = {name for number in COMPUTE_HOSTS if self.programs for name in self.hosts.namespaces(number)}
        for number in COMPUTE_HOSTS if self.programs else []:
            done = self.apus("compute-agent", number, "down", "--purge")
            if done.returncode != 0:
                left.append(f"host {number}: apus down --purge: {done.stdout}{done.stderr}")
        self.broker.end()
        self.database.stop()
        if self.programs:
            for number in [0, *COMPUTE_HOSTS]:
                left += self.hosts.settled(number)
        self.hosts.down()
        left += [f"process {pid}: {command}" for pid, command in host.processes_of(self.folder)]
        left += sorted(trace for trace in host.traces() - self.before if any(name in trace for name in names))
        if "APUS_KEEP" in os.environ:
            print(f"kept: {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
        return left
