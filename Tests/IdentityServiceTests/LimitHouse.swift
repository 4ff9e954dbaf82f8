import CloudCore
import CloudJSON
import HTTPTypes

/// A cloud with a member in a project, to have limits for the service `compute`.
struct LimitHouse: Sendable {
    let cloud: IdentityFixture
    let service: String
    let project: String
    /// A token of the member.
    let member: String

    static let nothing = "0123456789abcdef0123456789abcdef"

    init(_ cloud: IdentityFixture) async throws {
        self.cloud = cloud
        let services = try await cloud.call(.get, "/v3/services?type=compute", cloud.admin)
        service = services["services"].array?.first?["id"]?.string ?? ""
        let person = try await cloud.person("member")
        (project, member) = (person.project, person.token)
    }

    func registration(_ name: String, _ amount: Int64, _ more: [String: JSON] = [:]) -> JSON {
        let members: [String: JSON] = [
            "service_id": .string(service), "resource_name": .string(name), "default_limit": .integer(amount),
        ]
        return .object(members.merging(more) { $1 })
    }

    func item(_ name: String, _ amount: Int64, _ more: [String: JSON]) -> JSON {
        let members: [String: JSON] = [
            "service_id": .string(service), "resource_name": .string(name), "resource_limit": .integer(amount),
        ]
        return .object(members.merging(more) { $1 })
    }

    func register(_ name: String, _ amount: Int64, more: [String: JSON] = [:]) async throws -> IdentityFixture.Answer {
        try await cloud.call(
            .post, "/v3/registered_limits", cloud.admin, ["registered_limits": [registration(name, amount, more)]])
    }

    func limit(_ name: String, _ amount: Int64, _ more: [String: JSON]) async throws -> IdentityFixture.Answer {
        try await cloud.call(.post, "/v3/limits", cloud.admin, ["limits": [item(name, amount, more)]])
    }

    /// How many there are, as the system sees it.
    func count(_ kind: String) async throws -> Int {
        let system = try await cloud.token("admin", IdentityFixture.password, scope: ["system": ["all": true]])
        return try await cloud.call(.get, "/v3/\(kind)", system)[kind].array?.count ?? -1
    }
}
