import CloudJSON

/// Texts in their order: tags, names.
struct TextList: Hashable, JSONText, ExpressibleByArrayLiteral {
    var items: [String]

    init(_ items: [String]) { self.items = items }
    init(arrayLiteral elements: String...) { items = elements }
    init(json: JSON) { items = json.strings ?? [] }

    func write(to writer: inout JSONWriter) { items.write(to: &writer) }
}
