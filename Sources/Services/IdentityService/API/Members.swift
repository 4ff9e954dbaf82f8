import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// The members of a body's object, taken out one by one; what is left is the client's own and is stored as it is.
struct Members {
    private var rest: [String: JSON]

    /// - Throws: `Fault` 400 when a change names another id than its path.
    init(_ request: APIRequest, _ name: String) throws {
        rest = try request.object(name)
        guard request.request.method == .patch, let id = rest["id"]?.string else { return }
        guard let own = request.request.path.split(separator: "/").last, id == PercentCoding.decode(own) else {
            throw Fault.badRequest("Cannot change ID")
        }
    }

    /// nil when absent or null.
    mutating func string(_ name: String) -> String? { rest.removeValue(forKey: name)?.string }
    mutating func bool(_ name: String) -> Bool? { rest.removeValue(forKey: name)?.bool }
    mutating func object(_ name: String) -> [String: JSON]? { rest.removeValue(forKey: name)?.object }
    mutating func strings(_ name: String) -> [String]? { rest.removeValue(forKey: name)?.strings }
    /// nil when absent, null or larger than any count.
    mutating func integer(_ name: String) -> Int? {
        (rest.removeValue(forKey: name)?.integer).flatMap(Int.init(exactly:))
    }
    mutating func array(_ name: String) -> [JSON]? { rest.removeValue(forKey: name)?.array }

    /// nil when absent; a nil inside when null.
    mutating func nullableString(_ name: String) -> String?? { rest.removeValue(forKey: name).map(\.string) }

    /// What no client may set goes unheard.
    mutating func extra(without names: String...) -> [String: JSON] {
        for name in names + ["id", "links"] { rest.removeValue(forKey: name) }
        return rest
    }
}
