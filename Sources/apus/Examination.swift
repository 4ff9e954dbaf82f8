import CloudCore
import CloudJSON
import ComputeAgent
import HostKit

/// Looks for what does not fit: servers without guests, guests without servers, ports and allocations without servers, tasks that
/// do not end.
struct Examination: Sendable {
    let cloud: LocalCloud
    let client: CloudClient

    func findings() async throws -> [String] {
        let servers = try await client.get("/compute/v2.1/servers/detail", [("all_tenants", "1")])["servers"]?.array ?? []
        let ids = Set(servers.compactMap { $0["id"]?.string })
        return stuck(servers) + guests(ids) + (try await ports(ids)) + (try await allocations(ids)) + files(ids)
    }

    private func stuck(_ servers: [JSON]) -> [String] {
        servers.compactMap { server in
            guard let task = server["OS-EXT-STS:task_state"]?.string, let text = server["updated"]?.string,
                let updated = Timestamp(text), CloudClock.system.now - updated > .seconds(600)
            else { return nil }
            return "server \(server["id"]?.string ?? "?") is \(task) since \(text)"
        }
    }

    private func guests(_ servers: Set<String>) -> [String] {
        GuestPurge.processes(cloud.folder.path).compactMap { process in
            guard let line = HostFile.text("/proc/\(process.pid)/cmdline"),
                let range = line.firstRange(of: cloud.folder.path + "/instances/")
            else { return nil }
            let id = String(line[range.upperBound...].prefix(36))
            return servers.contains(id) ? nil : "guest \(id) (process \(process.pid)) belongs to no server"
        }
    }

    private func ports(_ servers: Set<String>) async throws -> [String] {
        let ports = try await client.get("/network/v2.0/ports")["ports"]?.array ?? []
        return ports.compactMap { port in
            guard port["device_owner"]?.string?.hasPrefix("compute:") == true, let device = port["device_id"]?.string,
                !device.isEmpty, !servers.contains(device)
            else { return nil }
            return "port \(port["id"]?.string ?? "?") is bound to the server \(device), which is not there"
        }
    }

    private func allocations(_ servers: Set<String>) async throws -> [String] {
        let providers = try await client.get("/placement/resource_providers")["resource_providers"]?.array ?? []
        var result: [String] = []
        for provider in providers {
            let body = try await client.get("/placement/resource_providers/\(provider["uuid"]?.string ?? "")/allocations")
            for consumer in body["allocations"]?.object?.keys.sorted() ?? [] where !servers.contains(consumer) {
                result.append("allocation of \(consumer) on \(provider["name"]?.string ?? "?") belongs to no server")
            }
        }
        return result
    }

    private func files(_ servers: Set<String>) -> [String] {
        HostFile.names(in: cloud.folder.path + "/instances").filter { Identifier.isUUID($0) && !servers.contains($0) }
            .map { "files of \($0) in \(cloud.folder.path)/instances belong to no server" }
    }
}
