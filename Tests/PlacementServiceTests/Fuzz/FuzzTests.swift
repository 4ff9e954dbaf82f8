import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import PlacementService

/// Every operation of the published API under requests that nobody should send: no 500, no crash, and what is refused
/// has changed nothing.
@Suite struct FuzzTests {
    private static let consumers = (0..<4).map { "c0000000-0000-4000-8000-00000000000\($0)" }
    private static let aggregates = (0..<3).map { "a0000000-0000-4000-8000-00000000000\($0)" }
    private static let classes = ["VCPU", "MEMORY_MB", "DISK_GB", "CUSTOM_A"]
    private static let traits = ["HW_CPU_X86_AVX2", "CUSTOM_T", "STORAGE_DISK_SSD"]

    @Test(arguments: TestEngine.available) func nothingBreaks(_ engine: TestEngine) async throws {
        let plan = FuzzPlan(engine)
        let problems = try await engine.withLocation { location in
            let placement = try await Placement(location)
            var target = try target(placement)
            target.changes = try FuzzPlan.changes(at: location)
            let problems = try await FuzzRun.problems(of: target, requests: plan.requests, seed: plan.seed)
            await placement.close()
            return problems
        }
        for problem in problems { Issue.record("\(problem)") }
    }

    private func target(_ placement: Placement) throws -> FuzzTarget {
        var target = FuzzTarget(
            placement.pipeline.api, try operations(), administrator: "admin",
            others: ["member,reader:p1", "reader:p1", "service", "admin:system"], outsider: "guest:p1")
        target.headers = [.microversion: ["placement 1.39"] + (0...40).map { "placement 1.\($0)" }]
        target.parameters = [
            "resources1", "required_A", "member_of1", "in_tree1", "required1", "group_policy", "same_subtree",
        ]
        target.fitting = [
            "consumer_uuid": Self.consumers, "allocations.key": Self.consumers, ".key": Self.consumers,
            "aggregates": Self.aggregates, "traits": Self.traits, "trait_id": Self.traits,
            "resource_classe_id": Self.classes, "resource_class": Self.classes, "resources.key": Self.classes,
            "inventories.key": Self.classes, "project_id": ["p0", "p1"], "user_id": ["u0"],
            "consumer_type": ["INSTANCE", "MIGRATION", "unknown", "all"],
            "resources": ["VCPU:1", "VCPU:1,MEMORY_MB:5", "CUSTOM_A:99999999999999999999", "VCPU:0", "VCPU:1,VCPU:2"],
            "resources1": ["DISK_GB:1", "VCPU:2"], "required1": Self.traits, "in_tree1": Self.consumers,
            "required": Self.traits + ["!CUSTOM_T", "in:CUSTOM_T,HW_CPU_X86_AVX2", "CUSTOM_T,!CUSTOM_T"],
            "required_A": Self.traits, "group_policy": ["none", "isolate"], "same_subtree": ["1,_A", "_A,_B", "1,1"],
            "member_of": Self.aggregates + ["in:" + Self.aggregates.joined(separator: ","), "!" + Self.aggregates[0]],
            "member_of1": Self.aggregates, "root_required": Self.traits,
            "name": ["startswith:CUSTOM", "in:VCPU", "CUSTOM_B"] + (0..<30).map { "n\($0)" },
            "mappings.key": ["", "1", "_A"], "limit": ["1", "0", "-1", "1000000000000"],
        ]
        target.aliases = [
            "resource_provider_id": ["allocations.key", "inventories.key", "parent_provider_uuid", "in_tree", "uuid"]
        ]
        target.fit = { path, body in
            var body = body
            // The description leaves it out here.
            if path.hasSuffix("/traits"), case .object(var members) = body {
                members["resource_provider_generation"] = 0
                body = .object(members)
            }
            return try await Self.withGenerations(body, of: Self.owner(path), placement)
        }
        return target
    }

    /// The description says of one inventory's creation what is true of the replacement of all.
    private func operations() throws -> [FuzzOperation] {
        let all = try FuzzOperation.all(of: "placement")
        let one = all.first { $0.method == "PUT" && $0.path.hasSuffix("/inventories/{resource_class}") }?.body
        return all.map { operation in
            var changed = operation
            if operation.method == "POST", operation.path.hasSuffix("/inventories") {
                if case .object(var schema) = one, case .object(var members) = schema["members"] {
                    members["resource_class"] = ["kinds": ["string"]]
                    schema["members"] = .object(members)
                    schema["required"] = ["total", "resource_class", "resource_provider_generation"]
                    changed.body = .object(schema)
                }
            }
            return changed
        }
    }

    /// The id in the path: a provider's or a consumer's.
    private static func owner(_ path: String) -> String {
        path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    }

    /// The body with the generations that rows have now.
    private static func withGenerations(_ body: JSON, of id: String, _ placement: Placement) async throws -> JSON {
        guard case .object(var members) = body else { return body }
        for (name, value) in members {
            switch (name, value) {
            case ("resource_provider_generation", .integer):
                let provider = try await placement.call(.get, "/resource_providers/\(id)").body
                members[name] = provider["generation"] ?? value
            case ("consumer_generation", .integer), ("consumer_generation", .null):
                members[name] = try await placement.call(.get, "/allocations/\(id)").body[name] ?? .null
            case (let key, .object):
                let isID = key.utf8.count == 36
                members[name] = try await withGenerations(value, of: isID ? key : id, placement)
            default: break
            }
        }
        return .object(members)
    }
}
