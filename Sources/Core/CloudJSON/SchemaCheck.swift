extension Schema {
    /// Throws the first violation, depth first in the order of names.
    package func check(_ value: JSON) throws(SchemaViolation) {
        // Words, paths and their order are made only for what is refused.
        do throws(SchemaViolation) { try check(value, nil) } catch { try check(value, []) }
    }

    /// - Parameter path: nil when nobody wants to know what is wrong.
    private func check(_ value: JSON, _ path: [String]?) throws(SchemaViolation) {
        func fail(_ message: @autoclosure () -> String) -> SchemaViolation { .init(path, value, message) }
        func type(_ name: String) -> SchemaViolation { fail("\(value.shownText) is not of type '\(name)'") }
        switch self {
        case .any: return
        case .boolean: if value.bool == nil { throw type("boolean") }
        case .number: if value.double == nil { throw type("number") }
        case .integer(let minimum, let maximum):
            guard let number = value.integer else { throw type("integer") }
            if let minimum, number < minimum { throw fail("\(number) is less than the minimum of \(minimum)") }
            if let maximum, number > maximum { throw fail("\(number) is greater than the maximum of \(maximum)") }
        case .string(let minLength, let maxLength, let format):
            guard let text = value.string else { throw type("string") }
            if text.unicodeScalars.count < minLength { throw fail("\(value.shownText) is too short") }
            if let maxLength, text.unicodeScalars.count > maxLength { throw fail("\(value.shownText) is too long") }
            if let format, !format.accepts(text) {
                throw fail(
                    format.pattern.map { "\(value.shownText) does not match '\($0)'" }
                        ?? "\(value.shownText) is not a '\(format.name)'")
            }
        case .oneOf(let allowed):
            if !allowed.contains(value) {
                throw fail("\(value.shownText) is not one of \(JSON.array(allowed).pythonText)")
            }
        case .array(let element, let minItems, let maxItems, let unique):
            guard let items = value.array else { throw type("array") }
            if items.count < minItems { throw fail("\(value.shownText) is too short") }
            if let maxItems, items.count > maxItems { throw fail("\(value.shownText) is too long") }
            if unique, Set(items).count != items.count { throw fail("\(value.shownText) has non-unique elements") }
            for (index, item) in items.enumerated() { try element.check(item, path.map { $0 + [String(index)] }) }
        case .object(let schema): try schema.check(value, path)
        case .nullable(let schema):
            guard !value.isNull else { return }
            do throws(SchemaViolation) { try schema.check(value, path) } catch {
                // The types that null would have joined are part of the message: ['string', 'null'].
                let suffix = " is not of type "
                if let path, error.path == path, error.message.contains(suffix) {
                    throw fail(error.message + ", 'null'")
                }
                throw error
            }
        case .either(let choices, let expected):
            for choice in choices {
                do throws(SchemaViolation) { return try choice.check(value, nil) } catch { continue }
            }
            throw fail("\(value.shownText) is not \(expected)")
        }
    }
}

extension ObjectSchema {
    fileprivate func check(_ value: JSON, _ path: [String]?) throws(SchemaViolation) {
        func fail(_ message: @autoclosure () -> String) -> SchemaViolation { .init(path, value, message) }
        guard let object = value.object else { throw fail("\(value.shownText) is not of type 'object'") }
        for name in required where object[name] == nil { throw fail("'\(name)' is a required property") }
        if object.count < minMembers { throw fail("\(value.shownText) does not have enough properties") }
        if others == nil, !object.keys.allSatisfy({ members[$0] != nil }) {
            throw fail(unexpected(object.keys.filter { members[$0] == nil }.sorted()))
        }
        guard let path else {
            for (name, member) in object { try (members[name] ?? others)?.checkMember(member, nil) }
            return
        }
        for (name, member) in object.sorted(by: { $0.key < $1.key }) {
            try (members[name] ?? others)?.checkMember(member, path + [name])
        }
    }

    private func unexpected(_ names: [String]) -> String {
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        return "Additional properties are not allowed (\(list) \(names.count == 1 ? "was" : "were") unexpected)"
    }
}

extension Schema {
    fileprivate func checkMember(_ value: JSON, _ path: [String]?) throws(SchemaViolation) { try check(value, path) }
}

extension SchemaViolation {
    /// - Parameter path: nil: without words.
    fileprivate init(_ path: [String]?, _ value: JSON, _ message: () -> String) {
        self.init(path: path ?? [], value: value, message: path == nil ? "" : message())
    }
}

extension JSON {
    /// The value as Python prints it, for the messages above.
    package var pythonText: String {
        var text = ""
        write(&text, upTo: .max)
        return text
    }

    /// The same for a refusal: what is too long to be read is cut off, so that it costs nobody much.
    fileprivate var shownText: String {
        let most = 4096
        var text = ""
        write(&text, upTo: most)
        return text.utf8.count <= most ? text : String(decoding: text.utf8.prefix(most), as: UTF8.self) + "..."
    }

    /// - Parameter most: bytes, beyond which nothing more need be written.
    private func write(_ text: inout String, upTo most: Int) {
        guard text.utf8.count <= most else { return }
        switch self {
        case .null: text += "None"
        case .bool(let value): text += value ? "True" : "False"
        case .integer(let value): text += String(value)
        case .double(let value): text += String(value)
        case .string(let value):
            text += Self.quoted(
                value.utf8.count <= most ? value : String(decoding: value.utf8.prefix(most), as: UTF8.self))
        case .array(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += ", " }
                item.write(&text, upTo: most)
                guard text.utf8.count <= most else { return }
            }
            text += "]"
        case .object(let members):
            text += "{"
            // More than there are bytes are not put in order.
            let names = members.count <= most ? members.keys.sorted() : Array(members.keys.prefix(most))
            for (index, name) in names.enumerated() {
                text += (index > 0 ? ", " : "") + Self.quoted(name) + ": "
                (members[name] ?? .null).write(&text, upTo: most)
                guard text.utf8.count <= most else { return }
            }
            text += "}"
        }
    }

    private static func quoted(_ value: String) -> String {
        let quote = value.contains("'") && !value.contains("\"") ? "\"" : "'"
        let escaped = value.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
        return quote + (quote == "'" ? escaped.replacing("'", with: "\\'") : escaped) + quote
    }
}
