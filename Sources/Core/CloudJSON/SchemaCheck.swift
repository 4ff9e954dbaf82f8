extension Schema {
    /// Throws the first violation, depth first in the order of names.
    package func check(_ value: JSON) throws(SchemaViolation) { try check(value, []) }

    private func check(_ value: JSON, _ path: [String]) throws(SchemaViolation) {
        func fail(_ message: String) -> SchemaViolation { SchemaViolation(path: path, value: value, message: message) }
        func type(_ name: String) -> SchemaViolation { fail("\(value.pythonText) is not of type '\(name)'") }
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
            if text.unicodeScalars.count < minLength { throw fail("\(value.pythonText) is too short") }
            if let maxLength, text.unicodeScalars.count > maxLength { throw fail("\(value.pythonText) is too long") }
            if let format, !format.accepts(text) {
                throw fail(
                    format.pattern.map { "\(value.pythonText) does not match '\($0)'" }
                        ?? "\(value.pythonText) is not a '\(format.name)'")
            }
        case .oneOf(let allowed):
            if !allowed.contains(value) {
                throw fail("\(value.pythonText) is not one of \(JSON.array(allowed).pythonText)")
            }
        case .array(let element, let minItems, let maxItems, let unique):
            guard let items = value.array else { throw type("array") }
            if items.count < minItems { throw fail("\(value.pythonText) is too short") }
            if let maxItems, items.count > maxItems { throw fail("\(value.pythonText) is too long") }
            if unique, Set(items).count != items.count { throw fail("\(value.pythonText) has non-unique elements") }
            for (index, item) in items.enumerated() { try element.check(item, path + [String(index)]) }
        case .object(let schema): try schema.check(value, path)
        case .nullable(let schema):
            guard !value.isNull else { return }
            do throws(SchemaViolation) { try schema.check(value, path) } catch {
                // The types that null would have joined are part of the message: ['string', 'null'].
                let suffix = " is not of type "
                if error.path == path, error.message.contains(suffix) { throw fail(error.message + ", 'null'") }
                throw error
            }
        case .either(let choices, let expected):
            for choice in choices {
                do throws(SchemaViolation) { return try choice.check(value, path) } catch { continue }
            }
            throw fail("\(value.pythonText) is not \(expected)")
        }
    }
}

extension ObjectSchema {
    fileprivate func check(_ value: JSON, _ path: [String]) throws(SchemaViolation) {
        func fail(_ message: String) -> SchemaViolation { SchemaViolation(path: path, value: value, message: message) }
        guard let object = value.object else { throw fail("\(value.pythonText) is not of type 'object'") }
        for name in required where object[name] == nil { throw fail("'\(name)' is a required property") }
        if object.count < minMembers { throw fail("\(value.pythonText) does not have enough properties") }
        let unknown = object.keys.filter { members[$0] == nil }.sorted()
        if others == nil, !unknown.isEmpty {
            let names = unknown.map { "'\($0)'" }.joined(separator: ", ")
            throw fail(
                "Additional properties are not allowed (\(names) \(unknown.count == 1 ? "was" : "were") unexpected)")
        }
        for (name, member) in object.sorted(by: { $0.key < $1.key }) {
            if let schema = members[name] ?? others { try schema.checkMember(member, path + [name]) }
        }
    }
}

extension Schema {
    fileprivate func checkMember(_ value: JSON, _ path: [String]) throws(SchemaViolation) { try check(value, path) }
}

extension JSON {
    /// The value as Python prints it, for the messages above.
    package var pythonText: String {
        switch self {
        case .null: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .integer(let value): return String(value)
        case .double(let value): return String(value)
        case .string(let value):
            let quote = value.contains("'") && !value.contains("\"") ? "\"" : "'"
            let escaped = value.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
            return quote + (quote == "'" ? escaped.replacing("'", with: "\\'") : escaped) + quote
        case .array(let items): return "[" + items.map(\.pythonText).joined(separator: ", ") + "]"
        case .object(let members):
            let texts = members.sorted { $0.key < $1.key }.map {
                "\(JSON.string($0.key).pythonText): \($0.value.pythonText)"
            }
            return "{" + texts.joined(separator: ", ") + "}"
        }
    }
}
