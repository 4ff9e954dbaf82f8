"""What identity is asked at scale."""
PAGE = 20

# A page's path; `{kind}` is a fact of the cloud, `{middle}` the marker in the middle of the loaded rows.
LISTS = {
    "users": "users?limit={page}", "users, from the middle": "users?limit={page}&marker={users}",
    "users by name": "users?name=base-7&limit={page}",
    "users by name, disabled": "users?name=base-7&enabled=false&limit={page}",
    "users of a domain": "users?domain_id=default&limit={page}&marker={users}",
    "users, enabled": "users?enabled=true&limit={page}&marker={users}",
    "users, disabled": "users?enabled=false&limit={page}",
    "users of a domain, disabled": "users?domain_id=default&enabled=false&limit={page}",
    "projects": "projects?limit={page}", "projects, from the middle": "projects?limit={page}&marker={projects}",
    "projects by name": "projects?name=base-7&limit={page}",
    "projects by name below one": "projects?name=base-7&parent_id=default&enabled=true&limit={page}",
    "projects of a domain": "projects?domain_id=default&limit={page}&marker={projects}",
    "projects below one": "projects?parent_id=default&limit={page}&marker={projects}",
    "projects below another": "projects?parent_id={project}&limit={page}",
    "projects below one, disabled": "projects?parent_id=default&enabled=false&limit={page}",
    "projects, disabled": "projects?enabled=false&limit={page}",
    "projects by tag": "projects?tags=base&limit={page}", "projects without tag": "projects?not-tags=base&limit={page}",
    "domains": "domains?limit={page}", "domains, disabled": "domains?enabled=false&limit={page}",
    "groups": "groups?limit={page}", "groups of a domain": "groups?domain_id=default&limit={page}&marker={user_groups}",
    "a group's users": "groups/{group}/users?limit={page}", "a user's groups": "users/{user}/groups?limit={page}",
    "a user's projects": "users/{user}/projects", "own projects": "auth/projects",
    "a user's assignments": "role_assignments?user.id={user}",
    "a user's effective assignments": "role_assignments?user.id={user}&effective",
    "a project's assignments": "role_assignments?scope.project.id={project}",
    "a project's effective assignments": "role_assignments?scope.project.id={project}&effective",
    "a group's assignments": "role_assignments?group.id={group}",
    "roles": "roles?limit={page}", "services": "services?limit={page}", "endpoints": "endpoints?limit={page}",
    "regions": "regions?limit={page}", "registered limits": "registered_limits?limit={page}",
    "a user's application credentials": "users/{admin}/application_credentials?limit={page}",
    "a user's trusts": "OS-TRUST/trusts?trustor_user_id={admin}&limit={page}",
    "a user's credentials": "credentials?user_id={user}&limit={page}",
    "users of a default project": "users?default_project_id={project}&limit={page}",
    "users by when their passwords end": "users?password_expires_at=lt:2020-01-01T00:00:00Z&limit={page}",
    "users of a domain by when their passwords end":
        "users?domain_id=default&password_expires_at=gt:2020-01-01T00:00:00Z&limit={page}",
    "users of a default project, enabled": "users?enabled=true&default_project_id={project}&limit={page}",
    "users of a provider": "users?unique_id=nobody&limit={page}", "groups by name": "groups?name=base-7&limit={page}",
    "a user": "users/{user}", "a project and what is above": "projects/{project}?parents_as_list",
    "a project and what is below": "projects/{project}?subtree_as_ids",
    "a user's roles in a project": "projects/{project}/users/{user}/roles",
    "a user's assignments in a project": "role_assignments?user.id={user}&scope.project.id={project}",
    "assignments in a domain": "role_assignments?scope.domain.id=default",
    "assignments in the system": "role_assignments?scope.system=all",
    "a role's assignments in a project": "role_assignments?role.id={role}&scope.project.id={project}",
    "a role's assignments of a user": "role_assignments?role.id={role}&user.id={user}",
    "a role's assignments, inherited": "role_assignments?role.id={role}&scope.OS-INHERIT:inherited_to=projects",
    "own domains": "auth/domains", "the catalog": "auth/catalog",
}
SYSTEM_LISTS = {
    "limits": "limits?limit={page}&marker={limits}", "limits of a project": "limits?project_id={project}&limit={page}",
    "limits of a project of a service": "limits?project_id={project}&service_id={service}&limit={page}",
    "limits of a service": "limits?service_id={service}&limit={page}&marker={limits}",
    "limits of a resource": "limits?resource_name=resource-0&limit={page}&marker={limits}",
}


# What is made and taken away; `<name>` in bodies as `{name}` in paths: a fact, `n` a new name, `new` what was made
# last.
GRANT = "projects/{project}/users/{user}/roles/{new}"
WRITES = {
    "a user": [("POST", "users", {"user": {"name": "<n>", "password": "secret"}}), ("DELETE", "users/{new}", None)],
    "a user's address": [("PATCH", "users/{user}", {"user": {"email": "<n>"}})],
    "a user, disabled": [
        ("POST", "users", {"user": {"name": "<n>"}}), ("PATCH", "users/{new}", {"user": {"enabled": False}}),
        ("DELETE", "users/{new}", None)],
    "a project": [("POST", "projects", {"project": {"name": "<n>"}}), ("DELETE", "projects/{new}", None)],
    "a group with a user": [
        ("POST", "groups", {"group": {"name": "<n>"}}), ("PUT", "groups/{new}/users/{user}", None),
        ("DELETE", "groups/{new}", None)],
    "a role that somebody has": [
        ("POST", "roles", {"role": {"name": "<n>"}}), ("PUT", GRANT, None), ("DELETE", "roles/{new}", None)],
    "a grant": [
        (method, "projects/{project}/users/{spare}/roles/{role}", None) for method in ("PUT", "HEAD", "DELETE")],
    "a membership": [(method, "groups/{group}/users/{spare}", None) for method in ("PUT", "HEAD", "DELETE")],
    "a domain": [
        ("POST", "domains", {"domain": {"name": "<n>"}}), ("PATCH", "domains/{new}", {"domain": {"enabled": False}}),
        ("DELETE", "domains/{new}", None)],
    "a service": [("POST", "services", {"service": {"type": "<n>"}}), ("DELETE", "services/{new}", None)],
    "a credential": [
        ("POST", "credentials", {"credential": {"type": "cert", "blob": "<n>", "user_id": "<user>"}}),
        ("DELETE", "credentials/{new}", None)],
    "an application credential": [
        ("POST", "users/{admin}/application_credentials", {"application_credential": {"name": "<n>"}}),
        ("DELETE", "users/{admin}/application_credentials/{new}", None)],
}
