/// The ways by which a token's owner proved who they are.
struct AuthMethods: OptionSet, Sendable, Hashable {
    let rawValue: UInt16

    static let password = AuthMethods(rawValue: 1)
    static let token = AuthMethods(rawValue: 2)
    static let applicationCredential = AuthMethods(rawValue: 4)
    static let totp = AuthMethods(rawValue: 8)
    static let oauth1 = AuthMethods(rawValue: 16)
    static let mapped = AuthMethods(rawValue: 32)
    static let saml2 = AuthMethods(rawValue: 64)
    static let openid = AuthMethods(rawValue: 128)
    static let oauth2Credential = AuthMethods(rawValue: 256)
    static let external = AuthMethods(rawValue: 512)
    /// A token that was given for a request signed with an EC2 credential.
    static let ec2Credential = AuthMethods(rawValue: 1024)

    fileprivate static let all: [(method: AuthMethods, name: String)] = [
        (.password, "password"), (.token, "token"), (.applicationCredential, "application_credential"),
        (.totp, "totp"), (.oauth1, "oauth1"), (.mapped, "mapped"), (.saml2, "saml2"), (.openid, "openid"),
        (.oauth2Credential, "oauth2_credential"), (.external, "external"),
        (.ec2Credential, "ec2credential"),
    ]

    /// As the API names them, in the order of their numbers.
    var names: [String] { Self.all.filter { contains($0.method) }.map(\.name) }
}

extension AuthMethods {
    /// Names that are not known are left out.
    init(names: [String]) {
        self = Self.all.reduce(into: []) { if names.contains($1.name) { $0.insert($1.method) } }
    }
}
