/// What keeps a host's network from becoming what it should be.
package enum NetworkError: Error, Sendable, CustomStringConvertible {
    /// A desired value that no kernel would take: what, and its text.
    case invalid(String, String)
    /// Programs refused some of the steps; each line says which and why.
    case failed([String])
    /// Something named is not part of what this host should have.
    case unknown(String, String)

    package var description: String {
        switch self {
        case .invalid(let what, let text): "`\(text)` is no valid \(what)"
        case .failed(let lines): lines.joined(separator: "; ")
        case .unknown(let what, let id): "there is no \(what) \(id) on this host"
        }
    }
}
