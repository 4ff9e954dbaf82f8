import CloudCore
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@Suite struct AllocationTests {
    @Test(arguments: TestEngine.available)
    func aConsumerClaimsChangesAndGivesBack(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let host = try await placement.provider("host", ["VCPU": .total(4), "MEMORY_MB": .total(1024)])
            let consumer = IDs.new()
            #expect(try await placement.claim(consumer, [host: ["VCPU": 1, "MEMORY_MB": 512]]).status == 204)
            let shown = try await placement.call(.get, "/allocations/\(consumer)")
            #expect(shown.body["allocations"]?[host]?["resources"] == ["VCPU": 1, "MEMORY_MB": 512])
            #expect(shown.body["allocations"]?[host]?["generation"] == 2)
            #expect(shown.body["consumer_generation"] == 1 && shown.body["consumer_type"] == "INSTANCE")
            #expect(shown.body["project_id"] == "p1" && shown.body["user_id"] == "u1")

            let usages = try await placement.call(.get, "/resource_providers/\(host)/usages")
            #expect(usages.body["usages"] == ["VCPU": 1, "MEMORY_MB": 512] && usages.generation == 2)
            let ofHost = try await placement.call(.get, "/resource_providers/\(host)/allocations")
            #expect(
                ofHost.body["allocations"]?[consumer] == [
                    "resources": ["VCPU": 1, "MEMORY_MB": 512], "consumer_generation": 1,
                ])

            let stale = try await placement.claim(consumer, [host: ["VCPU": 2]])
            #expect(stale.status == 409 && stale.code == "placement.concurrent_update")
            #expect(stale.detail.contains("consumer generation conflict - expected 1 but got None"))
            #expect(try await placement.claim(consumer, [host: ["VCPU": 4]], generation: 1).status == 204)
            #expect(try await placement.call(.get, "/allocations/\(consumer)").body["consumer_generation"] == 2)
            let early = try await placement.claim(IDs.new(), [host: ["VCPU": 1]], generation: 3)
            #expect(
                early.status == 409 && early.detail.contains("consumer generation conflict - expected null but got 3"))

            #expect(try await placement.claim(consumer, [:], generation: 2).status == 204)
            #expect(try await placement.call(.get, "/allocations/\(consumer)").body == ["allocations": [:]])
            #expect(try await placement.call(.delete, "/allocations/\(consumer)").status == 404)
            #expect(try await placement.claim(consumer, [host: ["VCPU": 1]]).status == 204)
            #expect(try await placement.call(.delete, "/allocations/\(consumer)").status == 204)
            #expect(try await placement.call(.get, "/resource_providers/\(host)/usages").body["usages"]?["VCPU"] == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func capacityAndPiecesAreKept(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let host = try await placement.provider(
                "host",
                [
                    "VCPU": ["total": 4, "allocation_ratio": 1.5],
                    "DISK_GB": ["total": 100, "reserved": 10, "min_unit": 10, "max_unit": 50, "step_size": 10],
                ])
            func status(_ resources: [String: Int64]) async throws -> (Int, String) {
                let consumer = IDs.new()
                let answer = try await placement.claim(consumer, [host: resources])
                if answer.status == 204 { _ = try await placement.call(.delete, "/allocations/\(consumer)") }
                return (answer.status, answer.detail)
            }
            #expect(try await status(["VCPU": 6]).0 == 204)
            let exceeded = try await status(["VCPU": 7])
            #expect(exceeded.0 == 409 && exceeded.1.contains("The requested amount would exceed the capacity."))
            for amount in [5, 15, 60] as [Int64] {
                let answer = try await status(["DISK_GB": amount])
                #expect(answer.0 == 409 && answer.1.contains("would violate inventory constraints."), "\(amount)")
            }
            #expect(try await status(["DISK_GB": 50]).0 == 204)
            #expect(try await placement.claim(IDs.new(), [host: ["DISK_GB": 50]]).status == 204)
            #expect(try await status(["DISK_GB": 50]).0 == 409)
            #expect(try await status(["DISK_GB": 40]).0 == 204)
            let none = try await status(["MEMORY_MB": 1])
            #expect(
                none.0 == 409 && none.1.contains("Inventory for 'MEMORY_MB' on resource provider '\(host)' invalid."))
            let unknown = try await status(["CUSTOM_NONE": 1])
            #expect(unknown.0 == 400 && unknown.1.contains("No such resource class CUSTOM_NONE."))
            let nowhere = try await placement.claim(IDs.new(), [IDs.new(): ["VCPU": 1]])
            #expect(nowhere.status == 400 && nowhere.detail.contains("that does not exist."))
        }
    }

    @Test(arguments: TestEngine.available)
    func malformedClaimsAreRefused(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let host = try await placement.provider("host", ["VCPU": .total(4)])
            let good = Placement.claimBody([host: ["VCPU": 1]]).object ?? [:]
            func with(_ name: String, _ value: JSON?) -> JSON {
                var body = good
                body[name] = value
                return .object(body)
            }
            let bodies: [JSON] = [
                with("project_id", nil), with("project_id", ""), with("user_id", "a\u{0}"),
                with("consumer_generation", nil),
                with("consumer_generation", "x"), with("consumer_type", "small"), with("consumer_type", nil),
                with("allocations", []),
                with("allocations", ["x": ["resources": ["VCPU": 1]]]),
                with("allocations", .object([host: ["resources": [:]]])),
                with("allocations", .object([host: ["resources": ["VCPU": 0]]])),
                with("allocations", .object([host: ["resources": ["vcpu": 1]]])),
                with("allocations", .object([host: ["resources": ["VCPU": 1e300]]])), with("mappings", [:]),
                with("other", 1),
            ]
            for body in bodies {
                #expect(try await placement.call(.put, "/allocations/\(IDs.new())", body).status == 400, "\(body)")
            }
            let malformed = try await placement.call(.put, "/allocations/x", .object(good))
            #expect(malformed.status == 400 && malformed.detail.contains("Malformed consumer_uuid: x"))
            let huge = try await placement.claim(IDs.new(), [host: ["VCPU": .max]])
            #expect(huge.status == 409)
        }
    }

    @Test(arguments: TestEngine.available)
    func olderVersionsKnowLess(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let host = try await placement.provider("host", ["VCPU": .total(4)])
            let consumer = IDs.new()
            let list: JSON = [["resource_provider": ["uuid": .string(host)], "resources": ["VCPU": 1]]]
            #expect(
                try await placement.call(.put, "/allocations/\(consumer)", ["allocations": list], version: "1.0").status
                    == 204)
            let owned: JSON = ["allocations": list, "project_id": "p", "user_id": "u"]
            #expect(try await placement.call(.put, "/allocations/\(consumer)", owned, version: "1.8").status == 204)
            let keyed: JSON = [
                "allocations": .object([host: ["resources": ["VCPU": 2]]]), "project_id": "p", "user_id": "u",
            ]
            #expect(try await placement.call(.put, "/allocations/\(consumer)", keyed, version: "1.12").status == 204)
            #expect(try await placement.call(.put, "/allocations/\(consumer)", keyed, version: "1.28").status == 400)
            let shown = try await placement.call(.get, "/allocations/\(consumer)", version: "1.11")
            #expect(shown.body["project_id"] == nil)
            let typed = try await placement.call(.get, "/allocations/\(consumer)")
            #expect(typed.body["consumer_type"] == "unknown" && typed.body["consumer_generation"] == 3)
            #expect(try await placement.call(.post, "/allocations", [:], version: "1.12").status != 204)
        }
    }

    @Test(arguments: TestEngine.available)
    func severalConsumersAtOnce(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let source = try await placement.provider("source", ["VCPU": .total(4)])
            let target = try await placement.provider("target", ["VCPU": .total(4)])
            let server = IDs.new()
            let migration = IDs.new()
            #expect(try await placement.claim(server, [source: ["VCPU": 4]]).status == 204)
            // The claim moves to the migration, and the server's goes to the target: together, or not at all.
            func move(_ amount: Int64) -> JSON {
                .object([
                    migration: Placement.claimBody([source: ["VCPU": 4]], type: "MIGRATION"),
                    server: Placement.claimBody([target: ["VCPU": amount]], generation: 1),
                ])
            }
            #expect(try await placement.call(.post, "/allocations", move(5)).status == 409)
            #expect(try await placement.call(.get, "/allocations/\(migration)").body == ["allocations": [:]])
            #expect(try await placement.call(.post, "/allocations", move(4)).status == 204)
            #expect(try await placement.call(.get, "/allocations/\(server)").body["allocations"]?[target] != nil)
            #expect(
                try await placement.call(.get, "/resource_providers/\(source)/usages").body["usages"] == ["VCPU": 4])
            let drop: JSON = .object([migration: Placement.claimBody([:], generation: 1, type: "MIGRATION")])
            #expect(try await placement.call(.post, "/allocations", drop).status == 204)
            #expect(
                try await placement.call(.get, "/resource_providers/\(source)/usages").body["usages"] == ["VCPU": 0])
        }
    }

    @Test(arguments: TestEngine.available)
    func usagesOfAProject(_ engine: TestEngine) async throws {
        try await Placement.run(engine) { placement in
            let host = try await placement.provider("host", ["VCPU": .total(40)])
            _ = try await placement.claim(IDs.new(), [host: ["VCPU": 1]], user: "a")
            _ = try await placement.claim(IDs.new(), [host: ["VCPU": 2]], user: "b")
            _ = try await placement.claim(IDs.new(), [host: ["VCPU": 4]], user: "b", type: "MIGRATION")
            _ = try await placement.claim(IDs.new(), [host: ["VCPU": 8]], project: "p2")
            func usages(_ query: String, _ version: String = "1.39", token: String = "admin") async throws -> Answer {
                try await placement.call(.get, "/usages?\(query)", version: version, token: token)
            }
            #expect(try await usages("project_id=p1", "1.37").body["usages"] == ["VCPU": 7])
            #expect(try await usages("project_id=p1&user_id=b", "1.37").body["usages"] == ["VCPU": 6])
            #expect(try await usages("project_id=none", "1.37").body["usages"] == [:])
            let grouped: JSON = [
                "INSTANCE": ["VCPU": 3, "consumer_count": 2], "MIGRATION": ["VCPU": 4, "consumer_count": 1],
            ]
            #expect(try await usages("project_id=p1").body["usages"] == grouped)
            #expect(
                try await usages("project_id=p1&consumer_type=all").body["usages"] == [
                    "all": ["VCPU": 7, "consumer_count": 3]
                ])
            #expect(try await usages("project_id=p1&consumer_type=unknown").body["usages"] == [:])
            #expect(
                try await usages("project_id=p1&consumer_type=MIGRATION").body["usages"]
                    == ["MIGRATION": ["VCPU": 4, "consumer_count": 1]])
            #expect(try await usages("").status == 400)
            #expect(try await usages("project_id=%00").status == 400)
            #expect(try await usages("project_id=p1", "1.8").status == 404)
            #expect(try await usages("project_id=p1", token: "reader:p1").status == 200)
            #expect(try await usages("project_id=p1", token: "reader:p2").status == 403)
        }
    }

    @Test(arguments: TestEngine.available)
    func theLastUnitIsWonOnce(_ engine: TestEngine) async throws {
        try await engine.withLocation { location in
            // Two services over one database, as on two machines.
            let services = [try await Placement(location), try await Placement(location)]
            let host = try await services[0].provider("host", ["VCPU": .total(5)])
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<12 {
                    group.addTask { try await services[index % 2].claim(IDs.new(), [host: ["VCPU": 1]]).status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 204 }.count == 5)
            #expect(statuses.filter { $0 == 409 }.count == 7)
            for service in services {
                let usages = try await service.call(.get, "/resource_providers/\(host)/usages")
                #expect(usages.body["usages"] == ["VCPU": 5])
                await service.close()
            }
        }
    }
}
