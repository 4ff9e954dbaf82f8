import CloudCore
import CloudJSON
import Crypto

/// The blob of a credential of type `ec2`: an access key, its secret, and what its tokens hang on.
struct EC2Key: Sendable {
    static let type = "ec2"

    let access: String
    private(set) var members: [String: JSON]

    /// - Throws: `Fault` 400 for what is no such blob.
    init(blob: String) throws {
        guard let parsed = try? JSON(parsing: blob) else { throw Fault.badRequest("Invalid blob in credential") }
        guard let members = parsed.object, !members.isEmpty else { throw Fault.expecting("blob", in: "credential") }
        guard let access = members["access"], !access.isNull else { throw Fault.expecting("access", in: "credential") }
        guard let text = access.string else { throw Fault.badRequest("Invalid blob in credential") }
        self.access = text
        self.members = members
    }

    /// A new key, random in both halves.
    init(_ delegation: Delegation.Reference?, _ identifiers: IdentifierSource) {
        access = identifiers.hex()
        let secret = Hexadecimal.text([UInt8].random(16))
        members = ["access": .string(access), "secret": .string(secret), "trust_id": .null]
        bind(to: delegation)
    }

    var secret: String? { members["secret"]?.string }
    var blob: String { JSON.object(members).text }
    /// What its tokens hang on.
    var delegation: Delegation.Reference? { Delegation.Reference { members[$0]?.string } }

    /// The credential's id.
    var credentialID: String { Self.credentialID(of: access) }

    static func credentialID(of access: String) -> String { Hexadecimal.text(SHA256.hash(data: Array(access.utf8))) }

    /// The names of delegations by which the two differ.
    func differences(to other: EC2Key) -> [String] {
        (Delegation.Reference.keyNames + ["access_id"]).filter {
            members[$0] ?? .null != other.members[$0] ?? .null
        }
    }

    /// Tokens for requests signed with this key hang on what the token hangs on that makes the key (CVE-2020-12689).
    ///
    /// - Throws: `Fault` 400 when the client names another delegation.
    mutating func bind(_ delegation: Delegation.Reference?) throws {
        for name in Delegation.Reference.keyNames {
            guard let named = members[name], !named.isNull else { continue }
            guard let key = delegation?.key, key.name == name, named == .string(key.id) else {
                throw Fault.badRequest("\(name) can not be set for credential")
            }
        }
        bind(to: delegation)
    }

    private mutating func bind(to delegation: Delegation.Reference?) {
        if let key = delegation?.key { members[key.name] = .string(key.id) }
    }
}
