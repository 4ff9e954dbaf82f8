import CloudJSON

/// Names and texts: a server's metadata.
struct TextMap: Hashable, JSONText, ExpressibleByDictionaryLiteral {
    var items: [String: String]

    init(_ items: [String: String]) { self.items = items }
    init(dictionaryLiteral elements: (String, String)...) { items = Dictionary(elements, uniquingKeysWith: { $1 }) }
    init(json: JSON) { items = (json.object ?? [:]).compactMapValues(\.string) }

    func write(to writer: inout JSONWriter) { items.write(to: &writer) }
}
