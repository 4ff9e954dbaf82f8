import CloudCore
import CloudJSON
import Foundation
import HTTPTypes
import TestKit
import Testing

@testable import ImageService

@Suite struct FormatTests {
    /// A disk made by `qemu-img create`.
    private func disk(_ arguments: [String]) throws -> [UInt8] {
        let folder = "/tmp/apus-image-disk-\(IdentifierSource.random.hex().prefix(12))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/qemu-img")
        process.arguments =
            ["create", "-q"] + arguments.map { $0.replacing("FOLDER", with: folder) } + ["\(folder)/disk", "64M"]
        try process.run()
        process.waitUntilExit()
        return Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/disk")))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/qemu-img")))
    func honestImagesAreMeasured() async throws {
        let disk = try disk(["-f", "qcow2"])
        try await ImageRig.run(.sqlite) { rig in
            let id = try await rig.create(["disk_format": "qcow2"])
            #expect(try await rig.upload(id, disk).status == 204)
            let image = try await rig.show(id)
            #expect(image["virtual_size"] == 67_108_864 && image["size"] == .integer(Int64(disk.count)))
            #expect(try await rig.send(.get, "/v2/images/\(id)/file").bytes == disk)
        }
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/qemu-img")), arguments: TestEngine.available
    )
    func liarsAreRefused(_ engine: TestEngine) async throws {
        let honest = try disk(["-f", "qcow2"])
        let backed = try disk(["-f", "qcow2", "-b", "/etc/passwd", "-F", "raw", "-u"])
        let cases: [([UInt8], String, String)] = [
            (honest, "raw", "declared as raw, but its content is qcow2"), (honest, "vmdk", "declared as vmdk"),
            (backed, "qcow2", "backing file"),
            ([UInt8](repeating: 7, count: 4096), "qcow2", "declared as qcow2, but its content is raw"),
            (Array("QFI".utf8) + [0xfb], "qcow2", "ends within its header"),
        ]
        try await ImageRig.run(engine) { rig in
            for (bytes, format, words) in cases {
                for place in ["file", "stage"] {
                    let id = try await rig.create(["disk_format": .string(format)])
                    let answer = try await rig.upload(id, bytes, to: place)
                    #expect(answer.status == 415 && answer.has(words), "\(format): \(answer.status) \(answer.text)")
                    let image = try await rig.show(id)
                    #expect(image["status"] == "queued" && image["size"] == .null && image["checksum"] == .null)
                }
            }
            #expect(try rig.files().isEmpty)
            // A container of others is not a disk: not looked at.
            let ova = try await rig.create(["disk_format": "vmdk", "container_format": "ova"])
            #expect(try await rig.upload(ova, honest).status == 204)
            #expect(try await rig.show(ova)["virtual_size"] == .null)
        }
    }
}
