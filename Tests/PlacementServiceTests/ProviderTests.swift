import CloudCore
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@Suite struct ProviderTests {
    @Test(arguments: TestEngine.available)
    func aProviderIsMadeShownRenamedAndDeleted(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let uuid = IDs.new()
            let made = try await placement.call(
                .post, "/resource_providers", ["name": "host", "uuid": .string(uuid.uppercased())])
            #expect(made.status == 200)
            #expect(made.headers[.location] == "http://localhost/placement/resource_providers/\(uuid)")
            #expect(made.body["uuid"] == .string(uuid))
            #expect(made.body["root_provider_uuid"] == .string(uuid))
            #expect(made.body["parent_provider_uuid"] == .null)
            #expect(made.body["generation"] == 0)
            #expect(made.headers[.lastModified]?.hasSuffix("GMT") == true)
            #expect(made.headers[.cacheControl] == "no-cache")
            #expect(made.body["links"]?.array?.count == 6)

            let old = try await placement.call(.post, "/resource_providers", ["name": "old"], version: "1.0")
            #expect(old.status == 201 && old.body == .null && old.headers[.lastModified] == nil)

            let shown = try await placement.call(.get, "/resource_providers/\(uuid)", version: "1.0")
            #expect(shown.body["links"]?.array?.count == 3 && shown.body["root_provider_uuid"] == nil)

            let again = try await placement.call(.post, "/resource_providers", ["name": "host"])
            #expect(again.status == 409 && again.code == "placement.duplicate_name")
            #expect(again.detail.contains("Conflicting resource provider name: host already exists."))

            let renamed = try await placement.call(.put, "/resource_providers/\(uuid)", ["name": "other"])
            #expect(renamed.status == 200 && renamed.body["name"] == "other" && renamed.generation == 0)
            let taken = try await placement.call(.put, "/resource_providers/\(uuid)", ["name": "old"])
            #expect(taken.status == 409 && taken.code == "placement.duplicate_name")

            #expect(try await placement.call(.delete, "/resource_providers/\(uuid)").status == 204)
            let gone = try await placement.call(.get, "/resource_providers/\(uuid)")
            #expect(gone.status == 404 && gone.detail.contains("No resource provider with uuid \(uuid) found"))
            #expect(try await placement.call(.delete, "/resource_providers/\(uuid)").status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func malformedProvidersAreRefused(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let bodies: [JSON] = [
                [:], ["name": ""], ["name": 1], ["name": "a\u{0}b"],
                ["name": .string(String(repeating: "x", count: 201))],
                ["name": "a", "uuid": "x"], ["name": "a", "other": 1],
                ["name": "a", "parent_provider_uuid": .string(IDs.new())], [],
            ]
            for body in bodies {
                let answer = try await placement.call(.post, "/resource_providers", body)
                #expect(answer.status == 400, "\(body)")
            }
            let nested = try await placement.call(
                .post, "/resource_providers", ["name": "a", "parent_provider_uuid": .null], version: "1.13")
            #expect(nested.status == 400)
            #expect(try await placement.call(.get, "/resource_providers/%00").status == 404)
            #expect(try await placement.call(.get, "/resource_providers?colour=red").status == 400)
            #expect(try await placement.call(.get, "/resource_providers?uuid=x").status == 400)
            #expect(try await placement.call(.get, "/resource_providers?resources=VCPU").status == 400)
            #expect(try await placement.call(.get, "/resource_providers?resources=NONE:1").status == 400)
            #expect(try await placement.call(.get, "/resource_providers?required=CUSTOM_NONE").status == 400)
            #expect(try await placement.call(.get, "/resource_providers?member_of=1,2").status == 400)
        }
    }

    @Test(arguments: TestEngine.available)
    func providersFormTrees(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let root = try await placement.provider("root")
            let child = try await placement.provider("child", parent: root)
            let leaf = try await placement.provider("leaf", parent: child)
            let other = try await placement.provider("other")
            let tree = try await placement.call(.get, "/resource_providers?in_tree=\(leaf)")
            #expect(names(tree) == ["root", "child", "leaf"])
            let blocked = try await placement.call(.delete, "/resource_providers/\(root)")
            #expect(blocked.status == 409 && blocked.code == "placement.resource_provider.cannot_delete_parent")

            func move(_ uuid: String, _ name: String, _ parent: JSON, _ version: String = "1.37") async throws -> Answer
            {
                try await placement.call(
                    .put, "/resource_providers/\(uuid)", ["name": .string(name), "parent_provider_uuid": parent],
                    version: version)
            }
            let early = try await move(child, "child", .string(other), "1.36")
            #expect(early.status == 400 && early.detail.contains("re-parenting a provider is not currently allowed."))
            #expect(try await move(child, "child", .null, "1.36").status == 400)
            let loop = try await move(root, "root", .string(leaf))
            #expect(loop.status == 400 && loop.detail.contains("creating loop in the provider tree is not allowed."))
            #expect(try await move(child, "child", .string(other)).status == 200)
            let moved = try await placement.call(.get, "/resource_providers/\(leaf)")
            #expect(moved.body["root_provider_uuid"] == .string(other))
            #expect(try await move(child, "child", .null).status == 200)
            #expect(names(try await placement.call(.get, "/resource_providers?in_tree=\(child)")) == ["child", "leaf"])
            #expect(try await placement.call(.delete, "/resource_providers/\(root)").status == 204)
        }
    }

    @Test(arguments: TestEngine.available)
    func listsAreFiltered(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let aggregate = IDs.new()
            let a = try await placement.provider(
                "a", ["VCPU": .total(4)], traits: ["HW_CPU_X86_AVX"], aggregates: [aggregate])
            try await placement.provider("b", ["VCPU": .total(2)], traits: ["HW_CPU_X86_AVX", "HW_CPU_X86_AVX2"])
            try await placement.provider("c")
            func list(_ query: String) async throws -> [String] {
                names(try await placement.call(.get, "/resource_providers?\(query)"))
            }
            #expect(try await list("") == ["a", "b", "c"])
            #expect(try await list("name=b") == ["b"])
            #expect(try await list("uuid=\(a)") == ["a"])
            #expect(try await list("resources=VCPU:3") == ["a"])
            #expect(try await list("member_of=\(aggregate)") == ["a"])
            #expect(try await list("member_of=!\(aggregate)") == ["b", "c"])
            #expect(try await list("member_of=in:\(aggregate),\(IDs.new())") == ["a"])
            #expect(try await list("required=HW_CPU_X86_AVX,!HW_CPU_X86_AVX2") == ["a"])
            #expect(try await list("required=in:HW_CPU_X86_AVX2,HW_CPU_X86_SSE") == ["b"])
            #expect(try await list("required=HW_CPU_X86_AVX&required=HW_CPU_X86_AVX2") == ["b"])
            #expect(try await list("in_tree=\(IDs.new())") == [])
        }
    }

    private func names(_ answer: Answer) -> [String] {
        (answer.body["resource_providers"]?.array ?? []).compactMap { $0["name"]?.string }
    }
}
