import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.1/extensions`: a fixed list, of what is there. Old clients ask it before they use an extension.
struct ExtensionsAPI: Sendable {
    let context: ComputeContext

    /// Alias and name, as Nova has them.
    private static let known: [(alias: String, name: String)] = [
        ("os-aggregates", "Aggregates"), ("os-attach-interfaces", "AttachInterfaces"),
        ("os-availability-zone", "AvailabilityZone"), ("os-config-drive", "ConfigDrive"),
        ("os-console-output", "ConsoleOutput"), ("os-extended-availability-zone", "ExtendedAvailabilityZone"),
        ("os-extended-server-attributes", "ExtendedServerAttributes"), ("os-extended-status", "ExtendedStatus"),
        ("os-flavor-access", "FlavorAccess"), ("os-flavor-disabled", "FlavorDisabled"),
        ("os-flavor-extra-data", "FlavorExtraData"), ("os-flavor-extra-specs", "FlavorExtraSpecs"),
        ("os-flavor-manage", "FlavorManage"), ("os-flavor-rxtx", "FlavorRxtx"), ("os-flavor-swap", "FlavorSwap"),
        ("os-hypervisors", "Hypervisors"), ("os-instance-actions", "ServerActions"), ("os-keypairs", "Keypairs"),
        ("os-limits", "Limits"), ("os-lock-server", "LockServer"), ("os-migrations", "Migrations"),
        ("os-multiple-create", "MultipleCreate"), ("os-pause-server", "PauseServer"),
        ("os-quota-class-sets", "QuotaClasses"), ("os-quota-sets", "Quotas"), ("os-scheduler-hints", "SchedulerHints"),
        ("os-security-groups", "SecurityGroups"), ("os-server-external-events", "ServerExternalEvents"),
        ("os-server-groups", "ServerGroups"), ("os-server-start-stop", "ServerStartStop"),
        ("os-server-usage", "ServerUsage"), ("os-services", "Services"),
        ("os-simple-tenant-usage", "SimpleTenantUsage"),
        ("os-suspend-server", "SuspendServer"), ("os-user-data", "UserData"),
    ]

    func list(_ request: APIRequest) throws -> Response {
        try context.policy.enforce("os_compute_api:extensions", request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("extensions") { writer in
                    writer.array(Self.known) { writer, entry in write(entry, &writer) }
                }
            }
        }
    }

    func show(_ request: APIRequest) throws -> Response {
        try context.policy.enforce("os_compute_api:extensions", request.caller)
        let alias = request.parameter("alias")
        guard let entry = Self.known.first(where: { $0.alias == alias }) else {
            throw Fault.notFound("The resource could not be found.")
        }
        return .json { writer in
            writer.object { writer in writer.field("extension") { write(entry, &$0) } }
        }
    }

    private func write(_ entry: (alias: String, name: String), _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("alias", entry.alias)
            writer.field("name", entry.name)
            writer.field("description", "")
            writer.field("links", [String]())
            writer.field("namespace", "http://docs.openstack.org/compute/ext/fake_xml")
            writer.field("updated", "2014-12-03T00:00:00Z")
        }
    }
}

extension ExtensionsAPI {
    var routes: [Route] {
        let rule = "os_compute_api:extensions"
        return [
            .get("/v2.1/extensions", rule) { try list($0) },
            .get("/v2.1/extensions/{alias}", rule) { try show($0) },
        ]
    }
}
