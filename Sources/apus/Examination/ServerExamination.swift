import CloudConfiguration
import CloudCore
import CloudJSON
import ComputeAgent
import HostKit

/// Compares servers with the guests and the files of this host.
struct ServerExamination: Sendable {
    let cloud: LocalCloud
    let rows: CloudRows

    private var instances: String { cloud.folder.path + "/instances" }

    func findings() throws -> [Finding] {
        let running = try guests()
        return strangers(running) + missing(running) + files()
    }

    /// Ids of the guests that run here.
    private func guests() throws -> Set<String> {
        if try cloud.configuration[ConfigurationKey("compute.driver", default: "libvirt")] == "fake" {
            // As the driver keeps them, a file each: 1 runs, 3 is paused.
            let files = HostFile.names(in: instances + "/.fake").filter { $0.hasSuffix(".json") }
            let running = try files.filter { name in
                let guest = try HostFile.text("\(instances)/.fake/\(name)").map { try JSON(parsing: $0) }
                return [1, 3].contains(guest?["state"]?.integer)
            }
            return Set(running.map { String($0.dropLast(5)) })
        }
        return Set(
            GuestPurge.processes(cloud.folder.path).compactMap { process in
                guard let line = HostFile.text("/proc/\(process.pid)/cmdline"),
                    let range = line.firstRange(of: instances + "/")
                else { return nil }
                return String(line[range.upperBound...].prefix(36))
            })
    }

    private func strangers(_ running: Set<String>) -> [Finding] {
        running.subtracting(rows.serverIDs).sorted().map {
            Finding("guest \($0) runs here, but belongs to no server", mend: .endGuest($0))
        }
    }

    /// Servers of this host that say they run and do not.
    private func missing(_ running: Set<String>) -> [Finding] {
        guard let here = try? cloud.hostName() else { return [] }
        return rows.servers.compactMap { server in
            guard let id = server["id"]?.string, server["OS-EXT-SRV-ATTR:host"]?.string == here,
                server["OS-EXT-STS:task_state"]?.string == nil
            else { return nil }
            let status = server["status"]?.string ?? "?"
            switch status {
            case "ACTIVE", "PAUSED":
                guard !running.contains(id) else { return nil }
                return Finding("server \(id) is \(status), but its guest does not run", mend: .restart(id))
            case "SHUTOFF", "SUSPENDED":
                guard running.contains(id) else { return nil }
                return Finding("server \(id) is \(status), but its guest runs", mend: .converge)
            default: return nil
            }
        }
    }

    private func files() -> [Finding] {
        var found: [Finding] = []
        for name in HostFile.names(in: instances) where Identifier.isUUID(name) {
            if !rows.serverIDs.contains(name) {
                found.append(
                    Finding(
                        "files of \(name) in \(instances) belong to no server", mend: .remove("\(instances)/\(name)")))
            }
        }
        for server in rows.servers {
            guard let id = server["id"]?.string, server["status"]?.string == "ACTIVE",
                server["OS-EXT-STS:task_state"]?.string == nil
            else { continue }
            for name in HostFile.names(in: "\(instances)/\(id)") where name.hasSuffix(".part") {
                let path = "\(instances)/\(id)/\(name)"
                found.append(Finding("file \(path) was left half done", mend: .remove(path)))
            }
        }
        return found
    }
}
