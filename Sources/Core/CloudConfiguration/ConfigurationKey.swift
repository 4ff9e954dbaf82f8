import CloudCore

/// A setting's name, type and default.
package struct ConfigurationKey<Value: ConfigurationValue>: Sendable {
    package var name: String
    package var fallback: Value

    package init(_ name: String, default fallback: Value) {
        self.name = name
        self.fallback = fallback
    }

    /// `network.dhcp_lease` is `NETWORK_DHCP_LEASE` in the environment (after `APUS_`).
    var variable: String { name.replacing(".", with: "_").uppercased() }
}

/// What a setting can be.
package protocol ConfigurationValue: Sendable {
    static func read(_ text: String, _ name: String) throws -> Self
    /// From a YAML list.
    static func read(_ list: [String], _ name: String) throws -> Self
}

extension ConfigurationValue {
    package static func read(_ list: [String], _ name: String) throws -> Self {
        throw ConfigurationError("\(name): a single value is wanted, not a list.")
    }
}

extension String: ConfigurationValue {
    package static func read(_ text: String, _ name: String) -> String { text }
}

extension Int: ConfigurationValue {
    package static func read(_ text: String, _ name: String) throws -> Int {
        guard let value = Int(text) else { throw ConfigurationError("\(name): \"\(text)\" is not an integer.") }
        return value
    }
}

extension Double: ConfigurationValue {
    package static func read(_ text: String, _ name: String) throws -> Double {
        guard let value = Double(text) else { throw ConfigurationError("\(name): \"\(text)\" is not a number.") }
        return value
    }
}

extension Bool: ConfigurationValue {
    package static func read(_ text: String, _ name: String) throws -> Bool {
        switch text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw ConfigurationError("\(name): \"\(text)\" is neither true nor false.")
        }
    }
}

extension Optional: ConfigurationValue where Wrapped: ConfigurationValue {
    package static func read(_ text: String, _ name: String) throws -> Wrapped? {
        text.isEmpty ? nil : try Wrapped.read(text, name)
    }
    package static func read(_ list: [String], _ name: String) throws -> Wrapped? { try Wrapped.read(list, name) }
}

extension Array: ConfigurationValue where Element == String {
    package static func read(_ text: String, _ name: String) -> [String] {
        text.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
    package static func read(_ list: [String], _ name: String) -> [String] { list }
}

/// Seconds, with a unit if another is meant: `90`, `1.5s`, `200ms`, `5m`, `2h`.
extension Duration: ConfigurationValue {
    package static func read(_ text: String, _ name: String) throws -> Duration {
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)]
        let unit = units.first { text.hasSuffix($0.0) }
        guard let number = Double(text.dropLast(unit?.0.count ?? 0)), number >= 0 else {
            throw ConfigurationError("\(name): \"\(text)\" is not a duration such as 90, 200ms or 5m.")
        }
        return .milliseconds(Int64(number * (unit?.1 ?? 1) * 1000))
    }
}

/// An enum by the name of a case; small and capital letters are the same.
extension ConfigurationValue where Self: RawRepresentable<String> & CaseIterable {
    package static func read(_ text: String, _ name: String) throws -> Self {
        if let value = Self(rawValue: text.lowercased()) { return value }
        let names = allCases.map(\.rawValue).joined(separator: ", ")
        throw ConfigurationError("\(name): \"\(text)\" is none of \(names).")
    }
}
