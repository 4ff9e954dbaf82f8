/// One page of a list, and whether another follows in the direction asked for.
package struct Page<Item: Sendable>: Sendable {
    package var items: [Item]
    package var hasMore: Bool

    package init(_ items: [Item], hasMore: Bool = false) {
        self.items = items
        self.hasMore = hasMore
    }

    package func map<Other: Sendable>(_ change: (Item) throws -> Other) rethrows -> Page<Other> {
        Page<Other>(try items.map(change), hasMore: hasMore)
    }
}

extension ListQuery {
    /// The page asked for, read inside a transaction.
    package func readPage<Item: Sendable>(_ list: (ListQuery) throws -> [Item]) rethrows -> Page<Item> {
        cut(try list(wider))
    }

    /// The page asked for: `list` is asked for one item more, to know whether another follows.
    package func page<Item: Sendable>(_ list: (ListQuery) async throws -> [Item]) async rethrows -> Page<Item> {
        cut(try await list(wider))
    }

    private var wider: ListQuery {
        var query = self
        if let limit, limit > 0 { query.limit = limit + 1 }
        return query
    }

    private func cut<Item: Sendable>(_ items: [Item]) -> Page<Item> {
        guard let limit, items.count > limit else { return Page(items) }
        // Turned round, what is beyond the page stands first.
        return Page(Array(reversed ? items.suffix(limit) : items.prefix(limit)), hasMore: true)
    }
}
