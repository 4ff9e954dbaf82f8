package import CloudJSON
import FoundationEssentials

/// One operation of an API, as `scripts/operations` took it from the API's OpenAPI description.
package struct FuzzOperation: Sendable {
    package var method: String
    /// `/v3/users/{user_id}`.
    package var path: String
    /// Names of query parameters.
    package var query: [String]
    /// What the body should be; nil: the operation takes none.
    package var body: JSON?
    /// The body's media type; nil: JSON's. A media type without a body: bytes of any kind.
    package var media: String?

    /// The same operation, its body's members of these names required wherever they may be.
    package func requiring(_ names: Set<String>) -> FuzzOperation {
        func changed(_ schema: JSON) -> JSON {
            guard case .object(var parts) = schema else { return schema }
            if let members = parts["members"]?.object {
                parts["members"] = .object(members.mapValues(changed))
                let required = Set(parts["required"]?.strings ?? []).union(names.intersection(members.keys))
                parts["required"] = .array(required.sorted().map(JSON.string))
            }
            if let choices = parts["any"]?.array { parts["any"] = .array(choices.map(changed)) }
            return .object(parts)
        }
        var copy = self
        copy.body = body.map(changed)
        return copy
    }

    /// The operations of `Tests/Fuzz/SERVICE.json`.
    package static func all(of service: String, beside file: String = #filePath) throws -> [FuzzOperation] {
        let tests = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: tests.appending(path: "Fuzz/\(service).json"))
        return (try JSON(parsing: Array(data)).array ?? []).map { line in
            FuzzOperation(
                method: line["method"]?.string ?? "", path: line["path"]?.string ?? "",
                query: line["query"]?.strings ?? [], body: line["body"], media: line["media"]?.string)
        }
    }
}
