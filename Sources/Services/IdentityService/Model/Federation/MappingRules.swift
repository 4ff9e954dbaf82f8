import CloudCore
import CloudJSON

/// A mapping's rules at work: from what a provider asserts to who that is here (Keystone's "Mapping Combinations").
///
/// All rules that apply count; of several users the first does, of several project lists the last.
struct MappingRules: Sendable {
    let mappingID: String
    let version: MappingVersion
    let rules: [JSON]

    init(_ mapping: AttributeMapping) {
        (mappingID, version, rules) = (mapping.id, mapping.schemaVersion, mapping.rules)
    }

    /// - Throws: `Fault` 400 when no rule applies, or when one that does cannot be filled.
    func apply(_ assertion: Assertion) throws -> MappedIdentity {
        var found: [JSON] = []
        for rule in rules {
            guard let maps = try directMaps(rule["remote"]?.array ?? [], assertion) else { continue }
            for local in rule["local"]?.array ?? [] {
                do throws(DirectMaps.Unfilled) { found.append(try maps.fill(local: local)) } catch {
                    throw Fault.badRequest(
                        "Local section in mapping \(mappingID) refers to a remote match that doesn't exist "
                            + "(e.g. {0} in a local section).")
                }
            }
        }
        guard !found.isEmpty else {
            throw Fault.badRequest(
                "Could not map any federated user properties to identity values. Check debug logs or the mapping used "
                    + "for additional details.")
        }
        return try collect(found)
    }

    /// nil: the rule does not apply.
    private func directMaps(_ requirements: [JSON], _ assertion: Assertion) throws -> DirectMaps? {
        var maps = DirectMaps()
        for requirement in requirements {
            let condition: RemoteCondition
            do throws(RemoteCondition.Unreadable) { condition = try RemoteCondition(requirement) } catch {
                throw Fault.badRequest("'\(error.pattern)' in mapping \(mappingID) is not a regular expression.")
            }
            switch condition.evaluate(assertion) {
            case .refused: return nil
            case .met: continue
            case .values(let values): maps.values.append(values)
            }
        }
        return maps
    }

    private func collect(_ locals: [JSON]) throws -> MappedIdentity {
        var identity = MappedIdentity()
        var hasUser = false
        for local in locals {
            let domain = local["domain"].map(MappedIdentity.Domain.init)
            if let user = local["user"], user.object?.isEmpty == false, !hasUser {
                identity.user = try Self.user(user)
                if version != .one, identity.user.domain == nil { identity.user.domain = domain }
                hasUser = true
            }
            if let group = local["group"] {
                if let id = group["id"] {
                    identity.groupIDs.append(Self.text(id))
                } else if let name = group["name"] {
                    identity.groups.append(.init(name: Self.text(name), domain: .init(Self.texts(group["domain"]))))
                }
            }
            if let groups = local["groups"] { identity.groups += try Self.groups(groups, domain, local) }
            if let ids = local["group_ids"] { identity.groupIDs += Self.list(ids) }
            if let projects = local["projects"]?.array {
                identity.projects = projects.map { project($0, version == .one ? nil : domain) }
            }
            if version == .three, let text = local["projects_json"].map(Self.text) {
                guard let projects = MappingSchema.projects(text) else {
                    throw Fault.badRequest("The projects_json of mapping \(mappingID) is no list of projects.")
                }
                identity.projects += projects.map { project($0, domain) }
            }
        }
        identity.groupIDs = Self.unique(identity.groupIDs)
        identity.groups = Self.unique(identity.groups)
        return identity
    }

    private static func user(_ value: JSON) throws -> MappedIdentity.User {
        let type = value["type"].map(text) ?? "ephemeral"
        guard ["ephemeral", "local"].contains(type) else { throw Fault.badRequest("User type \(type) not supported") }
        return MappedIdentity.User(
            id: value["id"].map(text), name: value["name"].map(text), email: value["email"].map(text),
            domain: value["domain"].map { .init(texts($0)) }, isLocal: type == "local")
    }

    private func project(_ value: JSON, _ domain: MappedIdentity.Domain?) -> MappedIdentity.Project {
        MappedIdentity.Project(
            name: Self.text(value["name"] ?? ""), domain: value["domain"].map { .init(Self.texts($0)) } ?? domain,
            roles: (value["roles"]?.array ?? []).map { Self.text($0["name"] ?? "") })
    }

    /// Names in the rule's domain; one that begins with `JSON:` names its own, as clouds tell one another.
    private static func groups(
        _ value: JSON, _ domain: MappedIdentity.Domain?, _ local: JSON
    ) throws -> [MappedIdentity.Group] {
        try list(value).map { name in
            if name.hasPrefix("JSON:"), let group = try? JSON(parsing: Array(name.utf8.dropFirst(5))),
                let own = group["name"]?.string, let domain = group["domain"]
            {
                return MappedIdentity.Group(name: own, domain: .init(domain))
            }
            guard let domain else {
                throw Fault.badRequest(
                    "Invalid rule: \(local.pythonText). Both 'groups' and 'domain' keywords must be specified.")
            }
            return MappedIdentity.Group(name: name, domain: domain)
        }
    }

    /// The items of a filled list.
    private static func list(_ value: JSON) -> [String] { (value.array ?? [value]).map(text) }

    private static func text(_ value: JSON) -> String { value.string ?? value.pythonText }

    private static func texts(_ value: JSON?) -> JSON {
        .object((value?.object ?? [:]).mapValues { .string(text($0)) })
    }

    private static func unique<Item: Hashable>(_ items: [Item]) -> [Item] {
        var seen: Set<Item> = []
        return items.filter { seen.insert($0).inserted }
    }
}
