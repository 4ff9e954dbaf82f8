import CloudCore
import CloudHTTP

/// Refuses query parameters that an operation does not know, in jsonschema's words.
enum QueryCheck {
    static let prefix = "Invalid query string parameters: "

    /// Only `allowed` may be there.
    static func only(_ allowed: Set<String>, _ request: APIRequest) throws {
        let unknown = Set(request.query.items.map(\.name)).subtracting(allowed).sorted()
        guard unknown.isEmpty else {
            let names = unknown.map { "'\($0)'" }.joined(separator: ", ")
            throw Fault.badRequest(
                "\(prefix)Additional properties are not allowed "
                    + "(\(names) \(unknown.count == 1 ? "was" : "were") unexpected)"
            )
        }
    }

    /// A UUID parameter, as it is stored.
    static func uuid(_ name: String, _ request: APIRequest) throws -> String? {
        guard let text = request.query[name] else { return nil }
        guard Identifier.isUUIDLike(text) else { throw Fault.badRequest("\(prefix)'\(text)' is not a 'uuid'") }
        return SymbolName.normalized(uuid: text)
    }

    /// A parameter of 1 to 255 characters.
    static func text(_ name: String, _ request: APIRequest) throws -> String? {
        guard let text = request.query[name] else { return nil }
        guard !text.isEmpty else { throw refusal("'' is too short", name) }
        guard text.unicodeScalars.count <= 255 else { throw refusal("'\(text)' is too long", name) }
        guard !text.utf8.contains(0) else {
            throw Fault.badRequest("\(prefix)the value of '\(name)' holds a null character")
        }
        return text
    }

    /// A value that its schema forbids.
    static func refusal(_ message: String, _ name: String) -> Fault {
        .badRequest(prefix + SchemaWords.text(message, path: [name]))
    }
}
