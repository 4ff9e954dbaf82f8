import CloudSQL

/// Puts the standard traits and resource classes into the database when the service starts.
struct CatalogSync: Sendable {
    let database: Database

    func run() async throws {
        try await database.write { connection in
            var isChanged = false
            let traits = try connection.table(Trait.self)
            let known = try connection.traitNames()
            for name in StandardTraits.names where !known.contains(name) {
                isChanged = try traits.insertIfAbsent(Trait(name: name, createdAt: connection.now)) || isChanged
            }
            let classes = try connection.table(ResourceClass.self)
            let knownClasses = try connection.resourceClassNames()
            for (position, name) in ResourceClass.standard.enumerated() where !knownClasses.contains(name) {
                let new = ResourceClass(name: name, position: Int64(position), createdAt: connection.now)
                isChanged = try classes.insertIfAbsent(new) || isChanged
            }
            if isChanged { try ChangeLog.record([ChangeLog.catalog], connection) }
        }
    }
}
