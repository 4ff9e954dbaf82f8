import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import ImageService

@Suite struct ImageTests {
    @Test(arguments: TestEngine.available)
    func createdImagesAreShown(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let answer = try await rig.send(
                .post, "/v2/images",
                [
                    "name": "Ünïcode 🦆", "disk_format": "qcow2", "container_format": "bare", "min_disk": 1,
                    "tags": ["b", "a", "b"],
                    "owner_specified.openstack.md5": "", "hw_rng_model": "virtio",
                ])
            #expect(answer.status == 201)
            #expect(answer["status"] == "queued" && answer["visibility"] == "shared" && answer["owner"] == "p1")
            #expect(answer["tags"] == ["a", "b"] && answer["hw_rng_model"] == "virtio" && answer["size"] == .null)
            #expect(answer.header("OpenStack-image-import-methods") == "glance-direct")
            let id = answer["id"].string ?? ""
            #expect(answer["file"] == .string("/v2/images/\(id)/file") && answer["schema"] == "/v2/schemas/image")
            #expect(try await rig.show(id).json == answer.json)
            #expect(answer.headers[.location]?.hasSuffix("/image/v2/images/\(id)") == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func badCreationsAreRefusedInWords(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let cases: [(JSON, Int, String)] = [
                (["disk_format": "floppy"], 400, "Provided object does not match schema 'image'"),
                (["name": 5], 400, "5 is not of type 'string'"), (["extra": ["a"]], 400, "is not of type 'string'"),
                (["name": .string(String(repeating: "x", count: 256))], 400, "is too long"),
                (["id": "x"], 400, "does not match"),
                (["min_ram": -1], 400, "less than the minimum"),
                (["min_ram": 99_999_999_999], 400, "greater than the maximum"),
                (["name": "a\0b"], 400, "schema"), (["a\0b": "x"], 400, "property"), (["tags": [5]], 400, "type"),
                ([1], 400, "type"),
                (["status": "active"], 403, "Attribute 'status' is read-only."), (["self": "x"], 403, "read-only"),
                (["deleted": "true"], 403, "Attribute 'deleted' is reserved."), (["os_glance_x": "1"], 403, "reserved"),
                (["visibility": "public"], 403, "You are not authorized to complete publicize_image action."),
                (["owner": "p2"], 403, "You are not permitted to create images owned by 'p2'."),
            ]
            for (body, status, words) in cases {
                let answer = try await rig.send(.post, "/v2/images", body)
                #expect(answer.status == status && answer.has(words), "\(body.text): \(answer.status) \(answer.text)")
            }
            let broken = try await rig.send(.post, "/v2/images", body: .bytes(ByteBuffer(string: "{")))
            #expect(broken.status == 400 && broken.has("Malformed JSON"))
            #expect(
                broken.has("<title>400 Bad Request</title>")
                    && broken.headers[.contentType] == "text/html; charset=UTF-8")
            #expect(try await rig.send(.post, "/v2/images", as: "reader", ["name": "x"]).status == 403)
            let nobody = try await rig.send(.post, "/v2/images", as: nil, ["name": "x"])
            #expect(nobody.status == 401 && nobody.json["error"]?["code"] == 401)
            let id = try await rig.create()
            let again = try await rig.send(.post, "/v2/images", ["id": .string(id)])
            #expect(again.status == 409 && again.has("Image ID \(id) already exists!"))
        }
    }

    @Test(arguments: TestEngine.available)
    func deletingRemovesTheDataInATask(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create(["protected": true, "tags": ["t"], "p": "v"])
            #expect(try await rig.upload(id, [1, 2, 3]).status == 204)
            let kept = try await rig.send(.delete, "/v2/images/\(id)")
            #expect(kept.status == 403 && kept.has("Image \(id) is protected and cannot be deleted."))
            #expect(try await rig.patch(id, [["op": "replace", "path": "/protected", "value": false]]).status == 200)
            #expect(try await rig.send(.delete, "/v2/images/\(id)", as: "reader").status == 403)
            #expect(try await rig.send(.delete, "/v2/images/\(id)", as: "other").status == 404)
            #expect(try rig.files().count == 1)
            #expect(try await rig.send(.delete, "/v2/images/\(id)").status == 204)
            let gone = try await rig.send(.delete, "/v2/images/\(id)")
            #expect(gone.status == 404 && gone.has("No image found with ID \(id)"))
            try await eventually { try rig.files().isEmpty }
        }
    }

    @Test(arguments: TestEngine.available)
    func deactivatedImagesAreKeptFromUsers(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create()
            let early = try await rig.send(.post, "/v2/images/\(id)/actions/deactivate")
            #expect(early.status == 403 && early.has("Not allowed to deactivate image in status 'queued'"))
            _ = try await rig.upload(id, [1])
            for _ in 0..<2 { #expect(try await rig.send(.post, "/v2/images/\(id)/actions/deactivate").status == 204) }
            let refused = try await rig.send(.get, "/v2/images/\(id)/file")
            #expect(refused.status == 403 && refused.has("The requested image has been deactivated."))
            #expect(try await rig.send(.get, "/v2/images/\(id)/file", as: "admin").status == 200)
            #expect(try await rig.send(.post, "/v2/images/\(id)/actions/reactivate", as: "other").status == 404)
            #expect(try await rig.send(.post, "/v2/images/\(id)/actions/reactivate").status == 204)
            #expect(try await rig.send(.get, "/v2/images/\(id)/file").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func quotasAreCounted(_ engine: TestEngine) async throws {
        let settings = [
            "image.count_quota": "2", "image.property_quota": "1", "image.tag_quota": "1", "image.member_quota": "1",
        ]
        try await ImageRig.run(engine, settings: settings) { rig in
            let id = try await rig.create(["a": "1", "tags": ["x"]])
            let more = try await rig.patch(id, [["op": "add", "path": "/b", "value": "2"]])
            #expect(more.status == 413 && more.has("Attempted: 2, Maximum: 1"))
            #expect(try await rig.send(.put, "/v2/images/\(id)/tags/y").status == 413)
            #expect(try await rig.send(.post, "/v2/images/\(id)/members", ["member": "p2"]).status == 200)
            #expect(try await rig.send(.post, "/v2/images/\(id)/members", ["member": "p3"]).status == 413)
            _ = try await rig.create()
            let third = try await rig.send(.post, "/v2/images", ["name": "x"])
            #expect(third.status == 413 && third.has("image_count_total"))
            let usage = try await rig.send(.get, "/v2/info/usage")["usage"]
            #expect(usage["image_count_total"] == ["limit": 2, "usage": 2])
        }
    }

    @Test func whatNeedsNoDatabaseAnswers() async throws {
        try await ImageRig.run(.sqlite) { rig in
            let root = try await rig.send(.get, "", as: nil)
            #expect(root.status == 300 && root["versions"].array?.first?["status"] == "CURRENT")
            #expect(root["versions"].array?.first?["links"]?.array?.first?["href"] == "http://localhost/image/v2/")
            #expect(try await rig.send(.get, "/versions", as: nil).status == 200)
            for name in ["image", "images", "member", "members"] {
                #expect(try await rig.send(.get, "/v2/schemas/\(name)")["name"] == .string(name))
            }
            let methods = try await rig.send(.get, "/v2/info/import")
            #expect(methods.json["import-methods"]?["value"] == ["glance-direct"])
            #expect(try await rig.send(.get, "/v2/info/stores")["stores"].array?.first?["id"] == "file")
            #expect(try await rig.send(.get, "/v2/info/stores/detail").status == 403)
            #expect(try await rig.send(.get, "/v2/info/stores/detail", as: "admin").status == 200)
            #expect(try await rig.send(.get, "/v2/nothing").status == 404)
            #expect(try await rig.send(.put, "/v2/images").status == 405)
        }
    }
}
