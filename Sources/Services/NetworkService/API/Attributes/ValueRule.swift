import CloudCore
import CloudJSON

/// What a value must be, and what it becomes.
struct ValueRule: Sendable {
    /// Why a value is refused.
    struct Refusal: Error {
        var reason: String
        /// Neutron words a failed conversion otherwise than a failed validation.
        var isConversion = false
    }

    let convert: @Sendable (JSON) throws(Refusal) -> JSON

    init(_ convert: @escaping @Sendable (JSON) throws(Refusal) -> JSON) { self.convert = convert }

    /// The rule, or null.
    var orNull: ValueRule {
        ValueRule { value throws(Refusal) in value.isNull ? .null : try self.convert(value) }
    }

    /// A list each of whose items meets the rule.
    func list(unique: Bool = true) -> ValueRule {
        ValueRule { value throws(Refusal) in
            guard let items = value.array else { throw Refusal(reason: "\(value.quoted) is not a list") }
            var converted: [JSON] = []
            for item in items { converted.append(try self.convert(item)) }
            if unique, Set(converted).count != converted.count {
                throw Refusal(reason: "Duplicate items in the list: \(value.quoted)")
            }
            return .array(converted)
        }
    }
}

extension ValueRule {
    static let any = ValueRule { value throws(Refusal) in value }

    static func text(_ maximum: Int = 255) -> ValueRule {
        ValueRule { value throws(Refusal) in
            guard let text = value.string, !text.utf8.contains(0) else {
                throw Refusal(reason: "\(value.quoted) is not a valid string")
            }
            if text.unicodeScalars.count > maximum {
                throw Refusal(reason: "\(value.quoted) exceeds maximum length of \(maximum)")
            }
            return value
        }
    }

    static let boolean = ValueRule { value throws(Refusal) in
        switch value {
        case .bool: return value
        case .integer(0): return false
        case .integer(1): return true
        case .string(let text):
            switch text.lowercased() {
            case "true", "1", "t", "yes", "y", "on": return true
            case "false", "0", "f", "no", "n", "off": return false
            default: break
            }
        default: break
        }
        throw Refusal(reason: "\(value.quoted) cannot be converted to boolean", isConversion: true)
    }

    static func integer(_ range: ClosedRange<Int64>) -> ValueRule {
        ValueRule { value throws(Refusal) in
            guard let number = value.integer ?? value.string.flatMap({ Int64($0) }) else {
                throw Refusal(reason: "\(value.quoted) is not an integer", isConversion: true)
            }
            if number < range.lowerBound {
                throw Refusal(reason: "'\(number)' is too small - must be at least '\(range.lowerBound)'")
            }
            if number > range.upperBound {
                throw Refusal(reason: "'\(number)' is too large - must be no larger than '\(range.upperBound)'")
            }
            return .integer(number)
        }
    }

    static let uuid = ValueRule { value throws(Refusal) in
        guard let text = value.string, Identifier.isUUIDLike(text) else {
            throw Refusal(reason: "\(value.quoted) is not a valid UUID")
        }
        return .string(text.lowercased())
    }

    static func values(_ allowed: [JSON]) -> ValueRule {
        ValueRule { value throws(Refusal) in
            guard allowed.contains(value) else {
                throw Refusal(reason: "\(value.quoted) is not in \(JSON.array(allowed).pythonText)")
            }
            return value
        }
    }

    static let object = ValueRule { value throws(Refusal) in
        guard value.object != nil else { throw Refusal(reason: "\(value.quoted) is not a dictionary") }
        return value
    }
}
