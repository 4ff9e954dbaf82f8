import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore

/// Reads a JSON patch of an image (`application/openstack-images-v2.1-json-patch`, or its draft 4 of v2.0).
enum ImagePatch {
    private static let draft4 = "application/openstack-images-v2.0-json-patch"
    private static let draft10 = "application/openstack-images-v2.1-json-patch"

    /// - Throws: `Fault` 400, 403 or 415 in Glance's words.
    static func read(_ request: APIRequest) async throws -> [ImageChange] {
        let type =
            (request.request.headers[.contentType] ?? "").split(separator: ";").first.map { $0.lowercased() } ?? ""
        guard type == draft4 || type == draft10 else {
            throw Fault(
                415, "The server does not support the media type of the request's body: a patch is \(draft10).",
                headers: [("Accept-Patch", "\(draft4), \(draft10)")])
        }
        let bytes = try await request.request.body.collect(upTo: 1 << 20)
        guard let operations = try JSON(parsing: Array(bytes.readableBytesView)).array else {
            throw Fault.badRequest("Request body must be a JSON array of operation objects.")
        }
        return try operations.map { try change($0, isDraft4: type == draft4) }
    }

    private static func change(_ raw: JSON, isDraft4: Bool) throws -> ImageChange {
        guard let members = raw.object else { throw Fault.badRequest("Operations must be JSON objects.") }
        let (operation, path) = try isDraft4 ? draft4Operation(members) : draft10Operation(members)
        let name = try root(of: path)
        var value = JSON.null
        if operation != .remove {
            guard let given = members["value"] else {
                throw Fault.badRequest("Operation \"\(operation.rawValue)\" requires a member named \"value\".")
            }
            value = given
        }
        try ImageAttributes.requireWritable(name)
        try ImageSchema.requireName(name)
        if operation != .remove { try ImageSchema.image.check(.object([name: value])) }
        return ImageChange(operation: operation, name: name, value: value, isDraft4: isDraft4)
    }

    private static func draft10Operation(_ members: [String: JSON]) throws -> (ImageChange.Operation, String) {
        for name in ["op", "path"] where members[name] == nil {
            throw Fault.badRequest("Unable to find '\(name)' in JSON Schema change")
        }
        guard let word = members["op"]?.string, let operation = ImageChange.Operation(rawValue: word) else {
            let known = ImageChange.Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault.badRequest(
                "Invalid operation: `\(members["op"]?.pythonText ?? "")`. It must be one of the following: \(known).")
        }
        guard let path = members["path"]?.string else {
            throw Fault.badRequest("Invalid JSON pointer for this resource: '\(members["path"]?.pythonText ?? "")'")
        }
        return (operation, path)
    }

    private static func draft4Operation(_ members: [String: JSON]) throws -> (ImageChange.Operation, String) {
        let found = ImageChange.Operation.allCases.filter { members[$0.rawValue] != nil }
        guard found.count == 1, let path = members[found[0].rawValue]?.string else {
            throw Fault.badRequest(
                "Operation objects must contain exactly one member named \"add\", \"remove\", or \"replace\".")
        }
        return (found[0], path)
    }

    /// The only token of a JSON pointer: attributes are changed as a whole.
    private static func root(of pointer: String) throws -> String {
        guard pointer.hasPrefix("/") else { throw Fault.badRequest("Pointer `\(pointer)` does not start with \"/\".") }
        let tokens = pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let isBlank = { (token: Substring) in token.allSatisfy(\.isWhitespace) }
        if tokens.dropFirst().dropLast().contains(where: isBlank) {
            throw Fault.badRequest("Pointer `\(pointer)` contains adjacent \"/\".")
        }
        if tokens.count > 1, tokens.last?.isEmpty == true {
            throw Fault.badRequest("Pointer `\(pointer)` end with \"/\".")
        }
        if tokens.allSatisfy(isBlank) { throw Fault.badRequest("Pointer `\(pointer)` does not contains valid token.") }
        let rest = pointer.replacing("~0", with: "").replacing("~1", with: "")
        if rest.contains("~") {
            throw Fault.badRequest("Pointer `\(pointer)` contains \"~\" not part of a recognized escape sequence.")
        }
        let names = tokens.map { $0.replacing("~1", with: "/").replacing("~0", with: "~") }
        guard names.count == 1 else {
            throw Fault.badRequest("Invalid JSON pointer for this resource: '/\(names.joined(separator: "/"))'")
        }
        return String(names[0])
    }
}
