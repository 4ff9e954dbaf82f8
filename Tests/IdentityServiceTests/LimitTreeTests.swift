import CloudConfiguration
import CloudJSON
import CloudSQL
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// The model `strict_two_level`: domains and their projects.
@Suite struct LimitTreeTests {
    private static let strict = ["identity.unified_limit.enforcement_model": "strict_two_level"]

    @Test(arguments: TestEngine.available) func hierarchy(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine, settings: Self.strict) { cloud in
            let house = try await LimitHouse(cloud)
            let project: [String: JSON] = ["project_id": .string(house.project)]
            let model = try await cloud.call(.get, "/v3/limits/model", house.member)
            #expect(model["model"]["name"] == "strict_two_level")
            _ = try await house.register("servers", 10)
            let over = try await house.limit("servers", 11, project)
            #expect(over.status == 403)
            #expect(
                over.message == "Invalid resource limit: The resource limit (project_id: \(house.project), "
                    + "resource_name: servers, resource_limit: 11, service_id: \(house.service), region_id: None) "
                    + "doesn't satisfy current hierarchy model..")
            #expect(try await house.limit("servers", -1, project).status == 403)
            let made = try await house.limit("servers", 10, project)
            #expect(made.status == 201)
            let own = "/v3/limits/\(made["limits"].array?.first?["id"]?.string ?? "")"
            let small = try await house.limit("servers", 9, ["domain_id": "default"])
            #expect(small.status == 403 && small.message.contains("(domain_id: default, "))
            let domain = try await house.limit("servers", 20, ["domain_id": "default"])
            #expect(domain.status == 201)
            let all = "/v3/limits/\(domain["limits"].array?.first?["id"]?.string ?? "")"
            for (path, amount, status) in [
                (own, 20, 200), (own, 21, 403), (all, 19, 403), (all, -1, 200), (own, -1, 200), (all, 1000, 403),
                (own, 1000, 200), (all, 1000, 200),
            ] as [(String, Int64, Int)] {
                let answer = try await cloud.call(
                    .patch, path, cloud.admin, ["limit": ["resource_limit": .integer(amount)]])
                #expect(answer.status == status, "\(path) \(amount): \(answer.message)")
            }
        }
    }

    /// The domain's limit in the same request counts, in either order.
    @Test(arguments: TestEngine.available) func together(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine, settings: Self.strict) { cloud in
            let house = try await LimitHouse(cloud)
            _ = try await house.register("servers", 10)
            let domain = house.item("servers", 50, ["domain_id": "default"])
            func project(_ amount: Int64) -> JSON {
                house.item("servers", amount, ["project_id": .string(house.project)])
            }
            #expect(
                try await cloud.call(.post, "/v3/limits", cloud.admin, ["limits": [project(51), domain]]).status == 403)
            #expect(try await house.count("limits") == 0)
            #expect(
                try await cloud.call(.post, "/v3/limits", cloud.admin, ["limits": [project(50), domain]]).status == 201)
        }
    }

    /// No third level, and no start on a cloud that has one.
    @Test(arguments: TestEngine.available) func depth(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine, settings: Self.strict) { cloud in
            let first = try await cloud.create("projects", "project", ["name": "first"])
            let deeper = try await cloud.call(
                .post, "/v3/projects", cloud.admin, ["project": ["name": "second", "parent_id": .string(first)]])
            #expect(deeper.status == 403)
            #expect(deeper.message == "Max hierarchy depth reached for \(first) branch.")
            try await cloud.role.kit.requireTree()
            try await cloud.role.store.write { connection in
                var project = try #require(try connection.table(Project.self).find(first))
                (project.id, project.name, project.parentID) = ("third", "third", first)
                try connection.table(Project.self).insert(project)
            }
            await #expect { try await cloud.role.kit.requireTree() } throws: { error in
                "\(error)".contains("Keystone cannot start due to project hierarchical depth")
            }
        }
    }

    /// Without a model that knows trees: five levels below a domain, as Keystone's `max_project_tree_depth`.
    @Test func deepest() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            var parent = "default"
            for level in 1...5 {
                parent = try await cloud.create(
                    "projects", "project", ["name": .string("level-\(level)"), "parent_id": .string(parent)])
            }
            let sixth = try await cloud.call(
                .post, "/v3/projects", cloud.admin, ["project": ["name": "level-6", "parent_id": .string(parent)]])
            #expect(sixth.status == 403 && sixth.message == "Max hierarchy depth reached for \(parent) branch.")
        }
    }

    @Test func wrongModel() {
        #expect(throws: (any Error).self) { try LimitModel.read("deep", "model") }
    }
}
