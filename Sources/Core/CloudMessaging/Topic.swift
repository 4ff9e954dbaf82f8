/// Where a message goes: a role (`compute.conductor`), or that role on one host (`compute.agent@host1`).
package struct Topic: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// `role` or `role@host`.
    package let description: String

    package init(_ role: String, host: String? = nil) {
        description = host.map { "\(role)@\($0)" } ?? role
    }

    package init(stringLiteral value: String) { description = value }

    package var role: String { String(description.prefix { $0 != "@" }) }

    package var host: String? {
        description.firstIndex(of: "@").map { String(description[description.index(after: $0)...]) }
    }
}
