import CloudCore
import Yams

/// The settings of a process: one YAML file, overridden by `APUS_…` variables, overridden by flags.
///
/// A setting's name is its path: `network.external.cidr`; its variable is `APUS_NETWORK_EXTERNAL_CIDR`.
package struct Configuration: Sendable {
    private var values: [String: String]
    private var lists: [String: [String]]

    /// - Throws: `ConfigurationError` for a text that is no YAML mapping.
    package init(yaml: String = "", environment: [String: String] = [:], flags: [String: String] = [:]) throws {
        values = [:]
        lists = [:]
        let loaded: Any?
        do { loaded = try Yams.load(yaml: yaml) } catch {
            throw ConfigurationError("The configuration is not YAML: \(error)")
        }
        if let mapping = loaded as? [String: Any] {
            flatten(mapping, "")
        } else if loaded != nil {
            throw ConfigurationError("The configuration must be a mapping of names to values.")
        }
        for (name, value) in environment where name.hasPrefix("APUS_") {
            overrides[String(name.dropFirst(5))] = value
        }
        for (name, value) in flags { values[name] = value }
        self.flags = Set(flags.keys)
    }

    private var overrides: [String: String] = [:]
    private var flags: Set<String> = []

    /// Reads a typed setting; its default when it is not set.
    /// - Throws: `ConfigurationError` naming the setting and what was expected.
    package subscript<Value: ConfigurationValue>(_ key: ConfigurationKey<Value>) -> Value {
        get throws {
            if !flags.contains(key.name), let text = overrides[key.variable] { return try Value.read(text, key.name) }
            if let list = lists[key.name] { return try Value.read(list, key.name) }
            guard let text = values[key.name] else { return key.fallback }
            return try Value.read(text, key.name)
        }
    }

    private mutating func flatten(_ mapping: [String: Any], _ prefix: String) {
        for (name, value) in mapping {
            switch value {
            case let inner as [String: Any]: flatten(inner, prefix + name + ".")
            case let list as [Any]: lists[prefix + name] = list.map { "\($0)" }
            default: values[prefix + name] = "\(value)"
            }
        }
    }
}

/// A setting that cannot be used, in words for the operator.
package struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
