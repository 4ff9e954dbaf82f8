"""Validating tokens."""
from benchmarks import load
from benchmarks.clouds import Clouds
from benchmarks.table import Result, measure

PATH = "/identity/v3/auth/tokens"


def tokens(api, count):
    """Tokens of one user, each made from the first."""
    body = {"auth": {
        "identity": {"methods": ["token"], "token": {"id": api.token}},
        "scope": {"project": {"name": "admin", "domain": {"id": "default"}}}}}
    return [api.send("POST", PATH, body)[0]["X-Subject-Token"] for _ in range(count)]


@measure("token validations on one core")
def validations():
    cloud = Clouds.fake()
    api = cloud.api()
    script = load.lua({"X-Auth-Token": api.token}, ("X-Subject-Token", tokens(api, 200)))
    done = load.run(cloud.pid, f"http://{cloud.settings['APUS_LISTEN']}{PATH}", script)
    return Result(
        done.rate, "/s", ">= 5000",
        f"wrk -t1 -c8 on core 1, apus on core 0: GET {PATH}, 200 tokens in turn; p99 {done.p99:.2f} ms, "
        f"{done.per_cpu_second:,.0f} per second of CPU")
