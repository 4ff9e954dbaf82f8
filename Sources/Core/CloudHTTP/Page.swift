package import CloudCore

extension APIRequest {
    /// This list's address with `marker` instead of the one asked for.
    package func pageURL(marker: String) -> String {
        let items = query.items.filter { $0.name != "marker" } + [("marker", marker)]
        return serviceURL + request.path.dropFirst(mountLength) + "?" + Query(items: items).text
    }

    /// The address of the page that follows, if one does.
    package func nextURL<Item: Sendable>(after page: Page<Item>, marker: (Item) -> String) -> String? {
        page.hasMore ? page.items.last.map { pageURL(marker: marker($0)) } : nil
    }

    /// This list's address as it was asked for.
    package var selfURL: String {
        serviceURL + request.path.dropFirst(mountLength) + (query.items.isEmpty ? "" : "?" + query.text)
    }
}
