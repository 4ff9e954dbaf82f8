/// A list of texts as Python writes it, `['a', "b"]`: how mappings name several groups in one text.
enum PythonList {
    /// nil for anything else.
    static func strings(_ text: String) -> [String]? {
        var rest = text[...]
        trim(&rest)
        guard rest.popFirst() == "[" else { return nil }
        var items: [String] = []
        trim(&rest)
        while rest.first != "]" {
            guard let item = item(&rest) else { return nil }
            items.append(item)
            trim(&rest)
            if rest.first == "," {
                rest.removeFirst()
                trim(&rest)
            } else if rest.first != "]" {
                return nil
            }
        }
        rest.removeFirst()
        trim(&rest)
        return rest.isEmpty ? items : nil
    }

    private static func item(_ rest: inout Substring) -> String? {
        guard let quote = rest.popFirst(), quote == "'" || quote == "\"" else { return nil }
        var item = ""
        while let character = rest.popFirst() {
            if character == quote { return item }
            guard character == "\\" else {
                item.append(character)
                continue
            }
            switch rest.popFirst() {
            case "n": item.append("\n")
            case "t": item.append("\t")
            case let other?: item.append(other)
            case nil: return nil
            }
        }
        return nil
    }

    private static func trim(_ rest: inout Substring) { rest = rest.drop(while: \.isWhitespace) }
}
