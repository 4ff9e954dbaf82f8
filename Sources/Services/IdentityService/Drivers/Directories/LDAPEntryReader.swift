import CloudJSON
import LDAPKit

/// Reads entries as users and groups.
struct LDAPEntryReader: Sendable {
    let mapping: LDAPMapping

    /// Asked for by name, so that nothing else leaves the directory: no password's hash either.
    var userAttributes: [LDAPAttribute] {
        var names = [mapping.mail, mapping.defaultProject].compactMap { $0 }
        switch mapping.enabled {
        case .flag(let attribute, _, _), .mask(let attribute, _, _): names.append(attribute)
        case .always, .group: break
        }
        return names + attributes(mapping.users)
    }

    var groupAttributes: [LDAPAttribute] { attributes(mapping.groups) }

    private func attributes(_ tree: LDAPMapping.Tree) -> [LDAPAttribute] {
        [tree.id, tree.name] + (tree.description.map { [$0] } ?? []) + tree.additional.map(\.attribute)
    }

    /// nil for an entry that lacks an id or a name.
    /// - Parameter enabled: the names that a group of enabled users holds.
    func user(_ entry: LDAPEntry, enabled places: Set<String>?) -> DirectoryUser? {
        guard let id = id(entry, mapping.users), let name = name(entry, mapping.users) else { return nil }
        var extra = extra(entry, mapping.users)
        if let text = mapping.users.description.flatMap({ entry.text($0) }) { extra["description"] = .string(text) }
        if let text = mapping.mail.flatMap({ entry.text($0) }) { extra["email"] = .string(text) }
        return DirectoryUser(
            localID: id, name: name, place: entry.name, enabled: isEnabled(entry, places),
            defaultProjectID: mapping.defaultProject.flatMap { entry.text($0) }, extra: extra)
    }

    func group(_ entry: LDAPEntry) -> DirectoryGroup? {
        guard let id = id(entry, mapping.groups), let name = name(entry, mapping.groups) else { return nil }
        return DirectoryGroup(
            localID: id, name: name, place: entry.name,
            description: mapping.groups.description.flatMap { entry.text($0) } ?? "",
            extra: extra(entry, mapping.groups))
    }

    private func name(_ entry: LDAPEntry, _ tree: LDAPMapping.Tree) -> String? {
        entry.text(tree.name).flatMap { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 }
    }

    private func id(_ entry: LDAPEntry, _ tree: LDAPMapping.Tree) -> String? {
        guard let bytes = entry.bytes(tree.id), !bytes.isEmpty else { return nil }
        if Self.isBinary(tree.id) { return GUID.text(bytes) }
        return String(validating: bytes, as: UTF8.self).flatMap { $0.utf8.contains(0) ? nil : $0 }
    }

    /// An id as the directory holds it; nil when it can be nobody's.
    func idBytes(_ id: String, _ attribute: LDAPAttribute) -> [UInt8]? {
        Self.isBinary(attribute) ? GUID.bytes(id) : Array(id.utf8)
    }

    private static func isBinary(_ attribute: LDAPAttribute) -> Bool { attribute.key == "objectguid" }

    private func extra(_ entry: LDAPEntry, _ tree: LDAPMapping.Tree) -> [String: JSON] {
        let reserved: Set = ["id", "name", "domain_id", "enabled", "password", "links", "options"]
        var extra: [String: JSON] = [:]
        for additional in tree.additional where !reserved.contains(additional.member) {
            if let text = entry.text(additional.attribute) { extra[additional.member] = .string(text) }
        }
        return extra
    }

    private func isEnabled(_ entry: LDAPEntry, _ places: Set<String>?) -> Bool {
        switch mapping.enabled {
        case .always: return true
        case .flag(let attribute, let inverted, let fallback):
            return (entry.text(attribute).map(LDAPMapping.isTrue) ?? fallback) != inverted
        case .mask(let attribute, let mask, let fallback):
            let value = entry.text(attribute).flatMap { Int($0) } ?? fallback
            return value & mask != mask
        case .group: return places?.contains(LDAPName.folded(entry.name)) ?? false
        }
    }
}
