"""Cases through the unmodified openstacksdk, as the cloud's administrator."""
import warnings

from harness.case import CloudCase


class SDKCase(CloudCase):
    """One connection for the class, and names of each test's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import openstack

        # What later releases will lack is not this test's matter.
        warnings.simplefilter("ignore")
        variables = cls.openstack.environment
        if "OS_CLOUD" in variables:
            config = openstack.config.OpenStackConfig(config_files=[variables["OS_CLIENT_CONFIG_FILE"]])
            cls.sdk = openstack.connection.Connection(config=config.get_one(variables["OS_CLOUD"]))
        else:
            cls.sdk = openstack.connect(
                auth_url=variables["OS_AUTH_URL"], username=variables["OS_USERNAME"],
                password=variables["OS_PASSWORD"], project_name=variables["OS_PROJECT_NAME"],
                user_domain_id="default", project_domain_id="default", load_yaml_config=False, load_envvars=False)
        cls.addClassCleanup(cls.sdk.close)

    def setUp(self):
        self._own = self.name("sdk")

    def own(self, kind):
        """The same name each time within a test."""
        return f"{self._own}-{kind}"
