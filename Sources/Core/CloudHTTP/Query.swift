import CloudCore

/// The query of a URL: names and values in their order, decoded.
package struct Query: Sendable {
    package let items: [(name: String, value: String)]

    package static let empty = Query(items: [])

    package init(items: [(name: String, value: String)]) { self.items = items }

    /// Reads `a=1&b=x%20y`; a `+` is a blank, and a name alone has an empty value.
    package init(parsing text: Substring) {
        items = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                PercentCoding.decode(parts[0], plusIsBlank: true),
                PercentCoding.decode(parts.count > 1 ? parts[1] : "", plusIsBlank: true)
            )
        }
    }

    /// The last value of that name.
    package subscript(_ name: String) -> String? { items.last { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    package var text: String {
        items.map { PercentCoding.encode($0.name) + "=" + PercentCoding.encode($0.value) }.joined(separator: "&")
    }
}
