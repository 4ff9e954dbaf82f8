import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ImageService

@Suite struct ListTests {
    @Test(arguments: TestEngine.available)
    func filtersChoose(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let first = try await rig.create(["name": "one", "tags": ["a", "b"], "os_distro": "debian"])
            _ = try await rig.upload(first, [UInt8](repeating: 1, count: 100))
            _ = try await rig.create(["name": "two", "tags": ["a"], "disk_format": "qcow2", "protected": true])
            _ = try await rig.create(["name": "th,ree", "os_hidden": true])
            let cases: [(String, [String])] = [
                ("", ["one", "two"]), ("name=one", ["one"]), ("name=in:one,%22th,ree%22,two", ["one", "two"]),
                ("tag=a&tag=b", ["one"]),
                ("tag=c", []), ("os_distro=debian", ["one"]), ("os_distro=fedora", []), ("nonsense=1", []),
                ("status=active", ["one"]),
                ("status=in:queued,active", ["one", "two"]), ("disk_format=in:qcow2,iso", ["two"]),
                ("protected=true", ["two"]),
                ("os_hidden=true", ["th,ree"]), ("size_min=100", ["one"]), ("size_min=101", []), ("size_max=99", []),
                ("owner=p2", []),
                ("visibility=private", []), ("visibility=shared", ["one", "two"]), ("visibility=all", ["one", "two"]),
                ("created_at=gt:2020-01-01T00:00:00Z", ["one", "two"]), ("created_at=lt:2020-01-01", []),
                ("updated_at=neq:2020-01-01T00:00:00Z", ["one", "two"]), ("id=\(first)", ["one"]),
                ("container_format=bare", ["one", "two"]),
            ]
            for (query, names) in cases {
                let answer = try await rig.send(.get, "/v2/images?\(query)")
                #expect(answer.status == 200 && answer.names == names, "\(query): \(answer.text)")
            }
            let moment = try await rig.show(first)["created_at"].string ?? ""
            #expect(try await rig.send(.get, "/v2/images?created_at=eq:\(moment)&name=one").names == ["one"])
            #expect(try await rig.send(.get, "/v2/images?created_at=gt:\(moment)&name=one").names == [])
            for bad in [
                "limit=-1", "limit=x", "size_min=x", "size_min=-1", "created_at=gt:yesterday", "visibility=secret",
                "os_hidden=perhaps",
                "member_status=lost", "sort_key=colour", "sort_dir=up", "sort=name&sort_key=name", "protected=maybe",
                "marker=5d1f8f5e-0000-4000-8000-000000000000", "name=%00", "sort=name:sideways",
            ] { #expect(try await rig.send(.get, "/v2/images?\(bad)").status == 400, "\(bad)") }
        }
    }

    @Test(arguments: TestEngine.available)
    func pagesFollowOneAnotherInOrder(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine, settings: ["image.default_page": "3"]) { rig in
            for name in ["e", "d", "c", "b", "a"] { _ = try await rig.create(["name": .string(name)]) }
            var path: String? = "/v2/images?sort=name:asc&limit=2"
            var names: [[String]] = []
            while let next = path {
                let answer = try await rig.send(.get, next)
                names.append((answer["images"].array ?? []).compactMap { $0["name"]?.string })
                #expect(answer["first"] == "/v2/images?sort=name%3Aasc&limit=2")
                path = answer["next"].string
            }
            #expect(names == [["a", "b"], ["c", "d"], ["e"]])
            let newest = try await rig.send(.get, "/v2/images")
            #expect((newest["images"].array ?? []).compactMap { $0["name"]?.string } == ["a", "b", "c"])
            #expect(newest["next"].string != nil && newest["schema"] == "/v2/schemas/images")
            let none = try await rig.send(.get, "/v2/images?limit=0")
            #expect(none.status == 200 && none["images"] == [])
            let reverse = try await rig.send(.get, "/v2/images?sort_key=name&sort_dir=desc&limit=9")
            #expect((reverse["images"].array ?? []).compactMap { $0["name"]?.string } == ["e", "d", "c", "b", "a"])
        }
    }
}
