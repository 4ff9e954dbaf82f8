import CloudCore
import CloudJSON

/// What mappings must look like, by version (Identity API v3, OS-FEDERATION, "Mappings").
enum MappingSchema {
    /// The mapping that a client sent, checked.
    /// - Throws: `Fault` 400 in the words of Keystone's schemas.
    static func read(_ mapping: JSON, id: String) throws -> AttributeMapping {
        let given = mapping["schema_version"] ?? .null
        // Clients that name no version say null.
        let text = given.isNull || given == "" ? JSON.string(MappingVersion.one.rawValue) : given
        guard let version = text.string.flatMap(MappingVersion.init) else {
            throw Fault.badRequest(
                "\(text.pythonText) is not one of "
                    + JSON.array(MappingVersion.allCases.map { .string($0.rawValue) }).pythonText)
        }
        do throws(SchemaViolation) { try schema(version).check(mapping) } catch {
            throw Fault.badRequest(error.message)
        }
        let rules = mapping["rules"]?.array ?? []
        for requirement in rules.flatMap({ $0["remote"]?.array ?? [] }) {
            do throws(RemoteCondition.Unreadable) { _ = try RemoteCondition(requirement) } catch {
                throw Fault.badRequest("\(JSON.string(error.pattern).pythonText) is not a 'regex'")
            }
        }
        return AttributeMapping(id: id, schemaVersion: version, rules: rules)
    }

    private static func schema(_ version: MappingVersion) -> Schema {
        let rule = Schema.object(
            ["local": .array(of: local(version)), "remote": .array(of: remote, minItems: 1)],
            required: ["local", "remote"])
        return .object(["rules": .array(of: rule, minItems: 1)], required: ["rules"], others: .any)
    }

    /// Projects as a provider gives them, checked as those of a mapping are; nil when they are not such.
    static func projects(_ text: String) -> [JSON]? {
        guard let value = try? JSON(parsing: Array(text.utf8)), let items = value.array else { return nil }
        let rule: JSON = ["rules": [["local": [["projects": value]], "remote": [["type": "x"]]]]]
        do throws(SchemaViolation) { try schema(.three).check(rule) } catch { return nil }
        return items
    }

    private static let domain = Schema.object(["id": .string(), "name": .string()])

    private static func local(_ version: MappingVersion) -> Schema {
        var project: [String: Schema] = [
            "name": .string(), "roles": .array(of: .object(["name": .string()], required: ["name"], others: .any)),
        ]
        if version != .one { project["domain"] = domain }
        let user = Schema.object([
            "id": .string(), "name": .string(), "email": .string(), "domain": domain,
            "type": .oneOf(["ephemeral", "local"]),
        ])
        let group = Schema.either(
            [
                .object(["id": .string()], required: ["id"]),
                .object(["name": .string(), "domain": domain], required: ["name", "domain"]),
            ], expected: "valid under any of the given schemas")
        var members: [String: Schema] = [
            "user": user, "projects": .array(of: .object(project, required: ["name", "roles"])), "group": group,
            "groups": .string(), "group_ids": .string(), "domain": domain,
        ]
        if version == .three { members["projects_json"] = .string() }
        return .object(members)
    }

    private static let remote = Schema.either(
        [.object(["type": .string()], required: ["type"])]
            + ["any_one_of", "not_any_of", "blacklist", "whitelist"].map { kind in
                .object(
                    ["type": .string(), kind: .array(of: .any), "regex": .boolean], required: ["type", kind])
            }, expected: "valid under any of the given schemas")
}
