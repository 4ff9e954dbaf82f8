import CloudCore
import CloudSQL

extension ImageFilter {
    var condition: SQLCondition {
        switch self {
        case .tag(let tag): ImageTerm.tagged(tag)
        case .property(let name, let value): ImageTerm.having(name, value)
        case .moment(let column, let comparison, let moment): Self.moment(column, comparison, moment)
        }
    }

    /// Clients see whole seconds: they are what is compared.
    private static func moment(_ column: String, _ comparison: Comparison, _ moment: Timestamp) -> SQLCondition {
        let first = SQLValue.integer(moment.seconds * 1_000_000)
        let next = SQLValue.integer((moment.seconds + 1) * 1_000_000)
        return switch comparison {
        case .gt: SQLCondition("\(column) >= $1", [next])
        case .gte: SQLCondition("\(column) >= $1", [first])
        case .lt: SQLCondition("\(column) < $1", [first])
        case .lte: SQLCondition("\(column) < $1", [next])
        case .neq: SQLCondition("\(column) < $1 OR \(column) >= $2", [first, next])
        case .eq: SQLCondition("\(column) >= $1 AND \(column) < $2", [first, next])
        }
    }
}
