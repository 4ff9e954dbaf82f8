import CloudCore
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@Suite struct InventoryTests {
    @Test(arguments: TestEngine.available)
    func inventoriesAreSetWithGenerations(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let uuid = try await placement.provider("host")
            let path = "/resource_providers/\(uuid)/inventories"
            let body: JSON = [
                "resource_provider_generation": 0,
                "inventories": ["VCPU": ["total": 4, "allocation_ratio": 2.5], "DISK_GB": .total(9)],
            ]
            let set = try await placement.call(.put, path, body)
            #expect(set.status == 200 && set.generation == 1)
            #expect(set.body["inventories"]?["VCPU"]?["allocation_ratio"] == 2.5)
            #expect(set.body["inventories"]?["DISK_GB"]?["max_unit"] == 2_147_483_647)
            let stale = try await placement.call(.put, path, body)
            #expect(stale.status == 409 && stale.code == "placement.concurrent_update")
            #expect(stale.detail.contains("resource provider generation conflict"))

            let one = try await placement.call(
                .put, "\(path)/VCPU", ["resource_provider_generation": 1, "total": 8, "reserved": 8])
            #expect(one.status == 200 && one.generation == 2)
            let shown = try await placement.call(.get, "\(path)/VCPU")
            #expect(shown.body["total"] == 8 && shown.generation == 2)
            #expect(try await placement.call(.get, "\(path)/MEMORY_MB").status == 404)
            let missing = try await placement.call(
                .put, "\(path)/MEMORY_MB", ["resource_provider_generation": 2, "total": 8])
            #expect(missing.status == 400)

            let added = try await placement.call(.post, path, ["resource_class": "MEMORY_MB", "total": 512])
            #expect(
                added.status == 201 && added.generation == 3
                    && added.headers[.location]?.hasSuffix("/MEMORY_MB") == true)
            #expect(try await placement.call(.post, path, ["resource_class": "MEMORY_MB", "total": 512]).status == 409)

            #expect(try await placement.call(.delete, "\(path)/VCPU").status == 204)
            #expect(try await placement.call(.delete, "\(path)/VCPU").status == 404)
            #expect(try await placement.call(.get, path).body["inventories"]?.object?.count == 2)
            #expect(try await placement.call(.delete, path, version: "1.4").status == 405)
            #expect(try await placement.call(.delete, path).status == 204)
            let empty = try await placement.call(.get, path)
            #expect(empty.body["inventories"] == [:] && empty.generation == 5)
        }
    }

    @Test(arguments: TestEngine.available)
    func malformedInventoriesAreRefused(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let path = "/resource_providers/\(try await placement.provider("host"))/inventories"
            let wrong: [JSON] = [
                [:], ["total": 0], ["total": -1], ["total": 2_147_483_648], ["total": "x"],
                ["total": 1, "min_unit": 0],
                ["total": 1, "step_size": 0], ["total": 1, "allocation_ratio": "x"],
                ["total": 1, "allocation_ratio": 1e39],
                ["total": 1, "reserved": -1], ["total": 1, "reserved": 2], ["total": 1, "what": 1], ["total": 1e30], 1,
            ]
            for inventory in wrong {
                let body: JSON = ["resource_provider_generation": 0, "inventories": ["VCPU": inventory]]
                #expect(try await placement.call(.put, path, body).status == 400, "\(inventory)")
            }
            let unknown: JSON = ["resource_provider_generation": 0, "inventories": ["CUSTOM_NONE": .total(1)]]
            let answer = try await placement.call(.put, path, unknown)
            #expect(answer.status == 400 && answer.detail.contains("No such resource class CUSTOM_NONE."))
            let reserved: JSON = [
                "resource_provider_generation": 0, "inventories": ["VCPU": ["total": 1, "reserved": 1]],
            ]
            #expect(try await placement.call(.put, path, reserved, version: "1.25").status == 400)
            #expect(try await placement.call(.put, path, reserved, version: "1.26").status == 200)
            #expect(
                try await placement.call(.put, "/resource_providers/\(IDs.new())/inventories", reserved).status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func whatIsInUseStays(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let uuid = try await placement.provider("host", ["VCPU": .total(4), "DISK_GB": .total(10)])
            #expect(try await placement.claim(IDs.new(), [uuid: ["VCPU": 2]]).status == 204)
            let path = "/resource_providers/\(uuid)/inventories"
            let one = try await placement.call(.delete, "\(path)/VCPU")
            #expect(
                one.status == 409 && one.detail.contains("Inventory for 'VCPU' on resource provider '\(uuid)' in use."))
            let all = try await placement.call(.delete, path)
            #expect(all.status == 409 && all.code == "placement.inventory.inuse")
            let set = try await placement.call(
                .put, path, ["resource_provider_generation": 2, "inventories": ["DISK_GB": .total(10)]])
            #expect(set.status == 409 && set.code == "placement.inventory.inuse")
            let provider = try await placement.call(.delete, "/resource_providers/\(uuid)")
            #expect(provider.status == 409 && provider.code == "placement.resource_provider.inuse")
            // Less than is in use: allowed, as in the real service.
            let less: JSON = ["resource_provider_generation": 2, "inventories": ["VCPU": .total(1)]]
            #expect(try await placement.call(.put, path, less).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func traitsAndAggregatesOfAProvider(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let uuid = try await placement.provider("host")
            let path = "/resource_providers/\(uuid)"
            func traits(_ names: [JSON], _ generation: Int64) async throws -> Answer {
                try await placement.call(
                    .put, "\(path)/traits",
                    ["traits": .array(names), "resource_provider_generation": .integer(generation)])
            }
            let set = try await traits(["HW_CPU_X86_VMX", "COMPUTE_NODE"], 0)
            #expect(
                set.status == 200 && set.generation == 1 && set.body["traits"] == ["COMPUTE_NODE", "HW_CPU_X86_VMX"])
            #expect(try await traits(["HW_CPU_X86_VMX", "COMPUTE_NODE"], 1).generation == 1)
            #expect(try await traits([], 0).code == "placement.concurrent_update")
            let unknown = try await traits(["CUSTOM_NONE"], 1)
            #expect(unknown.status == 400 && unknown.detail.contains("No such trait CUSTOM_NONE"))
            #expect(try await placement.call(.delete, "\(path)/traits").status == 204)
            #expect(try await placement.call(.get, "\(path)/traits").generation == 2)

            let aggregate = JSON.string(IDs.new())
            let old = try await placement.call(.put, "\(path)/aggregates", [aggregate], version: "1.18")
            #expect(old.status == 200 && old.generation == nil)
            let new = try await placement.call(
                .put, "\(path)/aggregates", ["aggregates": [aggregate], "resource_provider_generation": 2])
            #expect(new.status == 200 && new.generation == 3)
            let stale = try await placement.call(
                .put, "\(path)/aggregates", ["aggregates": [], "resource_provider_generation": 2])
            #expect(stale.status == 409 && stale.code == "placement.concurrent_update")
            #expect(try await placement.call(.get, "\(path)/aggregates").body["aggregates"] == [aggregate])
            let twice: JSON = ["aggregates": [aggregate, aggregate], "resource_provider_generation": 3]
            #expect(try await placement.call(.put, "\(path)/aggregates", twice).status == 400)
        }
    }
}
