import CloudCore
import CloudJSON

/// What a client wants a domain to set: options by group, each known and of a plain value.
struct DomainOptionWish: Sendable {
    let options: [DomainOption]

    private static let longest = 4096
    private static let longestSecret = 512

    /// - Throws: `Fault` 403, in Keystone's words, for what domains do not set; 400 for a value that is none.
    init(_ groups: [String: [String: JSON]]) throws {
        guard !groups.isEmpty else { throw Fault.invalidDomainConfiguration("No options specified") }
        options = try groups.flatMap { group, options in
            guard !options.isEmpty else {
                throw Fault.invalidDomainConfiguration(
                    "The value of group \(group) specified in the config should be a dictionary of options")
            }
            return try options.map { name, value in
                try DomainOptionPath(group: group, option: name).requireKnown()
                try Self.requirePlain(value, group, name)
                return DomainOption(group: group, name: name, value: value)
            }
        }
    }

    /// - Throws: `Fault` 403 when more, or something else, is wanted than the path names.
    func require(within path: DomainOptionPath) throws {
        guard let group = path.group else { return }
        let groups = Set(options.map(\.group))
        if let option = path.option {
            guard options.count == 1 else {
                throw Fault.invalidDomainConfiguration(
                    "Trying to update option \(option) in group \(group), so that, and only that, option must be "
                        + "specified in the config")
            }
            guard options[0].name == option else {
                throw Fault.invalidDomainConfiguration(
                    "Trying to update option \(option) in group \(group), but config provided contains option "
                        + "\(options[0].name) instead")
            }
        } else {
            guard groups.count == 1 else {
                throw Fault.invalidDomainConfiguration(
                    "Trying to update group \(group), so that, and only that, group must be specified in the config")
            }
            guard groups.contains(group) else {
                throw Fault.invalidDomainConfiguration(
                    "request to update group \(group), but config provided contains group \(groups.first ?? "") "
                        + "instead")
            }
        }
    }

    /// An option is a text, a number, a truth value, nothing, or a list of texts.
    private static func requirePlain(_ value: JSON, _ group: String, _ option: String) throws {
        let name = "\(group).\(option)"
        if value.object != nil || (value.array != nil && value.strings == nil) {
            throw Fault.invalid(name, "\(value.text.prefix(200)) is neither a plain value nor a list of texts")
        }
        let texts = value.strings ?? value.string.map { [$0] } ?? []
        guard texts.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw Fault.badRequest("Text must not contain the character U+0000.")
        }
        guard value.text.utf8.count <= (DomainOptionList.isSensitive(group, option) ? longestSecret : longest) else {
            throw Fault.invalid(name, "the value is too long")
        }
    }
}
