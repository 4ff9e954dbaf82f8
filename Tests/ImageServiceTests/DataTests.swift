import CloudHTTP
import CloudJSON
import CloudSQL
import Crypto
import Foundation
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import ImageService

@Suite struct DataTests {
    /// Some megabytes that differ from place to place.
    static func bytes(_ count: Int) -> [UInt8] {
        var value: UInt64 = 1
        return (0..<count).map { _ in
            value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(value >> 56)
        }
    }

    static func pieces(_ bytes: [UInt8], of size: Int) -> Body {
        let all = stride(from: 0, to: bytes.count, by: size).map {
            ByteBuffer(bytes: bytes[$0..<min($0 + size, bytes.count)])
        }
        return .stream(length: Int64(bytes.count), ByteStream(all))
    }

    static func hex(_ digest: some Sequence<UInt8>) -> String { digest.map { String(format: "%02x", $0) }.joined() }

    @Test(arguments: TestEngine.available)
    func dataComesBackAsItWas(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create()
            let empty = try await rig.send(.get, "/v2/images/\(id)/file")
            #expect(empty.status == 204)
            let bytes = Self.bytes(5_000_003)
            #expect(try await rig.upload(id, Self.pieces(bytes, of: 65_536)).status == 204)
            let image = try await rig.show(id)
            #expect(image["status"] == "active" && image["size"] == 5_000_003 && image["virtual_size"] == 5_000_003)
            #expect(image["checksum"] == .string(Self.hex(Insecure.MD5.hash(data: bytes))))
            #expect(
                image["os_hash_algo"] == "sha512"
                    && image["os_hash_value"] == .string(Self.hex(SHA512.hash(data: bytes))))
            #expect(try rig.files().allSatisfy { !$0.hasSuffix(".part") })

