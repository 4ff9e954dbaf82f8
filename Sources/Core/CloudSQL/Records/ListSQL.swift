import CloudCore

/// Writes the SQL of lists: filters, keyset paging, order. Columns come from the shape, values go into parameters.
struct ListSQL {
    private let shape: RecordShape
    private(set) var text: String
    private(set) var parameters: [SQLValue] = []
    private var hasCondition = false

    /// A column in an order.
    struct Term {
        var column: TableColumn
        var ascending: Bool
        /// Whether any of the rows can have NULL there: then its place among values must be told, which an index of
        /// PostgreSQL's does not follow.
        var isNullable: Bool
        var name: String { RecordShape.quoted(column.name) }
    }

    /// `verb` is what stands before the table.
    init(_ shape: RecordShape, _ verb: String) {
        self.shape = shape
        text = "\(verb) \(RecordShape.quoted(shape.table))"
    }

    /// Values repeated up to a power of two, so that few different statements are prepared.
    static func padded(_ values: [SQLValue]) -> [SQLValue] {
        guard let last = values.last, values.count > 2, values.count < 4096 else { return values }
        var size = 4
        while size < values.count { size *= 2 }
        return values + Array(repeating: last, count: size - values.count)
    }

    mutating func set(_ values: [String: SQLValue]) throws {
        let sets = try values.sorted { $0.key < $1.key }.map { name, value in
            "\(RecordShape.quoted(try shape.column(name).name)) = \(bind(value))"
        }
        guard !sets.isEmpty else { throw SQLError.other(code: "42601", message: "no column to set in \(shape.table)") }
        text += " SET " + sets.joined(separator: ", ")
    }

    mutating func filter(_ filters: [ListQuery.Filter], _ condition: SQLCondition?) throws {
        for filter in filters { try require(sql(filter)) }
        if let condition {
            require("(\(condition.renumbered(by: parameters.count)))")
            parameters += condition.parameters
        }
    }

    /// The asked order, turned round for a page before the marker, with the key as its last.
    func totalOrder(_ query: ListQuery) throws -> [Term] {
        var terms: [Term] = []
        for order in query.order {
            let column = try shape.column(order.column)
            guard !terms.contains(where: { $0.column.name == column.name }) else { continue }
            let isNullable =
                column.isNullable && !query.filters.contains { $0.column == order.column && $0.excludesNull }
            terms.append(Term(column: column, ascending: order.ascending != query.reversed, isNullable: isNullable))
        }
        if !terms.contains(where: { $0.column.name == shape.key.name }) {
            // In the last column's direction, so that one index serves both.
            let ascending = terms.last?.ascending ?? !query.reversed
            terms.append(Term(column: shape.key, ascending: ascending, isNullable: false))
        }
        return terms
    }

    func markerQuery(_ order: [Term]) -> String {
        "SELECT \(order.map(\.name).joined(separator: ", ")) FROM \(RecordShape.quoted(shape.table)) "
            + "WHERE \(RecordShape.quoted(shape.key.name)) = $1"
    }

    /// Only rows after the one with these values of the order's columns.
    mutating func after(_ values: [SQLValue], _ order: [Term]) {
        let isUniform = order.allSatisfy { !$0.isNullable && $0.ascending == order[0].ascending }
        if isUniform, !values.contains(.null) {
            let names = order.map(\.name).joined(separator: ", ")
            let places = values.map { bind($0) }.joined(separator: ", ")
            return require("(\(names)) \(order[0].ascending ? ">" : "<") (\(places))")
        }
        var alternatives: [String] = []
        for (last, term) in order.enumerated() {
            guard let beyond = beyond(values[last], term) else { continue }
            let same = zip(order, values).prefix(last).map { term, value in
                value == .null ? "\(term.name) IS NULL" : "\(term.name) = \(bind(value))"
            }
            alternatives.append("(" + (same + [beyond]).joined(separator: " AND ") + ")")
        }
        require(alternatives.isEmpty ? "1 = 0" : "(" + alternatives.joined(separator: " OR ") + ")")
    }

