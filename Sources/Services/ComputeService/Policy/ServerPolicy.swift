import CloudAuth

/// Nova's default rules for servers.
enum ServerPolicy {
    static let rules: [PolicyRule] =
        readers.map { PolicyRule("os_compute_api:\($0.0)", "rule:project_reader_or_admin", $0.1) }
        + members.map { PolicyRule("os_compute_api:\($0.0)", "rule:project_member_or_admin", $0.1) }
        + administrators.map { PolicyRule("os_compute_api:\($0.0)", "rule:admin_api", $0.1) }
        + [
            PolicyRule(
                "os_compute_api:os-server-external-events:create", "role:admin or role:service",
                "Tell of a port's or volume's change; for the network and block storage services.")
        ]

    private static let readers = [
        ("servers:index", "List servers."),
        ("servers:detail", "List servers with details."),
        ("servers:show", "Show a server."),
        ("server-metadata:index", "List a server's metadata."),
        ("server-metadata:show", "Show an item of a server's metadata."),
        ("os-server-tags:index", "List a server's tags."),
        ("os-server-tags:show", "Ask whether a server has a tag."),
        ("os-instance-actions:list", "List what was done to a server."),
        ("os-instance-actions:show", "Show what was done to a server."),
        ("os-attach-interfaces:list", "List a server's interfaces."),
        ("os-attach-interfaces:show", "Show a server's interface."),
        ("ips:index", "List a server's addresses."),
        ("ips:show", "List a server's addresses of one network."),
        ("os-volumes-attachments:index", "List a server's volumes."),
        ("os-security-groups:list", "List a server's security groups."),
    ]

    private static let members = [
        ("servers:create", "Create a server."),
        ("servers:update", "Change a server."),
        ("servers:delete", "Delete a server."),
        ("servers:start", "Start a server."),
        ("servers:stop", "Stop a server."),
        ("servers:reboot", "Reboot a server."),
        ("servers:create_image", "Make an image of a server."),
        ("os-pause-server:pause", "Pause a server."),
        ("os-pause-server:unpause", "Let a paused server go on."),
        ("os-suspend-server:suspend", "Suspend a server."),
        ("os-suspend-server:resume", "Resume a suspended server."),
        ("os-lock-server:lock", "Lock a server."),
        ("os-lock-server:unlock", "Unlock a server."),
        ("os-console-output", "Read a server's console log."),
        ("os-deferred-delete:force", "Delete a server at once."),
        ("os-security-groups:add", "Add a security group to a server."),
        ("os-security-groups:remove", "Remove a security group from a server."),
        ("server-metadata:create", "Add to a server's metadata."),
        ("server-metadata:update", "Change an item of a server's metadata."),
        ("server-metadata:update_all", "Replace a server's metadata."),
        ("server-metadata:delete", "Delete an item of a server's metadata."),
        ("os-server-tags:update", "Tag a server."),
        ("os-server-tags:update_all", "Replace a server's tags."),
        ("os-server-tags:delete", "Remove a tag of a server's."),
        ("os-server-tags:delete_all", "Remove all tags of a server's."),
        ("os-attach-interfaces:create", "Attach an interface to a server."),
        ("os-attach-interfaces:delete", "Detach an interface from a server."),
        ("os-volumes-attachments:create", "Attach a volume to a server."),
    ]

    private static let administrators = [
        ("servers:create:forced_host", "Create a server on a host of one's choice."),
        ("compute:servers:create:requested_destination", "Name the host or hypervisor for a server."),
        ("servers:index:get_all_tenants", "List the servers of all projects."),
        ("servers:detail:get_all_tenants", "List the servers of all projects with details."),
        ("servers:allow_all_filters", "Filter servers by anything."),
        ("os-extended-server-attributes", "See on which host a server is."),
        ("servers:show:host_status", "See how a server's host is."),
        ("os-lock-server:unlock:unlock_override", "Unlock a server that an administrator locked."),
        ("os-admin-actions:reset_state", "Set a server's state by hand."),
        ("os-instance-actions:events", "See the events of an action."),
        ("os-instance-actions:events:details", "See an event's details and host."),
    ]
}
