/// One page of a list.
struct ResourcePage<Row: Sendable>: Sendable {
    var rows: [Row]
    /// Whether more rows follow in the direction asked for.
    var hasMore: Bool

    /// Cuts a page out of rows that were asked for with one more than `limit`.
    init(_ rows: [Row], limit: Int?, reversed: Bool) {
        guard let limit, rows.count > limit else {
            self.rows = rows
            hasMore = false
            return
        }
        // Turned round, what is beyond the page stands first.
        self.rows = Array(reversed ? rows.suffix(limit) : rows.prefix(limit))
        hasMore = true
    }
}
