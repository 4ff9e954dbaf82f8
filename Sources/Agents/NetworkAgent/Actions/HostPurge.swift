import Glibc
import HostKit
import NetworkKit

/// What a cloud's network has on this host, found by its names alone, and how all of it is removed.
package enum HostPurge {
    private static let folder = "/run/apus"

    /// The names of a cloud on this host; its programs' files are where a restart of the machine removes them too.
    static func layout(_ prefix: String) -> CloudLayout {
        CloudLayout(cloud: prefix, stateFolder: "\(folder)/\(prefix)-network")
    }

    /// Removes everything of the cloud's network, running or not; may be repeated. Tells what there was.
    package static func purge(prefix: String) async throws -> [String] {
        try check(prefix)
        let lines = await inventory(prefix: prefix)
        try await HostInventory.purge(layout(prefix))
        // Stays while another cloud has something in it.
        _ = rmdir(folder)
        return lines
    }

    /// - Throws: `NetworkError` for a prefix that does not make good names; a short one might match others' things.
    static func check(_ prefix: String) throws {
        let fits = (2...8).contains(prefix.utf8.count)
        guard fits, prefix.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) }) else {
            throw NetworkError.invalid("prefix of names (two to eight letters and digits)", prefix)
        }
    }

    /// A line for each thing of the cloud's network that is on this host; none when nothing is.
    package static func inventory(prefix: String) async -> [String] {
        let found: HostInventory
        do { found = try await HostInventory.list(layout(prefix)) } catch { return ["unreadable: \(error)"] }
        var lines = found.programs.map { "program \($0)" }
        for namespace in found.namespaces {
            lines.append("namespace \(namespace)")
            lines += (found.links[namespace] ?? []).map { "link \($0) in \(namespace)" }
            lines += (found.tables[namespace] ?? []).map { "table \($0) in \(namespace)" }
        }
        return lines
    }
}
