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
        let rows = try DomainOptionWish(config).options.map { try seal.row($0, of: domainID) }
        return try await kit.store.write { connection in
            try connection.requireDomain(domainID)
            let isNew = try connection.domainOptions(of: domainID).isEmpty
            try connection.deleteDomainOptions(of: domainID)
            for row in rows { try connection.put(row) }
            return (try shown(connection, domainID), isNew)
        }
    }

    func show(_ domainID: String, _ path: DomainOptionPath, _ caller: Caller) async throws -> Groups {
        try kit.policy.enforce("identity:get_domain_config", caller, ["target.domain.id": domainID])
        try path.requireKnown()
        return try await kit.store.read { connection in
            try connection.requireDomain(domainID)
            let found = try shown(connection, domainID, path)
            guard !found.isEmpty else { throw path.missing(in: domainID) }
            return found
        }
    }

    /// Adds and changes; with a path only what is there already, and nothing beside it.
    func update(_ domainID: String, _ path: DomainOptionPath, _ config: Groups, _ caller: Caller) async throws -> Groups
    {
        try kit.policy.enforce("identity:update_domain_config", caller, ["target.domain.id": domainID])
        try path.requireKnown()
        let wish = try DomainOptionWish(config)
        try wish.require(within: path)
        let rows = try wish.options.map { try seal.row($0, of: domainID) }
        return try await kit.store.write { connection in
            try connection.requireDomain(domainID)
            try requirePresent(path, domainID, connection)
            for row in rows { try connection.put(row) }
            let all = try shown(connection, domainID)
            guard !all.isEmpty else { throw DomainOptionPath().missing(in: domainID) }
            return all
        }
    }

    func delete(_ domainID: String, _ path: DomainOptionPath, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_domain_config", caller, ["target.domain.id": domainID])
        try path.requireKnown()
        try await kit.store.write { connection in
            try connection.requireDomain(domainID)
            try requirePresent(path, domainID, connection)
            try connection.deleteDomainOptions(of: domainID, path)
        }
    }

    func defaults(_ path: DomainOptionPath, _ caller: Caller) throws -> Groups {
        try kit.policy.enforce("identity:get_domain_config_default", caller)
        try path.requireKnown()
        guard let group = path.group else { return DomainOptionList.defaults }
        let known = DomainOptionList.defaults[group] ?? [:]
        guard let option = path.option else { return [group: known] }
        guard let value = known[option] else {
            throw Fault.invalidDomainConfiguration(
                "Reading the default for option \(option) in group \(group) is not supported")
        }
        return [group: [option: value]]
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
}
