"""openstacksdk's identity proxy and cloud layer, unmodified."""
from harness.sdk_case import SDKCase


class IdentitySDKTest(SDKCase):
    """Every kind of resource: made, found, shown, listed, changed, deleted."""

    def whole(self, kind, change, finds=True, **members):
        """Make, find, show, list and change one; it is deleted after the test. The changed one."""
        proxy, plural = self.sdk.identity, {"policy": "policies"}.get(kind, kind + "s")
        made = getattr(proxy, f"create_{kind}")(**members)
        self.addCleanup(getattr(proxy, f"delete_{kind}"), made.id, ignore_missing=True)
        self.assertEqual(getattr(proxy, f"get_{kind}")(made.id).id, made.id)
        self.assertIn(made.id, [each.id for each in getattr(proxy, plural)()])
        if finds:
            self.assertEqual(getattr(proxy, f"find_{kind}")(made.id).id, made.id)
            self.assertIsNone(getattr(proxy, f"find_{kind}")("none-of-that", ignore_missing=True))
        changed = getattr(proxy, f"update_{kind}")(made.id, **change)
        for name, value in change.items():
            self.assertEqual(getattr(changed, name), value, f"{kind}.{name}")
        return changed

    def test_places_people_and_roles(self):
        proxy = self.sdk.identity
        domain = self.whole("domain", {"description": "changed"}, name=self.own("domain"), is_enabled=True)
        self.addCleanup(proxy.update_domain, domain.id, is_enabled=False)
        place = {"domain_id": domain.id}
        project = self.whole("project", {"description": "changed"}, name=self.own("project"), **place)
        user = self.whole("user", {"email": "x@example.org"}, name=self.own("user"), password="secret", **place)
        group = self.whole("group", {"description": "changed"}, name=self.own("group"), **place)
        role = self.whole("role", {"description": "changed"}, name=self.own("role"))
        proxy.add_user_to_group(user, group)
        self.assertTrue(proxy.check_user_in_group(user, group))
        self.assertEqual([each.id for each in proxy.group_users(group)], [user.id])
        self.assertEqual([each.id for each in proxy.user_groups(user)], [group.id])
        for kind, target in (("project", project), ("domain", domain), ("system", "all")):
            for actor, who in (("user", user), ("group", group)):
                verbs = [getattr(proxy, name.format(kind=kind, actor=actor)) for name in (
                    "assign_{kind}_role_to_{actor}", "validate_{actor}_has_{kind}_role",
                    "unassign_{kind}_role_from_{actor}")]
                order = (who, role, target) if kind == "system" else (target, who, role)
                verbs[0](*order)
                self.assertTrue(verbs[1](*order), f"{kind} {actor}")
                if kind != "system":
                    listed = proxy.role_assignments_filter(**{kind: target, actor: who})
                    self.assertEqual([each.id for each in listed], [role.id])
                verbs[2](*order)
                self.assertFalse(verbs[1](*order), f"{kind} {actor}")
        proxy.assign_project_role_to_user(project, user, role)
        self.assertEqual([each.id for each in proxy.user_projects(user)], [project.id])
        assigned = list(proxy.role_assignments(user_id=user.id, include_names=True))
        self.assertEqual([each.role["name"] for each in assigned], [role.name])
        proxy.remove_user_from_group(user, group)
        self.assertFalse(proxy.check_user_in_group(user, group))
        child = proxy.create_project(name=self.own("child"), parent_id=project.id, tags=["warm"], **place)
        self.addCleanup(proxy.delete_project, child)
        self.assertEqual([each.id for each in proxy.projects(parent_id=project.id)], [child.id])
        self.assertEqual([each.id for each in proxy.projects(tags="warm", **place)], [child.id])
        self.assertEqual(set(child.fetch_tags(proxy).tags), {"warm"})
        child.set_tags(proxy, ["a", "b"])
        child.add_tag(proxy, "c")
        self.assertTrue(child.check_tag(proxy, "c"))
        child.remove_tag(proxy, "a")
        self.assertEqual(set(child.fetch_tags(proxy).tags), {"b", "c"})
        child.remove_all_tags(proxy)

    def test_catalog_and_limits(self):
        proxy = self.sdk.identity
        region = self.whole("region", {"description": "changed"}, id=self.own("region"))
        service = self.whole("service", {"description": "changed"}, type=self.own("type"), name=self.own("service"))
        endpoint = self.whole(
            "endpoint", {"url": "http://changed"}, service_id=service.id, interface="public", url="http://x",
            region_id=region.id)
        project = self.sdk.current_project_id
        proxy.associate_endpoint_with_project(project, endpoint.id)
        self.assertEqual([each.id for each in proxy.project_endpoints(project) if each.id == endpoint.id],
                         [endpoint.id])
        self.assertEqual([each.id for each in proxy.endpoint_projects(endpoint)], [project])
        proxy.disassociate_endpoint_from_project(project, endpoint.id)
        group = self.whole(
            "endpoint_group", {"description": "changed"}, name=self.own("group"),
            filters={"service_id": service.id})
        proxy.associate_project_with_endpoint_group(group.id, project)
        self.assertEqual([each.id for each in proxy.endpoint_group_endpoints(group.id)], [endpoint.id])
        self.assertEqual([each.id for each in proxy.endpoint_group_projects(group)], [project])
        self.assertIn(group.id, [each.id for each in proxy.project_endpoint_groups(project)])
        proxy.disassociate_project_from_endpoint_group(group.id, project)
        registered = proxy.create_registered_limit(
            service_id=service.id, resource_name="things", default_limit=5)
        self.addCleanup(proxy.delete_registered_limit, registered)
        self.assertEqual(proxy.update_registered_limit(registered, default_limit=6).default_limit, 6)
        self.assertEqual(proxy.get_registered_limit(registered).id, registered.id)
        self.assertIn(registered.id, [each.id for each in proxy.registered_limits(service_id=service.id)])
        limit = proxy.create_limit(
            service_id=service.id, project_id=project, resource_name="things", resource_limit=3)
        self.addCleanup(proxy.delete_limit, limit)
        self.assertEqual(proxy.update_limit(limit, resource_limit=4).resource_limit, 4)
        self.assertEqual(proxy.get_limit(limit).id, limit.id)
        self.assertIn(limit.id, [each.id for each in proxy.limits(service_id=service.id)])

    def test_secrets_and_federation(self):
        proxy, mine = self.sdk.identity, self.sdk.current_user_id
        self.whole("credential", {"blob": "changed"}, type="cert", blob="text", user_id=mine)
        self.whole("policy", {"blob": "changed"}, type="text", blob="text")
        made = proxy.create_application_credential(
            mine, self.own("app"), access_rules=[{"path": "/v2.1/servers", "method": "GET", "service": "compute"}])
        self.assertEqual(proxy.get_application_credential(mine, made).name, made.name)
        self.assertEqual(proxy.find_application_credential(mine, made.name).id, made.id)
        self.assertIn(made.id, [each.id for each in proxy.application_credentials(mine)])
        rule = next(each for each in proxy.access_rules(mine) if each.path == "/v2.1/servers")
        self.assertEqual(proxy.get_access_rule(mine, rule).service, "compute")
        proxy.delete_application_credential(mine, made)
        proxy.delete_access_rule(mine, rule)
        mapping = self.whole(
            "mapping", {"rules": [{"local": [{"user": {"name": "{0}"}}], "remote": [{"type": "B"}]}]},
            id=self.own("mapping"), rules=[{"local": [{"user": {"name": "{0}"}}], "remote": [{"type": "A"}]}])
        provider = self.whole(
            "identity_provider", {"description": "changed"}, id=self.own("provider"), is_enabled=True)
        protocol = proxy.create_federation_protocol(provider, id="saml", mapping_id=mapping.id)
        self.assertEqual([each.id for each in proxy.federation_protocols(provider)], [protocol.id])
        self.assertEqual(proxy.get_federation_protocol(provider, "saml").mapping_id, mapping.id)
        self.assertEqual(proxy.find_federation_protocol(provider, "saml").id, "saml")
        proxy.update_federation_protocol(provider, "saml", mapping_id=mapping.id)
        proxy.delete_federation_protocol(provider, "saml")
        self.whole(
            "service_provider", {"description": "changed"}, id=self.own("sp"), auth_url="https://x", sp_url="https://y")
        other = proxy.create_user(name=self.own("other"), password="secret")
        self.addCleanup(proxy.delete_user, other)
        trust = proxy.create_trust(
            trustor_user_id=mine, trustee_user_id=other.id, project_id=self.sdk.current_project_id,
            is_impersonation=True, roles=[{"name": "member"}])
        self.assertIn(trust.id, [each.id for each in proxy.trusts()])
        self.assertEqual(proxy.get_trust(trust).id, trust.id)
        proxy.delete_trust(trust)
        self.sdk.session.get("/OS-REVOKE/events", endpoint_filter={"service_type": "identity", "interface": "public"})
        password = {"original_password": "secret", "password": "other"}
        proxy.update_password(other, password["original_password"], password["password"])
        config = {"identity": {"driver": "ldap"}, "ldap": {"url": "ldap://localhost", "user_tree_dn": "ou=x"}}
        domain = proxy.create_domain(name=self.own("domain"), is_enabled=False)
        self.addCleanup(proxy.delete_domain, domain)
        proxy.create_domain_config(domain, **config)
        self.assertEqual(proxy.get_domain_config(domain).ldap.url, "ldap://localhost")
        proxy.update_domain_config(domain, ldap={"url": "ldap://other"})
        proxy.delete_domain_config(domain)

    def test_cloud_layer(self):
        cloud = self.sdk
        domain = cloud.create_domain(self.own("domain"), "first")
        self.addCleanup(cloud.delete_domain, domain.id)
        self.assertEqual(cloud.update_domain(domain.id, description="second").description, "second")
        self.assertEqual(cloud.get_domain(name_or_id=self.own("domain")).id, domain.id)
        self.assertIn(domain.id, [each.id for each in cloud.list_domains()])
        self.assertTrue(cloud.search_domains(name_or_id=self.own("domain")))
        project = cloud.create_project(self.own("project"), domain_id=domain.id, description="first")
        self.assertEqual(cloud.update_project(project.id, description="second").description, "second")
        self.assertEqual(cloud.get_project(self.own("project"), domain_id=domain.id).id, project.id)
        self.assertTrue(cloud.search_projects(self.own("project"), domain_id=domain.id))
        user = cloud.create_user(
            self.own("user"), password="secret", email="x@example.org", default_project=project.id,
            domain_id=domain.id)
        self.assertEqual(cloud.update_user(user.id, email="y@example.org", domain_id=domain.id).email, "y@example.org")
        self.assertEqual(cloud.get_user(self.own("user"), domain_id=domain.id).id, user.id)
        self.assertEqual(cloud.get_user_by_id(user.id).id, user.id)
        self.assertTrue(cloud.search_users(self.own("user"), domain_id=domain.id))
        group = cloud.create_group(self.own("group"), "first", domain=domain.id)
        self.assertEqual(cloud.update_group(group.id, description="second").description, "second")
        self.assertEqual(cloud.get_group(self.own("group"), domain_id=domain.id).id, group.id)
        cloud.add_user_to_group(user.id, group.id)
        self.assertTrue(cloud.is_user_in_group(user.id, group.id))
        cloud.remove_user_from_group(user.id, group.id)
        role = cloud.create_role(self.own("role"))
        self.addCleanup(cloud.delete_role, role.id)
        self.assertEqual(cloud.get_role(self.own("role")).id, role.id)
        self.assertTrue(cloud.grant_role(role.id, user=user.id, project=project.id))
        self.assertFalse(cloud.grant_role(role.id, user=user.id, project=project.id))
        self.assertTrue(cloud.grant_role(role.id, group=group.id, domain=domain.id))
        self.assertTrue(cloud.grant_role(role.id, user=user.id, system="all"))
        listed = cloud.list_role_assignments({"user": user.id, "project": project.id})
        self.assertEqual([each["role"]["id"] for each in listed], [role.id])
        self.assertTrue(cloud.revoke_role(role.id, user=user.id, system="all"))
        self.assertTrue(cloud.revoke_role(role.id, group=group.id, domain=domain.id))
        self.assertTrue(cloud.revoke_role(role.id, user=user.id, project=project.id))
        service = cloud.create_service(self.own("service"), type=self.own("type"), description="first")
        self.addCleanup(cloud.delete_service, service.id)
        self.assertEqual(cloud.update_service(service.id, name=self.own("renamed")).name, self.own("renamed"))
        self.assertEqual(cloud.get_service(self.own("renamed")).id, service.id)
        made = cloud.create_endpoint(service.id, public_url="http://x", internal_url="http://y", admin_url="http://z")
        self.assertEqual({each.interface for each in made}, {"public", "internal", "admin"})
        self.assertEqual(cloud.update_endpoint(made[0].id, url="http://w").url, "http://w")
        self.assertEqual(len(cloud.search_endpoints(filters={"service_id": service.id})), 3)
        for each in made:
            cloud.delete_endpoint(each.id)
        self.assertTrue(cloud.delete_group(group.id))
        self.assertTrue(cloud.delete_user(user.id, domain_id=domain.id))
        self.assertTrue(cloud.delete_project(project.id, domain_id=domain.id))
