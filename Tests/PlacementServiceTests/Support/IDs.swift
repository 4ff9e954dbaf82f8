import CloudCore
import CloudJSON

/// Ids and bodies that tests use again and again.
enum IDs {
    static func new() -> String { IdentifierSource.random.uuid() }
}

extension JSON {
    /// An inventory with everything but the total left out.
    static func total(_ total: Int64) -> JSON { ["total": .integer(total)] }
}

extension [JSON] {
    /// The providers of each candidate, in order of their ids.
    var providers: [[String]] { map { ($0["allocations"]?.object ?? [:]).keys.sorted() } }
}
