import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// The network service's ports, as a compute agent uses them: with the service's own token, on behalf of servers.
package struct PortClient: Sendable {
    /// A port as the network service shows it.
    package struct Port: Sendable {
        package var id: String
        package var networkID: String
        package var macAddress: String
        package var status: String
        package var fixedIPs: [(address: String, subnetID: String)]
        package var securityGroups: [String]
        package var vifType: String
        /// The tap that the network agent makes for it.
        package var device: String?
    }

    package struct Network: Sendable {
        package var name: String
        package var mtu: Int?
    }

    private let session: ServiceSession
    private let endpoint: ServiceEndpoint

    package init(session: ServiceSession, endpoint: ServiceEndpoint) {
        self.session = session
        self.endpoint = endpoint
    }

    package func ports(ofDevice device: String) async throws -> [Port] {
        let answer = try await call(
            Request(.get, "/v2.0/ports", query: Query(items: [("device_id", device)])), "Listing a server's ports")
        return try (answer["ports"]?.array ?? []).map(Self.port)
    }

    package func show(_ id: String) async throws -> Port {
        try Self.port(try await call(Request(.get, "/v2.0/ports/\(id)"), "Showing a port")["port"])
    }

    package func bind(_ id: String, device: String, owner: String, host: String) async throws -> Port {
        let body: JSON = [
            "port": ["device_id": .string(device), "device_owner": .string(owner), "binding:host_id": .string(host)]
        ]
        return try Self.port(try await call(.json(.put, "/v2.0/ports/\(id)", body), "Binding a port")["port"])
    }

    package func create(
        network: String, project: String, device: String, owner: String, host: String, fixedIP: String?,
        securityGroups: [String]
    ) async throws -> Port {
        var port: [String: JSON] = [
            "network_id": .string(network), "project_id": .string(project), "device_id": .string(device),
            "device_owner": .string(owner), "binding:host_id": .string(host), "admin_state_up": true,
        ]
        if let fixedIP { port["fixed_ips"] = [["ip_address": .string(fixedIP)]] }
        if !securityGroups.isEmpty { port["security_groups"] = .array(securityGroups.map { .string($0) }) }
        return try Self.port(
            try await call(.json(.post, "/v2.0/ports", ["port": .object(port)] as JSON), "Creating a port")["port"])
    }

    package func networks(_ ids: Set<String>) async throws -> [String: Network] {
        guard !ids.isEmpty else { return [:] }
        let query = Query(items: ids.sorted().map { ("id", $0) })
        let answer = try await call(Request(.get, "/v2.0/networks", query: query), "Listing networks")
        var result: [String: Network] = [:]
        for network in answer["networks"]?.array ?? [] {
            guard let id = network["id"]?.string else { continue }
            result[id] = Network(name: network["name"]?.string ?? id, mtu: network["mtu"]?.integer.map { Int($0) })
        }
        return result
    }

    private func call(_ request: Request, _ what: String) async throws -> JSON {
        try await session.send(request, to: endpoint).checked(what)
    }

    private static func port(_ body: JSON?) throws -> Port {
        guard let body, let id = body["id"]?.string, let network = body["network_id"]?.string,
            let mac = body["mac_address"]?.string
        else { throw Fault.unavailable("The network service's answer about a port cannot be read.") }
        return Port(
            id: id, networkID: network, macAddress: mac, status: body["status"]?.string ?? "DOWN",
            fixedIPs: (body["fixed_ips"]?.array ?? []).compactMap { address in
                guard let ip = address["ip_address"]?.string, let subnet = address["subnet_id"]?.string else {
                    return nil
                }
                return (ip, subnet)
            },
            securityGroups: body["security_groups"]?.strings ?? [],
            vifType: body["binding:vif_type"]?.string ?? "unbound",
            device: body["binding:vif_details"]?["device"]?.string)
    }
}
