import CloudConfiguration
import CloudCore
import CloudJSON
import DiskImageKit
import Glibc
import HostKit

/// Compares images with the files of the image store and with the hosts' copies.
struct ImageExamination: Sendable {
    let cloud: LocalCloud
    let rows: CloudRows

    /// A file that is being fetched is written to more often than that.
    private static let stillness = Duration.seconds(600)

    func findings() async throws -> [Finding] {
        try stored() + (await copies())
    }

    private func stored() throws -> [Finding] {
        let folder =
            try cloud.configuration[ConfigurationKey<String?>("image.folder", default: nil)] ?? cloud.folder.path
            + "/images"
        let names = HostFile.names(in: folder).filter { !$0.hasPrefix(".") }
        let byImage = Dictionary(grouping: names) { String($0.prefix(36)) }
        let ids = Set(rows.images.compactMap { $0["id"]?.string })
        var found = byImage.keys.sorted().filter { Identifier.isUUID($0) && !ids.contains($0) }
            .map { id in
                let file = byImage[id]?.first.map { Mending.remove("\(folder)/\($0)") }
                return Finding("data of \(id) in \(folder) belong to no image", mend: file)
            }
        for image in rows.images where image["status"]?.string == "active" {
            guard let id = image["id"]?.string, let size = image["size"]?.integer, size > 0 else { continue }
            let sizes = (byImage[id] ?? []).map { Self.size("\(folder)/\($0)") }
            if sizes.isEmpty {
                found.append(Finding("image \(id) is active, but its data are not in \(folder)"))
            } else if !sizes.contains(size) {
                found.append(Finding("image \(id) has \(size) bytes, but its file has \(sizes[0])"))
            }
            if sizes.count > 1 { found.append(Finding("image \(id) has \(sizes.count) files in \(folder)")) }
        }
        return found
    }

    /// The host's copies: what no fetch writes any more, and disks whose copy is gone.
    private func copies() async -> [Finding] {
        let (folder, instances) = (cloud.folder.path + "/image-cache", cloud.folder.path + "/instances")
        let now = CloudClock.system.now
        var found: [Finding] = []
        for name in HostFile.names(in: folder) where name.hasSuffix(".part") || name.hasSuffix(".converted") {
            let path = "\(folder)/\(name)"
            if let written = HostFile.modified(path), now - written > Self.stillness {
                found.append(Finding("copy \(path) was left half done", mend: .remove(path)))
            }
        }
        for server in rows.serverIDs.sorted() {
            let disk = "\(instances)/\(server)/disk.qcow2"
            guard HostFile.exists(disk),
                let backing = try? await DiskImageTool().describe(disk, format: .qcow2).backingFile,
                !HostFile.exists(backing)
            else { continue }
            found.append(Finding("the disk of server \(server) stands upon \(backing), which is not there"))
        }
        return found
    }

    private static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : -1
    }
}
