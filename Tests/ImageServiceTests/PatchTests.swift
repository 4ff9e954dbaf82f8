import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import ImageService

@Suite struct PatchTests {
    @Test(arguments: TestEngine.available)
    func operationsChangeTheImage(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create(["a": "1", "b": "2"])
            let answer = try await rig.patch(
                id,
                [
                    ["op": "replace", "path": "/name", "value": "new"], ["op": "replace", "path": "/a", "value": "3"],
                    ["op": "remove", "path": "/b"], ["op": "add", "path": "/x~1y~0z", "value": "4"],
                    ["op": "replace", "path": "/tags", "value": ["t2", "t1"]],
                    ["op": "add", "path": "/min_ram", "value": 64],
                    ["op": "replace", "path": "/visibility", "value": "private"],
                ])
            #expect(
                answer.status == 200 && answer["name"] == "new" && answer["a"] == "3" && answer["b"] == .null,
                "\(answer.text)")
            #expect(answer["x/y~z"] == "4" && answer["tags"] == ["t1", "t2"] && answer["min_ram"] == 64)
            #expect(answer["visibility"] == "private")
            #expect(try await rig.send(.get, "/v2/images?tag=t1&a=3").names == ["new"])
            #expect(try await rig.send(.get, "/v2/images?b=2").names == [])
            #expect(try await rig.patch(id, []).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func badOperationsChangeNothing(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create(["a": "1"])
            let before = try await rig.show(id).json
            let cases: [(JSON, Int, String)] = [
                (["op": "replace", "path": "/size", "value": 1], 403, "Attribute 'size' is read-only."),
                (["op": "replace", "path": "/id", "value": "x"], 403, "Attribute 'id' is read-only."),
                (["op": "add", "path": "/deleted", "value": "x"], 403, "Attribute 'deleted' is reserved."),
                (["op": "add", "path": "/os_glance_x", "value": "x"], 403, "Attribute 'os_glance_x' is reserved."),
                (["op": "remove", "path": "/name"], 403, "Property name may not be removed."),
                (["op": "remove", "path": "/none"], 409, "Property none does not exist."),
                (["op": "replace", "path": "/none", "value": "x"], 409, "Property none does not exist."),
                (["op": "replace", "path": "/owner", "value": "p2"], 403, "Owner can't be updated by non admin."),
                (["op": "replace", "path": "/visibility", "value": "public"], 403, "publicize_image"),
                (["op": "replace", "path": "/visibility", "value": "secret"], 400, "is not one of"),
                (["op": "replace", "path": "/name", "value": 5], 400, "is not of type 'string'"),
                (["op": "add", "path": "/a", "value": 5], 400, "is not of type 'string'"),
                (["op": "replace", "path": "/name"], 400, "requires a member named \"value\""),
                (["op": "move", "path": "/name", "value": "x"], 400, "Invalid operation"),
                (["path": "/name", "value": "x"], 400, "Unable to find 'op' in JSON Schema change"),
                (["op": "add", "value": "x"], 400, "Unable to find 'path' in JSON Schema change"),
                (["op": "add", "path": "name", "value": "x"], 400, "does not start with \"/\""),
                (["op": "add", "path": "/name/", "value": "x"], 400, "end with \"/\""),
                (["op": "add", "path": "/a//b", "value": "x"], 400, "contains adjacent \"/\""),
                (["op": "add", "path": "/", "value": "x"], 400, "does not contains valid token"),
                (["op": "add", "path": "/a~2", "value": "x"], 400, "not part of a recognized escape sequence"),
                (["op": "add", "path": "/a/b", "value": "x"], 400, "Invalid JSON pointer for this resource: '/a/b'"),
                ("text", 400, "Operations must be JSON objects."),
            ]
            for (operation, status, words) in cases {
                let answer = try await rig.patch(id, [["op": "replace", "path": "/a", "value": "9"], operation])
                #expect(
                    answer.status == status && answer.has(words), "\(operation.text): \(answer.status) \(answer.text)")
            }
            let object = try await rig.patch(id, ["op": "add"])
            #expect(object.status == 400 && object.has("Request body must be a JSON array of operation objects."))
            let wrong = try await rig.send(.patch, "/v2/images/\(id)", [])
            #expect(wrong.status == 415 && wrong.header("Accept-Patch")?.contains("v2.1-json-patch") == true)
            #expect(try await rig.patch(id, [], as: "reader").status == 403)
            #expect(try await rig.patch(id, [], as: "other").status == 404)
            #expect(try await rig.show(id).json == before)
        }
    }

    @Test(arguments: TestEngine.available)
    func someChangesNeedAState(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create()
            #expect(try await rig.patch(id, [["op": "replace", "path": "/disk_format", "value": "iso"]]).status == 200)
            #expect(try await rig.patch(id, [["op": "replace", "path": "/disk_format", "value": "raw"]]).status == 200)
            _ = try await rig.upload(id, [1])
            let late = try await rig.patch(id, [["op": "replace", "path": "/disk_format", "value": "iso"]])
            #expect(late.status == 403 && late.has("Attribute disk_format can be only replaced for a queued image."))
            let given = try await rig.patch(id, [["op": "replace", "path": "/owner", "value": "p2"]], as: "admin")
            #expect(given.status == 200 && given["owner"] == "p2")
            #expect(try await rig.show(id).status == 404)
        }
    }

    @Test func draft4Differs() async throws {
        try await ImageRig.run(.sqlite) { rig in
            let id = try await rig.create(["a": "1"])
            func patch(_ operations: JSON) async throws -> Answer {
                try await rig.send(
                    .patch, "/v2/images/\(id)", headers: [.contentType: "application/openstack-images-v2.0-json-patch"],
                    body: .bytes(ByteBuffer(string: operations.text)))
            }
            #expect(try await patch([["replace": "/a", "value": "2"]])["a"] == "2")
            let twice = try await patch([["add": "/a", "value": "2"]])
            #expect(twice.status == 409 && twice.has("Property a already present."))
            #expect(try await patch([["add": "/b", "remove": "/b", "value": "2"]]).status == 400)
        }
    }
}
