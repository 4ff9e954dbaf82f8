import CloudCore
import CloudObservability
import ComputeAgent
import HostKit
import NetworkAgent

/// Removes what a cloud made on this host: guests, namespaces, links, rules, programs, sockets.
struct HostCleaning: Sendable {
    private let cloud: LocalCloud

    init(_ cloud: LocalCloud) { self.cloud = cloud }

    /// Returns what was removed, in words.
    /// - Throws: `CommandFailure` before anything is touched when the folder is not a cloud's.
    func purge() async throws -> [String] {
        try cloud.folder.requireMark()
        let guests = try await GuestPurge.purge(stateFolder: cloud.folder.path)
        let networks = try await HostPurge.purge(prefix: cloud.namePrefix)
        try HostFile.removeTree(cloud.socketFolder)
        var words: [String] = []
        if guests > 0 { words.append("\(guests) guests") }
        if !networks.isEmpty { words.append("\(networks.count) things of its networks") }
        return words
    }
}
