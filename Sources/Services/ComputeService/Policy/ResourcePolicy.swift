import CloudAuth

/// Nova's default rules for all but servers.
enum ResourcePolicy {
    static let rules: [PolicyRule] =
        everybody.map { PolicyRule("os_compute_api:\($0.0)", "", $0.1) }
        + readers.map { PolicyRule("os_compute_api:\($0.0)", "rule:project_reader_or_admin", $0.1) }
        + members.map { PolicyRule("os_compute_api:\($0.0)", "rule:project_member_or_admin", $0.1) }
        + owners.map { PolicyRule("os_compute_api:\($0.0)", "rule:context_is_admin or user_id:%(user_id)s", $0.1) }
        + administrators.map { PolicyRule("os_compute_api:\($0.0)", "rule:context_is_admin", $0.1) }

    private static let everybody = [
        ("extensions", "List extensions."),
        ("flavors", "List and show flavors."),
        ("limits", "Show one's own limits."),
        ("os-quota-sets:defaults", "Show the limits of projects that have none of their own."),
        ("os-availability-zone:list", "List availability zones."),
    ]

    private static let readers = [
        ("os-flavor-extra-specs:index", "List a flavor's extra specs."),
        ("os-flavor-extra-specs:show", "Show an extra spec of a flavor's."),
        ("os-quota-sets:show", "Show a project's limits."),
        ("os-quota-sets:detail", "Show a project's limits and what is used."),
        ("os-server-groups:index", "List server groups."),
        ("os-server-groups:show", "Show a server group."),
        ("os-simple-tenant-usage:show", "Show what a project used."),
    ]

    private static let members = [
        ("os-server-groups:create", "Create a server group."),
        ("os-server-groups:delete", "Delete a server group."),
    ]

    private static let owners = [
        ("os-keypairs:index", "List a user's key pairs."),
        ("os-keypairs:show", "Show a user's key pair."),
        ("os-keypairs:create", "Create or import a key pair for a user."),
        ("os-keypairs:delete", "Delete a user's key pair."),
    ]

    private static let administrators = [
        ("os-flavor-manage:create", "Create a flavor."),
        ("os-flavor-manage:update", "Change a flavor's description."),
        ("os-flavor-manage:delete", "Delete a flavor."),
        ("os-flavor-access", "List the projects that may use a flavor."),
        ("os-flavor-access:add_tenant_access", "Let a project use a flavor."),
        ("os-flavor-access:remove_tenant_access", "Let a project no longer use a flavor."),
        ("os-flavor-extra-specs:create", "Add extra specs to a flavor."),
        ("os-flavor-extra-specs:update", "Change an extra spec of a flavor's."),
        ("os-flavor-extra-specs:delete", "Remove an extra spec from a flavor."),
        ("limits:other_project", "Show another project's limits."),
        ("os-quota-sets:update", "Set a project's limits."),
        ("os-quota-sets:delete", "Forget a project's own limits."),
        ("os-quota-class-sets:show", "Show the limits of a class."),
        ("os-quota-class-sets:update", "Set the limits of a class."),
        ("os-services:list", "List services."),
        ("os-services:update", "Enable, disable or force down a service."),
        ("os-services:delete", "Forget a service."),
        ("os-hypervisors:list", "List hypervisors."),
        ("os-hypervisors:list-detail", "List hypervisors with details."),
        ("os-hypervisors:statistics", "Show what all hypervisors have together."),
        ("os-hypervisors:show", "Show a hypervisor."),
        ("os-hypervisors:uptime", "Show a hypervisor's uptime."),
        ("os-hypervisors:search", "Search hypervisors by name."),
        ("os-hypervisors:servers", "List the servers of hypervisors."),
        ("os-availability-zone:detail", "List availability zones with hosts."),
        ("os-aggregates:index", "List aggregates."),
        ("os-aggregates:show", "Show an aggregate."),
        ("os-aggregates:create", "Create an aggregate."),
        ("os-aggregates:update", "Change an aggregate."),
        ("os-aggregates:delete", "Delete an aggregate."),
        ("os-aggregates:add_host", "Add a host to an aggregate."),
        ("os-aggregates:remove_host", "Remove a host from an aggregate."),
        ("os-aggregates:set_metadata", "Set an aggregate's metadata."),
        ("os-server-groups:index:all_projects", "List the server groups of all projects."),
        ("os-simple-tenant-usage:list", "List what all projects used."),
        ("os-migrations:index", "List migrations."),
    ]
}
