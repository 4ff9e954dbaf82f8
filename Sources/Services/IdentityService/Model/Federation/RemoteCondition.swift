import CloudJSON

/// One remote requirement of a mapping's rule: an attribute that must be there, and what its values must be.
struct RemoteCondition: Sendable {
    private enum Kind: String, CaseIterable {
        case anyOneOf = "any_one_of"
        case notAnyOf = "not_any_of"
        case blacklist
        case whitelist
    }

    enum Outcome: Sendable, Equatable {
        /// The rule does not apply.
        case refused
        /// The rule may apply; the attribute is not for direct mapping.
        case met
        /// The rule may apply, and these values are for direct mapping.
        case values([String])
    }

    private let attribute: String
    private let kind: Kind?
    private let isWanted: @Sendable (String) -> Bool

    /// Why a condition cannot be used: a pattern that is none.
    struct Unreadable: Error {
        var pattern: String
    }

    init(_ requirement: JSON) throws(Unreadable) {
        attribute = requirement["type"]?.string ?? ""
        let kind = Kind.allCases.first { requirement[$0.rawValue]?.array != nil }
        self.kind = kind
        let listed = kind.flatMap { requirement[$0.rawValue]?.array } ?? []
        guard requirement["regex"]?.bool == true else {
            let wanted = Set(listed.compactMap(\.string))
            isWanted = { wanted.contains($0) }
            return
        }
        let texts = listed.map { $0.string ?? $0.text }
        for text in texts where (try? Self.pattern(text)) == nil { throw Unreadable(pattern: text) }
        // Compiled anew where they are used: a compiled pattern is not Sendable.
        isWanted = { value in
            texts.contains { text in ((try? Self.pattern(text).firstMatch(in: value)) ?? nil) != nil }
        }
    }

    func evaluate(_ assertion: Assertion) -> Outcome {
        guard let values = assertion[attribute], !values.isEmpty else { return .refused }
        switch kind {
        case nil: return .values(values)
        case .anyOneOf: return values.contains(where: isWanted) ? .met : .refused
        case .notAnyOf: return values.contains(where: isWanted) ? .refused : .met
        case .blacklist: return .values(values.filter { !isWanted($0) })
        case .whitelist: return .values(values.filter(isWanted))
        }
    }

    private static func pattern(_ text: String) throws -> Regex<AnyRegexOutput> {
        try Regex(text).matchingSemantics(.unicodeScalar)
    }
}
