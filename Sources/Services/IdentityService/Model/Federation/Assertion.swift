import CloudJSON

/// What an identity provider says of a user: attributes, each with its values.
struct Assertion: Sendable, Equatable {
    private(set) var values: [String: [String]]

    /// Attributes as a web server's module hands them on: a semicolon stands between values.
    init(texts: [String: String]) { values = texts.mapValues(Self.split) }

    /// An OpenID provider's claims: `email` is `OIDC-email`, and `HTTP_OIDC_EMAIL` as a web server names a header. The
    /// items of a list are values as they are, whatever stands in them.
    init(claims: [String: JSON], prefix: String) {
        values = [:]
        for (name, claim) in claims {
            let found = Self.values(of: claim)
            values[prefix + name] = found
            values["HTTP_" + Self.headerName(prefix + name)] = found
        }
    }

    /// Attributes whose values are apart already.
    init(lists: [String: [String]]) { values = lists }

    subscript(_ name: String) -> [String]? { values[name] }

    mutating func set(_ name: String, _ value: String) { values[name] = [value] }

    private static func values(of claim: JSON) -> [String] {
        switch claim {
        case .null: []
        case .string(let text): split(text)
        case .bool(let value): [value ? "1" : "0"]
        case .array(let items): items.map { $0.string ?? $0.text }
        case .integer, .double, .object: [claim.text]
        }
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    }

    private static func headerName(_ name: String) -> String {
        String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
