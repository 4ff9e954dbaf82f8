import CloudConfiguration
import CloudCore
import CloudJSON
import Glibc
import HostKit

/// Compares images with the files of the image store and with the hosts' copies.
struct ImageExamination: Sendable {
    let cloud: LocalCloud
    let rows: CloudRows

    func findings() throws -> [String] {
        let folder =
            try cloud.configuration[ConfigurationKey<String?>("image.folder", default: nil)] ?? cloud.folder.path
            + "/images"
        let names = HostFile.names(in: folder).filter { !$0.hasPrefix(".") }
        let byImage = Dictionary(grouping: names) { String($0.prefix(36)) }
        let ids = Set(rows.images.compactMap { $0["id"]?.string })
        var found = byImage.keys.sorted().filter { Identifier.isUUID($0) && !ids.contains($0) }
            .map { "data of \($0) in \(folder) belong to no image" }
        for image in rows.images where image["status"]?.string == "active" {
            guard let id = image["id"]?.string, let size = image["size"]?.integer, size > 0 else { continue }
            let sizes = (byImage[id] ?? []).map { Self.size("\(folder)/\($0)") }
            if sizes.isEmpty {
                found.append("image \(id) is active, but its data are not in \(folder)")
            } else if !sizes.contains(size) {
                found.append("image \(id) has \(size) bytes, but its file has \(sizes[0])")
            }
            if sizes.count > 1 { found.append("image \(id) has \(sizes.count) files in \(folder)") }
        }
        return found
    }

    private static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : -1
    }
}
