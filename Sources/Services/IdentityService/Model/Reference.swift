import CloudCore
import CloudJSON

/// A user, a project or a domain as a sign-in names it: an id, or a name with its domain.
struct Reference: Sendable, Hashable {
    var id: String?
    var name: String?
    var domainID: String?
    var domainName: String?
}

extension Reference {
    static let text = Schema.nullable(.string(maxLength: 255))
    static let domain = Schema.object(["id": text, "name": text], others: .any)
    /// The members that a reference is read from.
    static let members: [String: Schema] = ["id": text, "name": text, "domain": domain]

    /// - Throws: `Fault` 400 when it names nothing; `target` says in the message what was to be named.
    init(_ value: JSON, _ target: String) throws {
        self.init(
            id: value["id"]?.string, name: value["name"]?.string, domainID: value["domain"]?["id"]?.string,
            domainName: value["domain"]?["name"]?.string)
        guard id != nil || name != nil else { throw Fault.expecting("id or name", in: target) }
        guard id != nil || domainID != nil || domainName != nil else { throw Fault.expecting("domain", in: target) }
    }
}