    mutating func finish(_ order: [Term], limit: Int?) {
        let terms = order.map { term in
            let nulls = term.isNullable ? (term.ascending ? " NULLS FIRST" : " NULLS LAST") : ""
            return term.name + (term.ascending ? "" : " DESC") + nulls
        }
        text += " ORDER BY " + terms.joined(separator: ", ")
        if let limit { text += " LIMIT \(bind(SQLValue(limit)))" }
    }

    // MARK: Parts

    private mutating func require(_ condition: String) {
        text += (hasCondition ? " AND " : " WHERE ") + condition
        hasCondition = true
    }

    private mutating func bind(_ value: SQLValue) -> String {
        parameters.append(value)
        return "$\(parameters.count)"
    }

    /// The rows strictly after `value` in the term's direction; nil when there can be none.
    private mutating func beyond(_ value: SQLValue, _ term: Term) -> String? {
        switch (value, term.ascending) {
        case (.null, true): return "\(term.name) IS NOT NULL"
        case (.null, false): return nil
        case (_, true): return "\(term.name) > \(bind(value))"
        case (_, false):
            let less = "\(term.name) < \(bind(value))"
            return term.isNullable ? "(\(less) OR \(term.name) IS NULL)" : less
        }
    }

    private mutating func sql(_ filter: ListQuery.Filter) throws -> String {
        let column = try shape.column(filter.column)
        let name = RecordShape.quoted(column.name)
        let values = filter.values.compactMap(column.adapted).filter { $0 != .null }
        let hasNull = filter.values.contains(.null)
        switch filter.comparison {
        case .isIn: return isIn(name, values, orNull: hasNull)
        case .isNotIn:
            // What is unknown differs from every value, unless NULL itself is excluded.
            let others = values.isEmpty ? "1 = 1" : "NOT (\(isIn(name, values, orNull: false)))"
            return hasNull ? "(\(name) IS NOT NULL AND \(others))" : "(\(others) OR \(name) IS NULL)"
        case .less: return compare(name, "<", values)
        case .lessOrEqual: return compare(name, "<=", values)
        case .greater: return compare(name, ">", values)
        case .greaterOrEqual: return compare(name, ">=", values)
        case .contains: return like(name, column, values, filter.ignoresCase) { "%\($0)%" }
        case .startsWith: return like(name, column, values, filter.ignoresCase) { "\($0)%" }
        case .endsWith: return like(name, column, values, filter.ignoresCase) { "%\($0)" }
        }
    }

    private mutating func isIn(_ name: String, _ values: [SQLValue], orNull: Bool) -> String {
        var alternatives = orNull ? ["\(name) IS NULL"] : []
        if values.count == 1 {
            alternatives.append("\(name) = \(bind(values[0]))")
        } else if !values.isEmpty {
            let places = Self.padded(values).map { bind($0) }.joined(separator: ", ")
            alternatives.append("\(name) IN (\(places))")
        }
        switch alternatives.count {
        case 0: return "1 = 0"
        case 1: return alternatives[0]
        default: return "(" + alternatives.joined(separator: " OR ") + ")"
        }
    }

    /// All comparisons must hold; a comparison with nothing, or with what the column cannot hold, never does.
    private mutating func compare(_ name: String, _ sign: String, _ values: [SQLValue]) -> String {
        values.isEmpty ? "1 = 0" : values.map { "\(name) \(sign) \(bind($0))" }.joined(separator: " AND ")
    }

    private mutating func like(
        _ name: String, _ column: TableColumn, _ values: [SQLValue], _ ignoresCase: Bool, _ pattern: (String) -> String
    ) -> String {
        guard column.kind == .text, !values.isEmpty else { return "1 = 0" }
        let alternatives = values.map { value in
            guard case .text(let text) = value else { return "1 = 0" }
            let plain = text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
            let place = bind(.text(pattern(plain)))
            return ignoresCase
                ? "lower(\(name)) LIKE lower(\(place)) ESCAPE '!'" : "\(name) LIKE \(place) ESCAPE '!'"
        }
        return "(" + alternatives.joined(separator: " OR ") + ")"
    }
}

extension ListQuery.Filter {
    /// Whether it lets no NULL through.
    fileprivate var excludesNull: Bool {
        switch comparison {
        case .isIn: !values.contains(.null)
        case .isNotIn: values.contains(.null)
        default: true
        }
    }
}
