import CloudCore
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@Suite struct CatalogTests {
    @Test(arguments: TestEngine.available)
    func traits(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let all = try await placement.call(.get, "/traits")
            #expect(all.body["traits"]?.array?.contains("COMPUTE_VOLUME_ATTACH") == true)
            #expect(try await placement.call(.put, "/traits/CUSTOM_GOLD").status == 201)
            let again = try await placement.call(.put, "/traits/CUSTOM_GOLD")
            #expect(again.status == 204 && again.headers[.location]?.hasSuffix("/traits/CUSTOM_GOLD") == true)
            #expect(try await placement.call(.get, "/traits/CUSTOM_GOLD").status == 204)
            #expect(try await placement.call(.get, "/traits?name=startswith:CUSTOM_").body["traits"] == ["CUSTOM_GOLD"])
            #expect(
                try await placement.call(.get, "/traits?name=in:CUSTOM_GOLD,HW_CPU_X86_AVX").body["traits"]?.array?
                    .count == 2)
            try await placement.provider("host", traits: ["CUSTOM_GOLD"])
            #expect(try await placement.call(.get, "/traits?associated=true").body["traits"] == ["CUSTOM_GOLD"])
            let used = try await placement.call(.delete, "/traits/CUSTOM_GOLD")
            #expect(
                used.status == 409 && used.detail.contains("The trait CUSTOM_GOLD is in use by a resource provider."))
            let standard = try await placement.call(.delete, "/traits/HW_CPU_X86_AVX")
            #expect(standard.status == 400 && standard.detail.contains("Cannot delete standard trait HW_CPU_X86_AVX."))
            #expect(try await placement.call(.put, "/traits/CUSTOM_SILVER").status == 201)
            #expect(try await placement.call(.delete, "/traits/CUSTOM_SILVER").status == 204)
            #expect(try await placement.call(.get, "/traits/CUSTOM_SILVER").status == 404)
            for name in [
                "GOLD", "CUSTOM_", "CUSTOM_gold", "CUSTOM_%00", "CUSTOM_" + String(repeating: "X", count: 249),
            ] {
                #expect(try await placement.call(.put, "/traits/\(name)").status == 400, "\(name)")
            }
            #expect(try await placement.call(.get, "/traits/%00").status == 404)
            #expect(try await placement.call(.get, "/traits?name=x").status == 400)
            #expect(try await placement.call(.get, "/traits?associated=x").status == 400)
            #expect(try await placement.call(.get, "/traits", version: "1.5").status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func resourceClasses(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let all = try await placement.call(.get, "/resource_classes")
            #expect(all.body["resource_classes"]?.array?.first?["name"] == "VCPU")
            #expect(try await placement.call(.put, "/resource_classes/CUSTOM_IRON").status == 201)
            #expect(try await placement.call(.put, "/resource_classes/CUSTOM_IRON").status == 204)
            let again = try await placement.call(.post, "/resource_classes", ["name": "CUSTOM_IRON"])
            #expect(
                again.status == 409 && again.detail.contains("Conflicting resource class already exists: CUSTOM_IRON"))
            let host = try await placement.provider("host", ["CUSTOM_IRON": .total(1)])
            #expect(try await placement.call(.delete, "/resource_classes/CUSTOM_IRON").status == 409)
            #expect(try await placement.claim(IDs.new(), [host: ["CUSTOM_IRON": 1]]).status == 204)
            let renamed = try await placement.call(
                .put, "/resource_classes/CUSTOM_IRON", ["name": "CUSTOM_STEEL"], version: "1.6")
            #expect(renamed.status == 200 && renamed.body["name"] == "CUSTOM_STEEL")
            #expect(
                try await placement.call(.get, "/resource_providers/\(host)/usages").body["usages"] == [
                    "CUSTOM_STEEL": 1
                ])
            #expect(try await placement.call(.delete, "/resource_classes/VCPU").status == 400)
            #expect(try await placement.call(.delete, "/resource_classes/CUSTOM_NONE").status == 404)
            #expect(try await placement.call(.get, "/resource_classes/%00").status == 404)
            #expect(try await placement.call(.put, "/resource_classes/VCPU").status == 400)
            #expect(try await placement.call(.post, "/resource_classes", ["name": "IRON"]).status == 400)
            #expect(try await placement.call(.get, "/resource_classes/VCPU").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func reshape(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let host = try await placement.provider("host", ["VCPU": .total(4), "VGPU": .total(2)])
            let gpu = try await placement.provider("gpu", parent: host)
            let consumer = IDs.new()
            #expect(try await placement.claim(consumer, [host: ["VCPU": 1, "VGPU": 2]]).status == 204)
            func body(_ generation: Int64, claims: JSON) -> JSON {
                [
                    "inventories": .object([
                        host: [
                            "resource_provider_generation": .integer(generation), "inventories": ["VCPU": .total(4)],
                        ],
                        gpu: ["resource_provider_generation": 0, "inventories": ["VGPU": .total(2)]],
                    ]), "allocations": claims,
                ]
            }
            let moved: JSON = .object([
                consumer: Placement.claimBody([host: ["VCPU": 1], gpu: ["VGPU": 2]], generation: 1)
            ])
            func reshape(_ body: JSON, _ token: String = "service") async throws -> Answer {
                try await placement.call(.post, "/reshaper", body, token: token)
            }
            #expect(try await reshape(body(2, claims: moved), "admin").status == 403)
            let stale = try await reshape(body(1, claims: moved))
            #expect(stale.status == 409 && stale.code == "placement.concurrent_update")
            let forgotten = try await reshape(body(2, claims: [:]))
            #expect(forgotten.status == 409 && forgotten.code == "placement.inventory.inuse")
            #expect(try await reshape([:]).status == 400)
            #expect(try await reshape(body(2, claims: moved)).status == 204)
            let onCard = try await placement.call(.get, "/resource_providers/\(gpu)/usages")
            #expect(onCard.body["usages"] == ["VGPU": 2] && onCard.generation == 3)
            #expect(try await placement.call(.get, "/resource_providers/\(host)/usages").body["usages"] == ["VCPU": 1])
        }
    }
}
