import CloudCore

/// Whether names may hold characters that URLs reserve (Keystone's "URL safe naming of projects and domains").
enum NameSafety: String, Sendable, CaseIterable {
    case off
    /// No new name may.
    case new
    /// Nor can anybody sign in to what has such a name.
    case strict
}

/// What names of projects and domains may be.
struct NameRules: Sendable {
    var projects = NameSafety.off
    var domains = NameSafety.off

    /// RFC 3986, section 2.2.
    private static let reserved = Set(":?#[]@!$&'()*+,;=/")

    /// The name to store: without blanks at its ends.
    /// - Throws: `Fault` 400 when it may not be had.
    func checked(_ name: String, ofDomain isDomain: Bool) throws -> String {
        let found = name.filter(Self.reserved.contains)
        guard found.isEmpty || (isDomain ? domains : projects) == .off else {
            throw Fault.badRequest(
                "\(isDomain ? "Domain" : "Project") name cannot contain the following reserved characters: \(found)")
        }
        return name.trimmed
    }

    /// - Throws: `Fault` 401 for a name that nobody can scope to.
    func requireScope(_ name: String?, ofDomain isDomain: Bool) throws {
        guard (isDomain ? domains : projects) == .strict, let name, name.contains(where: Self.reserved.contains) else {
            return
        }
        throw Fault.unauthorized()
    }
}
