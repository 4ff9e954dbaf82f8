package import CloudJSON

/// What a guest may learn of itself, as files of the OpenStack metadata format: the config drive's, and the metadata
/// service's.
package struct InstanceMetadata: Sendable {
    private let server: ServerSpecification
    private let ports: [ComputePort]
    private let randomSeed: String?

    /// - Parameter randomSeed: base64 of fresh random bytes, for the guest's own generator.
    package init(_ server: ServerSpecification, ports: [ComputePort], randomSeed: String? = nil) {
        self.server = server
        self.ports = ports
        self.randomSeed = randomSeed
    }

    /// `meta_data.json`.
    package var metaData: JSON {
        var body: [String: JSON] = [
            "uuid": .string(server.id), "name": .string(server.name), "hostname": .string(server.hostname),
            "availability_zone": .string(server.availabilityZone), "launch_index": 0,
            "project_id": .string(server.projectID),
            "devices": .array(devices), "dedicated_cpus": [],
        ]
        if let name = server.keyName, let key = server.publicKey {
            body["public_keys"] = .object([name: .string(key)])
            body["keys"] = [["name": .string(name), "type": "ssh", "data": .string(key)]]
        }
        if !server.metadata.isEmpty { body["meta"] = .object(server.metadata.mapValues { .string($0) }) }
        if let password = server.adminPassword { body["admin_pass"] = .string(password) }
        if let randomSeed { body["random_seed"] = .string(randomSeed) }
        return .object(body)
    }

    /// `network_data.json`: all interfaces, set up by DHCP.
    package var networkData: JSON {
        let links: [JSON] = ports.map { port in
            [
                "id": .string("tap" + port.id.prefix(11)), "vif_id": .string(port.id), "type": "phy", "mtu": nil,
                "ethernet_mac_address": .string(port.macAddress),
            ]
        }
        let networks: [JSON] = ports.enumerated().map { index, port in
            [
                "id": .string("network\(index)"), "type": "ipv4_dhcp", "link": .string("tap" + port.id.prefix(11)),
                "network_id": .string(port.networkID),
            ]
        }
        return ["links": .array(links), "networks": .array(networks), "services": []]
    }

    /// Interfaces that bear a tag.
    private var devices: [JSON] {
        ports.compactMap { port in
            port.tag.map { tag in
                [
                    "type": "nic", "bus": "none", "address": "none", "mac": .string(port.macAddress),
                    "tags": [.string(tag)],
                    "vf_trusted": false,
                ]
            }
        }
    }
}
