import AgentProtocols
import CloudCore
import CloudHTTP
import CloudJSON
import Crypto

/// Writes servers as Nova does, by microversion and by what the caller may see.
struct ServerBody: Sendable {
    var version: Microversion
    var serviceURL: String
    /// The attributes that name hosts, for administrators.
    var showsHosts: Bool
    /// By host; nil: not to be shown.
    var hostStatuses: [String: String]?

    func since(_ minor: Int) -> Bool { version >= Microversion(2, minor) }

    /// The short form of a list without details.
    func writeBrief(_ server: Server, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", server.id)
            writer.field("name", server.name)
            links("servers", server.id, &writer)
        }
    }

    func write(_ server: Server, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", server.id)
            writer.field("name", server.name)
            writer.field("status", server.status.rawValue)
            writer.field("tenant_id", server.projectID)
            writer.field("user_id", server.userID)
            writer.field("metadata", server.metadata)
            writer.field("hostId", Self.hostID(server))
            writer.field("image") { image(server, &$0) }
            writer.field("flavor") { flavor(server, &$0) }
            writer.field("created", server.createdAt.text(.seconds))
            writer.field("updated", server.updatedAt.text(.seconds))
            writer.field("addresses") { AddressBody.write(server.network, &$0) }
            writer.field("accessIPv4", server.accessV4 ?? "")
            writer.field("accessIPv6", server.accessV6 ?? "")
            links("servers", server.id, &writer)
            writer.field("OS-DCF:diskConfig", server.diskConfig)
            if server.status.showsProgress { writer.field("progress", server.progress) }
            writer.field("OS-EXT-AZ:availability_zone", server.availabilityZone ?? "")
            if since(96) { writer.field("pinned_availability_zone", server.pinnedZone) }
            writer.field("config_drive", server.hasConfigDrive ? "True" : "")
            writer.field("key_name", server.keyName)
            writer.field("OS-SRV-USG:launched_at", server.launchedAt?.text(.microsecondsWithoutZone))
            writer.field("OS-SRV-USG:terminated_at", server.terminatedAt?.text(.microsecondsWithoutZone))
            securityGroups(server, &writer)
            hostAttributes(server, &writer)
            writer.field("OS-EXT-STS:task_state", server.taskState?.rawValue)
            writer.field("OS-EXT-STS:vm_state", server.vmState.rawValue)
            writer.field("OS-EXT-STS:power_state", server.powerState.rawValue)
            writer.field("os-extended-volumes:volumes_attached", [String]())
            newer(server, &writer)
            if server.status.showsFault, let fault = server.fault { write(fault, &writer) }
        }
    }

    /// What later microversions added.
    private func newer(_ server: Server, _ writer: inout JSONWriter) {
        if since(9) { writer.field("locked", server.isLocked) }
        if since(73) { writer.field("locked_reason", server.lockReason) }
        if since(16), let hostStatuses {
            writer.field("host_status", server.host.map { hostStatuses[$0] ?? "UNKNOWN" } ?? "")
        }
        if since(19) { writer.field("description", server.description) }
        if since(26) { writer.field("tags", server.tags) }
        if since(63) { writer.field("trusted_image_certificates", [String]?.none) }
        if since(71) { writer.field("server_groups", server.serverGroupID.map { [$0] } ?? []) }
    }

    private func hostAttributes(_ server: Server, _ writer: inout JSONWriter) {
        if since(90), !showsHosts { writer.field("OS-EXT-SRV-ATTR:hostname", server.hostname) }
        guard showsHosts else { return }
        writer.field("OS-EXT-SRV-ATTR:host", server.host)
        writer.field("OS-EXT-SRV-ATTR:instance_name", server.instanceName)
        writer.field("OS-EXT-SRV-ATTR:hypervisor_hostname", server.node)
        guard since(3) else { return }
        writer.field("OS-EXT-SRV-ATTR:reservation_id", server.reservationID)
        writer.field("OS-EXT-SRV-ATTR:launch_index", server.launchIndex)
        writer.field("OS-EXT-SRV-ATTR:hostname", server.hostname)
        writer.field("OS-EXT-SRV-ATTR:kernel_id", "")
        writer.field("OS-EXT-SRV-ATTR:ramdisk_id", "")
        writer.field("OS-EXT-SRV-ATTR:root_device_name", "/dev/vda")
        writer.field("OS-EXT-SRV-ATTR:user_data", server.userData)
    }

    private func image(_ server: Server, _ writer: inout JSONWriter) {
        guard let id = server.imageID else { return writer.value("") }
        writer.object { writer in
            writer.field("id", id)
            bookmark("images", id, &writer)
        }
    }

    private func flavor(_ server: Server, _ writer: inout JSONWriter) {
        let flavor = server.flavor
        writer.object { writer in
            guard since(47) else {
                writer.field("id", flavor.id)
                return bookmark("flavors", flavor.id, &writer)
            }
            writer.field("vcpus", flavor.vcpus)
            writer.field("ram", flavor.memory)
            writer.field("disk", flavor.disk)
            writer.field("ephemeral", flavor.ephemeral)
            writer.field("swap", flavor.swap)
            writer.field("original_name", flavor.name)
            writer.field("extra_specs", flavor.extraSpecs)
        }
    }

    private func securityGroups(_ server: Server, _ writer: inout JSONWriter) {
        guard !server.securityGroups.items.isEmpty else { return }
        writer.field("security_groups") { writer in
            writer.array(server.securityGroups.items) { writer, name in writer.object { $0.field("name", name) } }
        }
    }

    private func write(_ fault: ServerFault, _ writer: inout JSONWriter) {
        writer.field("fault") { writer in
            writer.object { writer in
                writer.field("code", fault.code)
                writer.field("created", fault.createdAt.text(.seconds))
                writer.field("message", fault.message)
                if showsHosts, let details = fault.details { writer.field("details", details) }
            }
        }
    }

    func links(_ collection: String, _ id: String, _ writer: inout JSONWriter) {
        writer.field("links") { writer in
            writer.array([("self", "\(serviceURL)/v2.1"), ("bookmark", serviceURL)]) { writer, link in
                writer.object { writer in
                    writer.field("rel", link.0)
                    writer.field("href", "\(link.1)/\(collection)/\(id)")
                }
            }
        }
    }

    private func bookmark(_ collection: String, _ id: String, _ writer: inout JSONWriter) {
        writer.field("links") { writer in
            writer.array(["\(serviceURL)/\(collection)/\(id)"]) { writer, address in
                writer.object { writer in
                    writer.field("rel", "bookmark")
                    writer.field("href", address)
                }
            }
        }
    }

    static func hostID(_ server: Server) -> String {
        server.host.map { hostID(project: server.projectID, host: $0) } ?? ""
    }

    /// The same for all servers of a project on one host, and tells nothing of the host.
    static func hostID(project: String, host: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in SHA256.hash(data: Array((project + host).utf8)).prefix(28) {
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
