import CloudCore
import CloudJSON

/// A role as a client names it: by its id, or by its name among those of the whole cloud.
struct RoleReference: Sendable {
    var id: String?
    var name: String?

    init(_ body: JSON) { (id, name) = (body["id"]?.string, body["name"]?.string) }
}

extension RoleBook {
    func role(_ wanted: RoleReference) -> Role? {
        if let id = wanted.id { return roles[id] }
        return roles.values.first { $0.domainID == nil && $0.name == wanted.name }
    }

    /// - Throws: `Fault` 404 when there is no such role.
    func require(_ wanted: RoleReference) throws -> Role {
        guard let role = role(wanted) else { throw Fault.missing("role", wanted.id ?? wanted.name ?? "") }
        return role
    }
}
