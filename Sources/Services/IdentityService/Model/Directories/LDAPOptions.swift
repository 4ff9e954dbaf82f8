import CloudCore
import CloudJSON
import LDAPKit

/// A domain's `[ldap]` options as types, with Keystone's defaults where nothing is said.
struct LDAPOptions: Sendable, Hashable {
    private let said: [String: JSON]

    /// A secret may be named in another option: `%(password)s`.
    init(_ said: [String: JSON]) {
        let secret = said["password"]?.string ?? ""
        self.said = said.mapValues { value in
            guard let text = value.string, text.contains("%(password)s") else { return value }
            return .string(text.replacing("%(password)s", with: secret))
        }
    }

    private func value(_ name: String) -> JSON {
        if let value = said[name], value != .null { return value }
        return DomainOptionList.defaults["ldap"]?[name] ?? .null
    }

    /// nil when it is empty; a number or a truth value is its text.
    func text(_ name: String) -> String? {
        switch value(name) {
        case .string(let text): text.isEmpty ? nil : text
        case .integer(let number): String(number)
        case .bool(let flag): flag ? "True" : "False"
        default: nil
        }
    }

    func flag(_ name: String) throws -> Bool {
        let value = value(name)
        if let flag = value.bool { return flag }
        switch (text(name) ?? "false").lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw DirectoryTrouble.settings("[ldap] \(name) is neither true nor false")
        }
    }

    func number(_ name: String) throws -> Int {
        let value = value(name)
        if let number = value.integer.flatMap({ Int(exactly: $0) }) { return number }
        if let number = value.double { return Int(number) }
        guard let text = text(name), let number = Int(text) else {
            throw DirectoryTrouble.settings("[ldap] \(name) is not a number")
        }
        return number
    }

    func list(_ name: String) -> [String] {
        let value = value(name)
        if let list = value.strings { return list }
        return (value.string ?? "").split(separator: ",").map(\.trimmed)
    }

    /// One of the names.
    func choice<Choice>(_ name: String, _ choices: [String: Choice]) throws -> Choice {
        guard let choice = choices[text(name) ?? ""] else {
            throw DirectoryTrouble.settings(
                "[ldap] \(name) is none of \(choices.keys.sorted().joined(separator: ", "))")
        }
        return choice
    }

    /// nil when none is set.
    func attribute(_ name: String) throws -> LDAPAttribute? {
        guard let text = text(name) else { return nil }
        guard let attribute = LDAPAttribute(text) else {
            throw DirectoryTrouble.settings("[ldap] \(name) is no attribute's name")
        }
        return attribute
    }

    func requiredAttribute(_ name: String) throws -> LDAPAttribute {
        guard let attribute = try attribute(name) else { throw DirectoryTrouble.settings("[ldap] \(name) is empty") }
        return attribute
    }

    /// `attribute:member` pairs.
    func additional(_ name: String) throws -> [LDAPMapping.Additional] {
        try list(name).map { pair in
            let parts = pair.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let attribute = LDAPAttribute(parts[0]) else {
                throw DirectoryTrouble.settings("[ldap] \(name) holds \(pair), which is no pair attribute:member")
            }
            return LDAPMapping.Additional(attribute: attribute, member: parts[1])
        }
    }
}
