/// The ways by which a token's owner proved who they are.
struct AuthMethods: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let password = AuthMethods(rawValue: 1)
    static let token = AuthMethods(rawValue: 2)
    static let applicationCredential = AuthMethods(rawValue: 4)

    /// As the API names them, in the order of their numbers.
    var names: [String] {
        [(AuthMethods.password, "password"), (.token, "token"), (.applicationCredential, "application_credential")]
            .filter { contains($0.0) }.map(\.1)
    }
}
