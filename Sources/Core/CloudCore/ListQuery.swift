/// What a list asks the store for: filters, order, and one page. Built by the HTTP kit, answered by the SQL kit.
package struct ListQuery: Sendable {
    package enum Value: Sendable, Equatable {
        case string(String)
        case integer(Int64)
        case boolean(Bool)
        case null
    }

    package enum Operator: Sendable, Equatable {
        /// Equal to one of the values (`NULL` matches `.null`).
        case isIn
        case isNotIn
        case less, lessOrEqual, greater, greaterOrEqual
        /// Text that contains the value; no wildcard in it counts.
        case contains
        case startsWith
        case endsWith
    }

    package struct Filter: Sendable, Equatable {
        package var column: String
        package var comparison: Operator
        package var values: [Value]
        /// Whether a part of a text matches in capitals and in small letters alike.
        package var ignoresCase: Bool

        package init(_ column: String, _ comparison: Operator, _ values: [Value], ignoresCase: Bool = false) {
            self.column = column
            self.comparison = comparison
            self.values = values
            self.ignoresCase = ignoresCase
        }
    }

    package struct Order: Sendable, Equatable {
        package var column: String
        package var ascending: Bool

        package init(_ column: String, ascending: Bool = true) {
            self.column = column
            self.ascending = ascending
        }
    }

    package var filters: [Filter]
    /// Most significant first. The key is added by the store as the last, so that the order is total.
    package var order: [Order]
    /// The key of the last row of the page before.
    package var marker: String?
    /// Rows asked for; nil is all.
    package var limit: Int?
    /// The page before `marker` instead of the one after (Neutron's `page_reverse`).
    package var reversed: Bool

    package init(
        filters: [Filter] = [], order: [Order] = [], marker: String? = nil, limit: Int? = nil, reversed: Bool = false
    ) {
        self.filters = filters
        self.order = order
        self.marker = marker
        self.limit = limit
        self.reversed = reversed
    }

    /// The query with one more condition: `column` equals `value`.
    package func with(_ column: String, _ value: Value) -> ListQuery {
        var copy = self
        copy.filters.append(Filter(column, .isIn, [value]))
        return copy
    }
}
