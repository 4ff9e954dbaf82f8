import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import HostKit

/// Boots the first server and waits until it answers ssh by its floating IP: the proof that the cloud works.
struct FirstServer: Sendable {
    let client: CloudClient
    let folder: StateFolder
    let progress: @Sendable (String) -> Void

    /// The server's floating IP.
    func boot() async throws -> String {
        let server = try await ensureServer()
        let id = try server.id
        try await waitActive(id)
        let address = try await ensureFloatingIP(id)
        progress("waiting for ssh on \(address)")
        for _ in 0..<150 {
            let done = try? await Command(
                "ssh",
                [
                    "-F", folder.sshConfigFile, "-o", "BatchMode=yes", "-o", "ConnectTimeout=3", "cirros@\(address)",
                    "true",
                ],
                timeout: .seconds(10)
            ).run()
            if done?.status == 0 { return address }
            try await Task.sleep(for: .milliseconds(400))
        }
        throw Fault(
            504,
            "The server \(FirstServer.name) is ACTIVE but does not answer ssh on \(address). "
                + "Its console: openstack console log show first"
        )
    }

    private static let name = FirstCloud.serverName

    private func ensureServer() async throws -> JSON {
        if let found = try await client.find("/compute/v2.1/servers", "servers", name: Self.name) {
            let status = try await client.get("/compute/v2.1/servers/\(found.id)")["server"]?["status"]?.string
            guard status == "ERROR" else { return found }
            // An earlier `up` that failed left it.
            _ = try await client.send(Request(.delete, "/compute/v2.1/servers/\(found.id)"))
        }
        guard let image = try await client.find("/image/v2/images", "images", name: FirstCloud.imageName) else {
            throw Fault(404, "There is no image \(FirstCloud.imageName) yet: set APUS_GUEST_IMAGE to a qcow2 file.")
        }
        guard let network = try await client.find("/network/v2.0/networks", "networks", name: "private"),
            let flavor = try await client.get("/compute/v2.1/flavors")["flavors"]?.array?.first(where: {
                $0["name"]?.string == "m1.nano"
            })
        else { throw Fault(404, "The network private or the flavor m1.nano is missing.") }
        try await waitForHost()
        progress("server \(Self.name)")
        let body: JSON = [
            "server": [
                "name": .string(Self.name), "imageRef": .string(try image.id), "flavorRef": .string(try flavor.id),
                "networks": [["uuid": .string(try network.id)]], "key_name": "apus",
            ]
        ]
        return try await client.post("/compute/v2.1/servers", body)["server"] ?? .null
    }

    /// The first start of the hypervisor on a machine takes some seconds: it looks at what it can do.
    private func waitForHost() async throws {
        for turn in 0..<600 {
            let hosts = try await client.get("/placement/resource_providers")["resource_providers"]?.array ?? []
            for host in hosts {
                let inventory = try await client.get(
                    "/placement/resource_providers/\(host["uuid"]?.string ?? "")/inventories")
                if inventory["inventories"]?["VCPU"] != nil { return }
            }
            if turn == 0 { progress("waiting for the hypervisor") }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Fault(504, "No compute host has reported in a minute.")
    }

    private func waitActive(_ id: String) async throws {
        for _ in 0..<600 {
            let server = try await client.get("/compute/v2.1/servers/\(id)")["server"] ?? .null
            switch server["status"]?.string {
            case "ACTIVE": return
            case "ERROR":
                let reason = server["fault"]?["message"]?.string ?? "no reason told"
                throw Fault(500, "The server \(Self.name) could not be built: \(reason)")
            case "SHUTOFF":
                _ = try await client.post("/compute/v2.1/servers/\(id)/action", ["os-start": nil])
                progress("starting \(Self.name)")
            default: break
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        throw Fault(504, "The server \(Self.name) did not become ACTIVE in two minutes: see apus doctor.")
    }

    private func ensureFloatingIP(_ server: String) async throws -> String {
        guard let port = try await client.get("/network/v2.0/ports", [("device_id", server)])["ports"]?.array?.first,
            let external = try await client.find("/network/v2.0/networks", "networks", name: "public")
        else { throw Fault(404, "The server \(Self.name) has no port, or there is no network public.") }
        let existing = try await client.get("/network/v2.0/floatingips", [("port_id", port.id)])["floatingips"]?.array?
            .first
        if let address = existing?["floating_ip_address"]?.string { return address }
        let made = try await client.post(
            "/network/v2.0/floatingips",
            ["floatingip": ["floating_network_id": .string(try external.id), "port_id": .string(try port.id)]])
        guard let address = made["floatingip"]?["floating_ip_address"]?.string else {
            throw Fault(500, "No floating IP was given.")
        }
        return address
    }
}
