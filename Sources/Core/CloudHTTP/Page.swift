import CloudCore

/// One page of a list, and whether another follows.
package struct Page<Item: Sendable>: Sendable {
    package var items: [Item]
    package var hasMore: Bool

    /// Cuts a page of `limit` out of `items`, which were asked for with one more than that.
    package init(_ items: [Item], limit: Int?) {
        guard let limit, items.count > limit else {
            self.items = items
            hasMore = false
            return
        }
        self.items = Array(items.prefix(limit))
        hasMore = true
    }

    init(items: [Item], hasMore: Bool) {
        self.items = items
        self.hasMore = hasMore
    }

    package func map<Other: Sendable>(_ change: (Item) throws -> Other) rethrows -> Page<Other> {
        Page<Other>(items: try items.map(change), hasMore: hasMore)
    }
}

extension APIRequest {
    /// This list's address with `marker` instead of the one asked for.
    package func pageURL(marker: String) -> String {
        let items = query.items.filter { $0.name != "marker" } + [("marker", marker)]
        return serviceURL + request.path.dropFirst(mountLength) + "?" + Query(items: items).text
    }

    /// This list's address as it was asked for.
    package var selfURL: String {
        serviceURL + request.path.dropFirst(mountLength) + (query.items.isEmpty ? "" : "?" + query.text)
    }
}
