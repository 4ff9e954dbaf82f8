import HostKit

/// Where a server's files are on this host.
struct InstanceFolder: Sendable {
    let path: String

    init(root: String, serverID: String) { path = root + "/" + serverID }

    var disk: String { path + "/disk.qcow2" }
    var configDrive: String { path + "/config.iso" }
    var consoleLog: String { path + "/console.log" }
    var serialSocket: String { path + "/serial" }
    var displaySocket: String { path + "/vnc" }

    func make() throws { try HostFile.makeFolder(path, mode: 0o700) }
    func remove() throws { try HostFile.removeTree(path) }
}
