import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// What a domain sets for itself: create, show, update, delete, and the defaults.
struct DomainConfigurationActions: Sendable {
    let kit: IdentityKit
    let seal: OptionSeal

    typealias Groups = [String: [String: JSON]]

    /// Replaces what there was. The second part says whether there was nothing.
    func create(_ domainID: String, _ config: Groups, _ caller: Caller) async throws -> (Groups, isNew: Bool) {
        try kit.policy.enforce("identity:create_domain_config", caller, ["target.domain.id": domainID])
        let rows = try Self.options(config).map { try seal.row($0, of: domainID) }
        return try await kit.store.write { connection in
            try require(domainID, connection)
            let isNew = try connection.domainOptions(of: domainID).isEmpty
            try connection.deleteDomainOptions(of: domainID)
            for row in rows { try connection.put(row) }
            return (try shown(connection, domainID), isNew)
        }
    }

    func show(_ domainID: String, _ path: DomainOptionPath, _ caller: Caller) async throws -> Groups {
        try kit.policy.enforce("identity:get_domain_config", caller, ["target.domain.id": domainID])
        return try await kit.store.read { connection in
            try require(domainID, connection)
            let found = try shown(connection, domainID, path)
            guard !found.isEmpty else { throw path.missing(in: domainID) }
            return found
        }
    }

    /// Adds and changes; with a path only what is there already, and nothing beside it.
    func update(_ domainID: String, _ path: DomainOptionPath, _ config: Groups, _ caller: Caller) async throws -> Groups
    {
        try kit.policy.enforce("identity:update_domain_config", caller, ["target.domain.id": domainID])
        let options = try Self.options(config)
        try Self.require(options, within: path)
        let rows = try options.map { try seal.row($0, of: domainID) }
        return try await kit.store.write { connection in
            try require(domainID, connection)
            try requirePresent(path, domainID, connection)
            for row in rows { try connection.put(row) }
            let all = try shown(connection, domainID)
            guard !all.isEmpty else { throw try DomainOptionPath().missing(in: domainID) }
            return all
        }
    }

    func delete(_ domainID: String, _ path: DomainOptionPath, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_domain_config", caller, ["target.domain.id": domainID])
        try await kit.store.write { connection in
            try require(domainID, connection)
            try requirePresent(path, domainID, connection)
            try connection.deleteDomainOptions(of: domainID, path)
        }
    }

    func defaults(_ path: DomainOptionPath, _ caller: Caller) throws -> Groups {
        try kit.policy.enforce("identity:get_domain_config_default", caller)
        guard let group = path.group else { return DomainOptionList.defaults }
        let known = DomainOptionList.defaults[group] ?? [:]
        guard let option = path.option else { return [group: known] }
        guard let value = known[option] else {
            throw Fault.invalidDomainConfiguration(
                "Reading the default for option \(option) in group \(group) is not supported")
        }
        return [group: [option: value]]
    }

    // MARK: Parts

    /// Each option of the groups, known to be one that domains set.
    private static func options(_ config: Groups) throws -> [DomainOption] {
        guard !config.isEmpty else { throw Fault.invalidDomainConfiguration("No options specified") }
        return try config.flatMap { group, options in
            guard !options.isEmpty else {
                throw Fault.invalidDomainConfiguration(
                    "The value of group \(group) specified in the config should be a dictionary of options")
            }
            return try options.map { name, value in
                _ = try DomainOptionPath(group: group, option: name)
                try requirePlain(value, "\(group).\(name)")
                return DomainOption(group: group, name: name, value: value)
            }
        }
    }

    /// An option is a text, a number, a truth value, nothing, or a list of texts.
    private static func requirePlain(_ value: JSON, _ name: String) throws {
        let longest = 4096
        if value.object != nil || (value.array != nil && value.strings == nil) {
            throw Fault.invalid(name, "\(value.text.prefix(200)) is neither a plain value nor a list of texts")
        }
        let texts = value.strings ?? value.string.map { [$0] } ?? []
        guard texts.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw Fault.badRequest("Text must not contain the character U+0000.")
        }
        let isSecret = DomainOptionList.sensitive.values.contains { $0.contains(String(name.split(separator: ".")[1])) }
        guard value.text.utf8.count <= (isSecret ? 512 : longest) else {
            throw Fault.invalid(name, "the value is too long")
        }
    }

    private static func require(_ options: [DomainOption], within path: DomainOptionPath) throws {
        guard let group = path.group else { return }
        let groups = Set(options.map(\.group))
        if let option = path.option {
            guard options.count == 1 else {
                throw Fault.invalidDomainConfiguration(
                    "Trying to update option \(option) in group \(group), so that, and only that, option must be "
                        + "specified in the config")
            }
            guard options[0].name == option else {
                throw Fault.invalidDomainConfiguration(
                    "Trying to update option \(option) in group \(group), but config provided contains option "
                        + "\(options[0].name) instead")
            }
        } else {
            guard groups.count == 1 else {
                throw Fault.invalidDomainConfiguration(
                    "Trying to update group \(group), so that, and only that, group must be specified in the config")
            }
            guard groups.contains(group) else {
                throw Fault.invalidDomainConfiguration(
                    "request to update group \(group), but config provided contains group \(groups.first ?? "") "
                        + "instead")
            }
        }
    }

    private func requirePresent(_ path: DomainOptionPath, _ domainID: String, _ connection: Connection) throws {
        guard path.group != nil else { return }
        let isThere = try connection.domainOptions(of: domainID).contains { row in
            path.holds(DomainOption(group: row.optionGroup, name: row.name, value: .null))
        }
        guard isThere else { throw path.missing(in: domainID) }
    }

    private func shown(
        _ connection: Connection, _ domainID: String, _ path: DomainOptionPath? = nil
    ) throws -> Groups {
        var groups: Groups = [:]
        for row in try connection.domainOptions(of: domainID) where !row.sealed {
            let option = try seal.option(row)
            guard path?.holds(option) ?? true else { continue }
            groups[option.group, default: [:]][option.name] = option.value
        }
        return groups
    }

    private func require(_ domainID: String, _ connection: Connection) throws {
        guard try connection.domain(id: domainID) != nil else { throw Fault.missing("domain", domainID) }
    }
}
