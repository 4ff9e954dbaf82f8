import CloudCore
import CloudHTTP
import CloudJSON
import ComputeAgent
import Glibc
import HTTPTypes
import HostKit

/// Does what mends a finding: by the services' own APIs where they can, on this host where nobody else would.
struct Mender: Sendable {
    let cloud: LocalCloud
    let client: CloudClient

    /// Tells what was done, in words.
    func mend(_ mending: Mending) async throws -> String {
        switch mending {
        case .converge:
            let asked = converge()
            guard asked > 0 else { throw CommandFailure("no agent of this folder runs") }
            return "asked this host's agents to put it right"
        case .delete(let path):
            _ = try await client.send(Request(.delete, path))
            return "deleted \(path)"
        case .remove(let path):
            try HostFile.removeTree(path)
            return "removed \(path)"
        case .endGuest(let id): return try await endGuest(id)
        case .restart(let id):
            try await act(id, ["reboot": ["type": "HARD"]])
            return "started its guest again"
        case .giveUp(let id):
            try await act(id, ["os-resetState": ["state": "error"]])
            return "set server \(id) to ERROR: start, rebuild or delete it"
        case .claim(let id, let provider): return try await claim(id, provider)
        case .plug(let id, let host):
            for name in ["", host] {
                _ = try await client.put("/network/v2.0/ports/\(id)", ["port": ["binding:host_id": .string(name)]])
            }
            return "bound it to \(host) anew"
        }
    }

    /// Wakes the processes that hold this folder's agents; how many there are.
    private func converge() -> Int {
        let agents = Set(
            Role.allCases.filter(\.isAgent).compactMap { role in
                ProcessIdentity(pidFile: cloud.folder.lockFile(role)).flatMap { $0.isAlive ? $0 : nil }
            })
        return agents.count { $0.signal(ConvergeSignal.number) }
    }

    private func endGuest(_ id: String) async throws -> String {
        let guests = GuestPurge.processes(cloud.folder.path).filter {
            HostFile.text("/proc/\($0.pid)/cmdline")?.contains("/instances/\(id)/") == true
        }
        // One that the agent knows ends in order; one that nobody knows any more does not.
        if converge() > 0 {
            for _ in 0..<50 where guests.contains(where: \.isAlive) { try await Task.sleep(for: .milliseconds(100)) }
        }
        for guest in guests { try await guest.terminate() }
        return "ended it"
    }

    private func act(_ id: String, _ action: JSON) async throws {
        _ = try await client.post("/compute/v2.1/servers/\(id)/action", action)
    }

    /// By the sizes that the server itself has.
    private func claim(_ id: String, _ provider: String) async throws -> String {
        let server = try await client.get("/compute/v2.1/servers/\(id)")["server"] ?? .null
        guard let flavorID = server["flavor"]?["id"]?.string else { throw CommandFailure("its size is not known") }
        let flavor = try await client.get("/compute/v2.1/flavors/\(flavorID)")["flavor"] ?? .null
        var resources: [String: JSON] = [:]
        for (name, member) in [("VCPU", "vcpus"), ("MEMORY_MB", "ram"), ("DISK_GB", "disk")] {
            if let amount = flavor[member]?.integer, amount > 0 { resources[name] = .integer(amount) }
        }
        _ = try await client.put(
            "/placement/allocations/\(id)",
            ["allocations": [["resource_provider": ["uuid": .string(provider)], "resources": .object(resources)]]])
        return "claimed its host again"
    }
}
