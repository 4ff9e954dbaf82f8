import CloudCore
import CloudHTTP
import CloudJSON
import Foundation
import HTTPTypes
import TestKit
import Testing

@testable import ImageService

/// What only a real connection shows.
@Suite struct SocketTests {
    /// Serves the rig on a free port of loopback while `body` runs.
    private func serve(_ rig: ImageRig, _ body: (Int) async throws -> Void) async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let listener = Listener(host: "127.0.0.1", port: 0) { await rig.pipeline.respond(to: $0) }
        let serving = Task { try await listener.run { continuation.yield($0) } }
        let watching = Task {
            _ = await serving.result
            continuation.finish()
        }
        defer {
            serving.cancel()
            watching.cancel()
        }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        try await body(port)
    }

    @Test func aClientThatGoesAwayLeavesNothing() async throws {
        try await ImageRig.run(.sqlite) { rig in
            let id = try await rig.create()
            try await serve(rig) { port in
                let connection = try RawConnection(port: port)
                connection.send(
                    "PUT /image/v2/images/\(id)/file HTTP/1.1\r\nHost: x\r\nX-Auth-Token: owner\r\n"
                        + "Content-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\nsome bytes")
                try await eventually { try await rig.show(id)["status"] == "saving" }
                connection.close()
                try await eventually { try await rig.show(id)["status"] == "queued" }
                try await eventually { try rig.files().isEmpty }
            }
        }
    }

    /// Runs the real client where `APUS_OPENSTACK_CLIENT` names one (version 10 was tried).
    @Test(.enabled(if: ProcessInfo.processInfo.environment["APUS_OPENSTACK_CLIENT"] != nil))
    func theRealClientIsServed() async throws {
        try await ImageRig.run(.sqlite) { rig in
            let file = "\(rig.folder)/../input"
            let bytes = DataTests.bytes(3_000_000)
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            try await serve(rig) { port in
                func run(_ arguments: String...) async throws -> (status: Int32, text: String) {
                    try await OpenStackClient.run(port: port, arguments)
                }
                let made = try await run(
                    "image", "create", "--file", file, "--disk-format", "raw", "--property", "os_distro=debian",
                    "--tag", "t",
                    "--protected", "-f", "json", "cirros")
                #expect(made.status == 0, "\(made.text)")
                let listed = try await run(
                    "image", "list", "--property", "os_distro=debian", "-f", "value", "-c", "Name", "-c", "Status")
                #expect(listed.text == "cirros active\n")
                let kept = try await run("image", "delete", "cirros")
                #expect(kept.status != 0 && kept.text.contains("is protected and cannot be deleted."), "\(kept.text)")
                let set = try await run(
                    "image", "set", "--unprotected", "--property", "hw_disk_bus=scsi", "--name", "new", "cirros")
                #expect(set.status == 0, "\(set.text)")
                let unset = try await run("image", "unset", "--property", "os_distro", "--tag", "t", "new")
                #expect(unset.status == 0, "\(unset.text)")
                let shown = try await run("image", "show", "new", "-f", "json")
                #expect(shown.text.contains("hw_disk_bus") && !shown.text.contains("debian"), "\(shown.text)")
                let saved = try await run("image", "save", "--file", file + ".out", "new")
                #expect(saved.status == 0, "\(saved.text)")
                #expect(try Data(contentsOf: URL(fileURLWithPath: file + ".out")) == Data(bytes))
                // Adding a member by the client asks identity for the project first.
                let id = try await rig.send(.get, "/v2/images?name=new")["images"].array?.first?["id"]?.string ?? ""
                #expect(try await rig.send(.post, "/v2/images/\(id)/members", ["member": "p2"]).status == 200)
                let members = try await run("image", "member", "list", "new", "-f", "value")
                #expect(members.text.contains("p2 pending"), "\(members.text)")
                let gone = try await run("image", "delete", "new")
                #expect(gone.status == 0, "\(gone.text)")
                let missing = try await run("image", "show", "new")
                #expect(missing.status != 0 && missing.text.contains("No Image found for new"), "\(missing.text)")
            }
        }
    }
}
