import CloudSQL

extension Connection {
    /// The user that a sign-in names.
    func user(_ reference: Reference) throws -> User? {
        if let id = reference.id { return try table(User.self).find(id) }
        guard let name = reference.name, let domain = try domain(of: reference) else { return nil }
        return try user(name: name, domainID: domain.id)
    }

    /// The project that a scope names.
    func project(_ reference: Reference) throws -> Project? {
        if let id = reference.id { return try table(Project.self).find(id) }
        guard let name = reference.name, let domain = try domain(of: reference) else { return nil }
        return try project(name: name, domainID: domain.id)
    }

    private func domain(of reference: Reference) throws -> Project? {
        try domain(id: reference.domainID, name: reference.domainName)
    }
}
