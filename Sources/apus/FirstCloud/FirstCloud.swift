import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import HostKit
import NIOCore

/// What a new cloud starts with, so that the first `server create` works: image, flavors, networks, a router, a key, a
/// first server.
///
/// Everything is looked for before it is made: run again, it changes nothing.
struct FirstCloud: Sendable {
    static let imageName = "apus-guest"
    static let serverName = "first"

    let client: CloudClient
    let folder: StateFolder
    /// Told what is being done, for the terminal.
    let progress: @Sendable (String) -> Void

    private static let flavors: [(name: String, cpus: Int64, memory: Int64, disk: Int64)] = [
        ("m1.nano", 1, 128, 1), ("m1.tiny", 1, 512, 1), ("m1.small", 1, 2048, 20), ("m1.medium", 2, 4096, 40),
    ]

    /// Makes all but the server.
    func prepare(guestImage: String?) async throws {
        progress("flavors")
        let existing =
            try await client.get("/compute/v2.1/flavors")["flavors"]?.array?.compactMap { $0["name"]?.string } ?? []
        for flavor in Self.flavors where !existing.contains(flavor.name) {
            _ = try await client.post(
                "/compute/v2.1/flavors",
                [
                    "flavor": [
                        "name": .string(flavor.name), "vcpus": .integer(flavor.cpus), "ram": .integer(flavor.memory),
                        "disk": .integer(flavor.disk),
                    ]
                ])
        }
        if let guestImage { try await uploadImage(guestImage) }
        progress("networks and router")
        try await networks()
        try await openDefaultGroup()
        progress("key")
        try await key()
    }

    private func uploadImage(_ file: String) async throws {
        let found = try await client.find("/image/v2/images", "images", name: Self.imageName)
        if found?["status"]?.string == "active" { return }
        progress("image \(Self.imageName)")
        let image: JSON
        if let found {
            image = found
        } else {
            image = try await client.post(
                "/image/v2/images",
                [
                    "name": .string(Self.imageName), "disk_format": "qcow2", "container_format": "bare",
                    "visibility": "public",
                    "min_ram": 96, "os_distro": "apus-guest",
                ])
        }
        let bytes = try HostFile.read(file)
        _ = try await client.send(
            Request(
                .put, "/image/v2/images/\(image.id)/file", headers: [.contentType: "application/octet-stream"],
                body: .bytes(ByteBuffer(bytes: bytes))))
    }

    private func networks() async throws {
        let external = try await client.ensure(
            "/network/v2.0/networks", "network", "networks", name: "public",
            ["name": "public", "router:external": true])
        _ = try await client.ensure(
            "/network/v2.0/subnets", "subnet", "subnets", name: "public-subnet",
            [
                "name": "public-subnet", "network_id": .string(external.id), "ip_version": 4, "cidr": "172.24.4.0/24",
                "enable_dhcp": false, "gateway_ip": "172.24.4.1",
                "allocation_pools": [["start": "172.24.4.10", "end": "172.24.4.250"]],
            ])
        let inner = try await client.ensure(
            "/network/v2.0/networks", "network", "networks", name: "private", ["name": "private"])
        let subnet = try await client.ensure(
            "/network/v2.0/subnets", "subnet", "subnets", name: "private-subnet",
            ["name": "private-subnet", "network_id": .string(inner.id), "ip_version": 4, "cidr": "10.0.0.0/24"])
        let router = try await client.ensure(
            "/network/v2.0/routers", "router", "routers", name: "router",
            ["name": "router", "external_gateway_info": ["network_id": .string(external.id)]])
        let legs = try await client.get(
            "/network/v2.0/ports", [("device_id", router.id), ("device_owner", "network:router_interface")])
        if legs["ports"]?.array?.isEmpty ?? true {
            _ = try await client.put(
                "/network/v2.0/routers/\(router.id)/add_router_interface", ["subnet_id": .string(subnet.id)])
        }
    }

    /// Lets ssh and ping into the administrator's default security group.
    private func openDefaultGroup() async throws {
        guard let project = try await client.find("/identity/v3/projects", "projects", name: "admin"),
            let group = try await client.get(
                "/network/v2.0/security-groups", [("name", "default"), ("project_id", project.id)])["security_groups"]?
                .array?.first
        else { throw Fault(500, "The project admin has no default security group.") }
        let rules = group["security_group_rules"]?.array ?? []
        func has(_ proto: String) -> Bool {
            rules.contains { $0["protocol"]?.string == proto && $0["direction"]?.string == "ingress" }
        }
        let base: [String: JSON] = [
            "security_group_id": .string(try group.id), "direction": "ingress", "ethertype": "IPv4",
        ]
        if !has("tcp") {
            let ssh: [String: JSON] = ["protocol": "tcp", "port_range_min": 22, "port_range_max": 22]
            _ = try await client.post(
                "/network/v2.0/security-group-rules", ["security_group_rule": .object(base.merging(ssh) { $1 })])
        }
        if !has("icmp") {
            _ = try await client.post(
                "/network/v2.0/security-group-rules",
                ["security_group_rule": .object(base.merging(["protocol": "icmp"]) { $1 })])
        }
    }

    private func key() async throws {
        if !HostFile.exists(folder.sshKeyFile) {
            _ = try await Command(
                "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "apus", "-f", folder.sshKeyFile]
            ).check()
        }
        guard let text = HostFile.text(folder.sshKeyFile + ".pub") else {
            throw Fault(500, "\(folder.sshKeyFile).pub cannot be read.")
        }
        let keys = try await client.get("/compute/v2.1/os-keypairs")["keypairs"]?.array ?? []
        if keys.contains(where: { $0["keypair"]?["name"]?.string == "apus" }) { return }
        let line = text.split(separator: "\n").first.map(String.init) ?? text
        _ = try await client.post(
            "/compute/v2.1/os-keypairs", ["keypair": ["name": "apus", "public_key": .string(line)]])
    }
}