            let whole = try await rig.send(.get, "/v2/images/\(id)/file")
            #expect(whole.status == 200 && whole.bytes == bytes)
            #expect(whole.header("Content-MD5") == image["checksum"].string)
            #expect(
                whole.headers[.contentType] == "application/octet-stream" && whole.headers[.contentLength] == "5000003")
            let ranges: [(String, Range<Int>)] = [
                ("bytes=0-0", 0..<1), ("bytes=1048576-3145727", 1_048_576..<3_145_728),
                ("bytes=4999999-", 4_999_999..<5_000_003),
                ("bytes=-7", 4_999_996..<5_000_003), ("bytes=10-99999999", 10..<5_000_003),
            ]
            for (text, range) in ranges {
                let part = try await rig.send(.get, "/v2/images/\(id)/file", headers: [.range: text])
                #expect(part.status == 206 && part.bytes == Array(bytes[range]), "\(text)")
                #expect(part.headers[.contentRange] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/5000003")
                #expect(part.header("Content-MD5") == nil)
            }
            let old = try await rig.send(.get, "/v2/images/\(id)/file", headers: [.contentRange: "bytes 3-5/*"])
            #expect(old.status == 206 && old.bytes == Array(bytes[3...5]))
            let far = try await rig.send(.get, "/v2/images/\(id)/file", headers: [.range: "bytes=5000003-"])
            #expect(far.status == 416 && far.has("[0, 5000002]") && far.headers[.contentRange] == "bytes */5000003")
            #expect(try await rig.send(.get, "/v2/images/\(id)/file", headers: [.range: "bytes=0-1,3-4"]).status == 400)
            #expect(try await rig.send(.get, "/v2/images/\(id)/file", as: "reader").status == 403)
            #expect(try await rig.send(.get, "/v2/images/\(id)/file", as: "other").status == 404)
            let head = try await rig.send(.head, "/v2/images/\(id)/file")
            #expect(head.status == 200 && head.bytes.isEmpty && head.headers[.contentLength] == "5000003")
        }
    }

    @Test(arguments: TestEngine.available)
    func uploadsThatMayNotBeAreRefused(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let bare = try await rig.send(.post, "/v2/images", ["name": "x"])["id"].string ?? ""
            let unset = try await rig.upload(bare, [1])
            #expect(
                unset.status == 400
                    && unset.has("Properties disk_format, container_format must be set prior to saving data."))
            let id = try await rig.create()
            #expect(
                try await rig.send(.put, "/v2/images/\(id)/file", body: .bytes(ByteBuffer(bytes: [1]))).status == 415)
            #expect(try await rig.upload(id, [1], as: "reader").status == 403)
            #expect(try await rig.upload(id, [1], as: "other").status == 404)
            #expect(try await rig.upload("../../etc/passwd", [1]).status == 404)
            #expect(try await rig.upload("11111111-1111-4111-8111-111111111111", [1]).status == 404)
            #expect(try await rig.upload(id, []).status == 204)
            let again = try await rig.upload(id, [1])
            #expect(again.status == 409 && again.has("Image status transition from active to saving is not allowed"))
            #expect(try await rig.show(id)["size"] == 0)
            #expect(try rig.files().count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func onlyOneUploadsAtATimeAndALostOneIsUndone(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create()
            let gate = Gate()
            async let first = rig.upload(id, gate.body)
            gate.send([1, 2, 3])
            try await eventually { try await rig.show(id)["status"] == "saving" }
            let second = try await rig.upload(id, [4])
            #expect(second.status == 409 && second.has("from saving to saving"))
            // A sweep leaves alone what is alive.
            try await rig.sweep()
            #expect(try await rig.show(id)["status"] == "saving")
            gate.breakOff()
            let lost = try await first
            #expect(lost.status == 400 && lost.has("Client disconnected before sending all data to backend"))
            #expect(try await rig.show(id)["status"] == "queued")
            #expect(try rig.files().isEmpty)
            #expect(try await rig.upload(id, [7]).status == 204)
        }
    }

    @Test(arguments: TestEngine.available)
    func whatADeadProcessLeftIsMended(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let (id, kept) = (try await rig.create(), try await rig.create())
            #expect(try await rig.upload(kept, [1, 2]).status == 204)
            let name = "\(id).0123456789ab"
            try await rig.database.write { connection in
                var image = try #require(try connection.table(Image.self).find(id))
                (image.status, image.upload, image.uploadHost) = (.saving, name, "here")
                try connection.save(&image)
            }
            let orphan = "22222222-2222-4222-8222-222222222222.aaaaaaaaaaaa"
            for file in ["\(name).part", orphan, "notes.txt"] {
                #expect(FileManager.default.createFile(atPath: "\(rig.folder)/\(file)", contents: Data([1])))
            }
            try await rig.sweep()
            #expect(try await rig.show(id)["status"] == "queued")
            #expect(try await rig.show(kept)["status"] == "active")
            let files = try rig.files()
            #expect(
                files.count == 2 && files.contains("notes.txt") && files.contains { $0.hasPrefix(kept) }, "\(files)")
            #expect(try await rig.upload(id, [1]).status == 204)
        }
    }

    @Test(arguments: TestEngine.available)
    func deletingDuringATransferIsSafe(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create()
            let gate = Gate()
            async let upload = rig.upload(id, gate.body)
            gate.send([1])
            try await eventually { try await rig.show(id)["status"] == "saving" }
            #expect(try await rig.send(.delete, "/v2/images/\(id)").status == 204)
            gate.end()
            let gone = try await upload
            #expect(gone.status == 410 && gone.has("may have been deleted during the upload"))
            try await eventually { try rig.files().isEmpty }

            let other = try await rig.create()
            let bytes = Self.bytes(3_000_000)
            _ = try await rig.upload(other, bytes)
            let request = Request(.get, "/image/v2/images/\(other)/file", headers: [.authToken: "owner"])
            let download = await rig.pipeline.respond(to: request)
            #expect(try await rig.send(.delete, "/v2/images/\(other)").status == 204)
            try await eventually { try rig.files().isEmpty }
            #expect(try await Answer(download).bytes == bytes)
        }
    }

    @Test(arguments: TestEngine.available)
    func sizesAreLimited(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine, settings: ["image.size_limit": "1000", "image.storage_quota": "1500"]) { rig in
            let (first, second) = (try await rig.create(), try await rig.create())
            let large = try await rig.upload(first, [UInt8](repeating: 0, count: 1001))
            #expect(large.status == 413 && large.has("too large"))
            let gate = Gate()
            gate.send([UInt8](repeating: 0, count: 2000))
            gate.end()
            #expect(try await rig.upload(first, gate.body).status == 413)
            #expect(try await rig.show(first)["status"] == "queued")
            #expect(try await rig.upload(first, [UInt8](repeating: 0, count: 1000)).status == 204)
            let over = try await rig.upload(second, [UInt8](repeating: 0, count: 600))
            #expect(over.status == 413 && over.has("500 bytes remaining"))
            #expect(try await rig.upload(second, [UInt8](repeating: 0, count: 500)).status == 204)
            #expect(try rig.files().count == 2)
        }
    }

    @Test func aFullDiskIsAFaultInWords() async throws {
        try await FullDisk.run(bytes: 1 << 20) { folder in
            try await ImageRig.run(.sqlite, settings: ["image.folder": folder]) { rig in
                let id = try await rig.create()
                let full = try await rig.upload(id, Self.pieces(Self.bytes(4 << 20), of: 65_536))
                #expect(
                    full.status == 413 && full.has("not enough disk space on the image storage media"), "\(full.text)")
                #expect(try await rig.show(id)["status"] == "queued")
                #expect(try rig.files().isEmpty)
                #expect(try await rig.upload(id, [1]).status == 204)
            }
        }
    }

    @Test func lostDataIsAFaultInWords() async throws {
        try await ImageRig.run(.sqlite) { rig in
            let id = try await rig.create()
            _ = try await rig.upload(id, [1, 2, 3])
            let file = try #require(try rig.files().first)
            try Data([1]).write(to: URL(fileURLWithPath: "\(rig.folder)/\(file)"))
            #expect(try await rig.send(.get, "/v2/images/\(id)/file").has("is missing in the store"))
            try FileManager.default.removeItem(atPath: "\(rig.folder)/\(file)")
            #expect(try await rig.send(.get, "/v2/images/\(id)/file").status == 404)
            #expect(try await rig.send(.delete, "/v2/images/\(id)").status == 204)
        }
    }

    @Test(arguments: TestEngine.available)
    func stagedDataIsImported(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create()
            let method: JSON = ["method": ["name": "glance-direct"]]
            let early = try await rig.send(.post, "/v2/images/\(id)/import", method)
            #expect(early.status == 409 && early.has("needs to be staged"))
            #expect(try await rig.upload(id, [1, 2, 3], to: "stage").status == 204)
            #expect(try await rig.show(id)["status"] == "uploading")
            #expect(try await rig.send(.get, "/v2/images/\(id)/file").status == 204)
            try await rig.sweep()
            #expect(try await rig.send(.post, "/v2/images/\(id)/import", ["method": ["name": "magic"]]).status == 400)
            #expect(try await rig.send(.post, "/v2/images/\(id)/import", [:]).status == 400)
            #expect(try await rig.send(.post, "/v2/images/\(id)/import", as: "other", method).status == 404)
            #expect(try await rig.send(.post, "/v2/images/\(id)/import", method).status == 202)
            #expect(try await rig.show(id)["status"] == "active")
            #expect(try await rig.send(.get, "/v2/images/\(id)/file").bytes == [1, 2, 3])
        }
    }
}
