package import CloudCore
import Glibc
import HostKit

/// A small read-only disk that tells a guest who it is (label `config-2`).
package struct ConfigDrive: Sendable {
    package enum Format: String, Sendable, Codable {
        case iso9660, vfat
    }

    /// One file on it.
    package struct File: Sendable, Equatable {
        /// Relative, with `/` between its parts: `openstack/latest/meta_data.json`.
        package var path: String
        package var bytes: [UInt8]

        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    package var files: [File]
    package var format: Format
    package var label: String
    package var publisher: String

    package init(files: [File], format: Format = .iso9660, label: String = "config-2", publisher: String = "Apus") {
        self.files = files
        self.format = format
        self.label = label
        self.publisher = publisher
    }

    /// Writes the disk to `target`, replacing what is there in one step. It holds secrets: mode 0600.
    package func write(to target: String, identifiers: IdentifierSource = .random) async throws {
        let folder = "\(target).\(identifiers.hex()).tmp"
        defer { try? HostFile.removeTree(folder) }
        try HostFile.makeFolder(folder, mode: 0o700)
        try layOut(under: folder + "/tree")
        let disk = folder + "/disk"
        switch format {
        case .iso9660: try await makeISO(disk, tree: folder + "/tree")
        case .vfat: try await makeFAT(disk, tree: folder + "/tree")
        }
        try SystemError.check(chmod(disk, 0o600), "chmod \(disk)")
        try SystemError.check(rename(disk, target), "replace \(target)")
    }

    private func layOut(under tree: String) throws {
        try HostFile.makeFolder(tree, mode: 0o700)
        for file in files {
            let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
            guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." || $0.utf8.contains(0) }) else {
                throw DiskImageError.badPath(file.path)
            }
            let folder = ([tree] + parts.dropLast().map(String.init)).joined(separator: "/")
            try HostFile.makeFolder(folder, mode: 0o700)
            try HostFile.writeAtomically(file.bytes, to: "\(tree)/\(file.path)", mode: 0o600)
        }
    }

    private func makeISO(_ disk: String, tree: String) async throws {
        let arguments = [
            "-o", disk, "-quiet", "-ldots", "-allow-lowercase", "-allow-multidot", "-l", "-publisher", publisher,
            "-J", "-r", "-V", label, tree,
        ]
        try await Command("genisoimage", arguments).check()
    }

    /// FAT rounds each file up to a cluster and keeps two tables: twice the bytes and a floor is ample.
    private func makeFAT(_ disk: String, tree: String) async throws {
        let bytes = files.reduce(0) { $0 + $1.bytes.count + 8192 }
        let blocks = max(4096, bytes * 2 / 1024)
        try await Command("mkfs.vfat", ["-n", label, "-C", disk, String(blocks)]).check()
        let entries = HostFile.names(in: tree).map { "\(tree)/\($0)" }
        if entries.isEmpty { return }
        let environment = ["MTOOLS_SKIP_CHECK": "1"]
        try await Command("mcopy", ["-s", "-o", "-i", disk] + entries + ["::/"], environment: environment).check()
    }
}
