/// Keys that live outside of the database.
package protocol KeyRepository: Sendable {
    /// Makes the first keys where there are none; leaves others alone.
    func prepare() throws
    /// From now on a new key is used; what was made with older ones stays good.
    func rotate() throws
}

/// A kind of tokens: `identity.token_provider` names the one in use.
protocol TokenProvider: KeyRepository {
    /// The keys as they are now.
    func tokenKeys() throws -> any TokenKeys
}

/// Keys that make tokens and open them.
protocol TokenKeys: Sendable {
    /// Another number, other keys.
    var version: Int64 { get }
    func seal(_ payload: TokenPayload) throws -> String
    /// nil for what no key of these made.
    func open(_ token: String) -> TokenPayload?
}
