import CloudJSON
import NetworkAgent

/// Compares ports with servers, and both with this host's data plane.
struct NetworkExamination: Sendable {
    let cloud: LocalCloud
    let rows: CloudRows

    func findings() async throws -> [Finding] {
        let here = try cloud.hostName()
        let audit = HostAudit(
            ports: rows.ports.compactMap { port in
                guard let id = port["id"]?.string, let network = port["network_id"]?.string else { return nil }
                let host = port["binding:host_id"]?.string ?? ""
                return .init(
                    id: id, networkID: network, deviceID: port["device_id"]?.string ?? "",
                    owner: port["device_owner"]?.string ?? "", isHere: host == here, isBound: !host.isEmpty,
                    isFiltered: port["port_security_enabled"]?.bool != false || port["admin_state_up"]?.bool == false)
            },
            routers: Set(rows.routers.filter { $0["admin_state_up"]?.bool != false }.compactMap { $0["id"]?.string }))
        let differences = await audit.findings(prefix: cloud.namePrefix).map { Finding($0, mend: .converge) }
        return owners() + idle() + differences
    }

    /// Ports whose servers or routers are gone.
    private func owners() -> [Finding] {
        let routers = Set(rows.routers.compactMap { $0["id"]?.string })
        return rows.ports.compactMap { port in
            guard let owner = port["device_owner"]?.string, let device = port["device_id"]?.string, !device.isEmpty
            else { return nil }
            let id = port["id"]?.string ?? "?"
            let path = "/network/v2.0/ports/\(id)"
            if owner.hasPrefix("compute:"), !rows.serverIDs.contains(device) {
                return Finding(
                    "port \(id) is bound to the server \(device), which is not there", mend: .delete(path))
            }
            if owner.hasPrefix("network:router"), !routers.contains(device) {
                return Finding("port \(id) is a leg of the router \(device), which is not there", mend: .delete(path))
            }
            return nil
        }
    }

    /// Ports of running servers that carry nothing.
    private func idle() -> [Finding] {
        let running = Set(
            rows.servers.filter { $0["status"]?.string == "ACTIVE" && $0["OS-EXT-STS:task_state"]?.string == nil }
                .compactMap { $0["id"]?.string })
        return rows.ports.compactMap { port in
            guard let device = port["device_id"]?.string, running.contains(device),
                port["admin_state_up"]?.bool != false,
                let status = port["status"]?.string, status != "ACTIVE"
            else { return nil }
            return Finding(
                "port \(port["id"]?.string ?? "?") of the running server \(device) is \(status)", mend: .converge)
        }
    }
}
