import CloudJSON

/// The values that a rule's remote conditions let through, by their number: what `{0}`, `{1}`, … stand for.
struct DirectMaps: Sendable, Equatable {
    var values: [[String]] = []

    /// A reference to a value that is not there, or one that cannot be read.
    struct Unfilled: Error {}

    /// A rule's local part, filled. What names several groups is a list of them before any value comes in, so that no
    /// value is read as a list.
    func fill(local: JSON) throws(Unfilled) -> JSON {
        guard case .object(var members) = local else { return try fill(local) }
        for name in ["groups", "group_ids"] {
            guard let text = members[name]?.string else { continue }
            var names: [JSON] = []
            for item in PythonList.strings(text) ?? [text] {
                let filled = try fill(item)
                names += filled.array ?? [filled]
            }
            members[name] = .array(names)
        }
        var filled: [String: JSON] = [:]
        for (name, member) in members {
            // The lists are filled already.
            filled[name] = ["groups", "group_ids"].contains(name) ? member : try fill(member)
        }
        return .object(filled)
    }

    /// The value with its places filled, at every depth. A text that is nothing but a place takes all values as a list
    /// where there are none or several.
    func fill(_ value: JSON) throws(Unfilled) -> JSON {
        switch value {
        case .string(let text): return try fill(text)
        case .array(let items):
            var filled: [JSON] = []
            for item in items { filled.append(try fill(item)) }
            return .array(filled)
        case .object(let members):
            var filled: [String: JSON] = [:]
            for (name, member) in members { filled[name] = try fill(member) }
            return .object(filled)
        default: return value
        }
    }

    /// Python's `str.format` with numbers: `{0}`, `{}` for the next, `{{` and `}}` for braces, `{0[1]}` for one value.
    private func fill(_ text: String) throws(Unfilled) -> JSON {
        var out = ""
        var rest = text[...]
        var next = 0
        while let character = rest.popFirst() {
            switch character {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                out.append(character)
                rest.removeFirst()
            case "{":
                guard let end = rest.firstIndex(of: "}") else { throw Unfilled() }
                let found = try place(rest[..<end], &next)
                rest = rest[rest.index(after: end)...]
                if found.count != 1, out.isEmpty, rest.isEmpty, text.first == "{" {
                    return .array(found.map { .string($0) })
                }
                out += found.count == 1 ? found[0] : JSON.array(found.map { .string($0) }).pythonText
            case "}": throw Unfilled()
            default: out.append(character)
            }
        }
        return .string(out)
    }

    private func place(_ field: Substring, _ next: inout Int) throws(Unfilled) -> [String] {
        let number = field.prefix { $0.isASCII && $0.isNumber }
        let index = number.isEmpty ? next : Int(number)
        if number.isEmpty { next += 1 }
        guard let index, values.indices.contains(index) else { throw Unfilled() }
        let item = field.dropFirst(number.count)
        if item.isEmpty { return values[index] }
        guard item.hasPrefix("["), item.hasSuffix("]"), let one = Int(item.dropFirst().dropLast()),
            values[index].indices.contains(one)
        else { throw Unfilled() }
        return [values[index][one]]
    }
}
