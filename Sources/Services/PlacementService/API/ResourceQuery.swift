import CloudCore
import CloudHTTP

/// Reads the small languages of Placement's query parameters.
enum ResourceQuery {
    /// `VCPU:2,MEMORY_MB:1024`, by name.
    static func resources(_ text: String) throws -> [(name: String, amount: Int64)] {
        let form =
            "Badly formed resources parameter. Expected resources query string parameter in form: "
            + "?resources=VCPU:2,MEMORY_MB:1024. Got: "
        guard text.contains(where: { !$0.isWhitespace }) else { throw Fault.badRequest(form + "empty string.") }
        var result: [String: Int64] = [:]
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw Fault.badRequest(form + "\(item).") }
            let digits = trimmed(parts[1])
            guard let amount = Int64(digits) else {
                throw Fault.badRequest(
                    "Requested resource \(parts[0]) expected positive integer amount. Got: \(parts[1]).")
            }
            guard amount >= 1 else {
                throw Fault.badRequest("Requested resource \(parts[0]) requires amount >= 1. Got: \(amount).")
            }
            result[String(parts[0])] = amount
        }
        return result.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// `A,!B` from 1.22, `in:A,B` and several values from 1.39.
    static func traits(_ values: [String], _ version: Microversion) throws -> (
        required: [Set<String>], forbidden: Set<String>
    ) {
        let knowsAny = version >= Microversion(1, 39)
        var required: [Set<String>] = []
        var forbidden: Set<String> = []
        for value in knowsAny ? values[...] : values.suffix(1) {
            if value.hasPrefix("in:") {
                required.append(try anyTraits(value, allowed: knowsAny))
            } else {
                let one = try allTraits(value, mayForbid: version >= Microversion(1, 22))
                required += one.required.map { [$0] }
                forbidden.formUnion(one.forbidden)
            }
        }
        return (required, forbidden)
    }

    private static func anyTraits(_ value: String, allowed: Bool) throws -> Set<String> {
        guard allowed else {
            throw Fault.badRequest(
                "\(QueryCheck.prefix)The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' "
                    + "only supported since microversion 1.39. Got: \(value)"
            )
        }
        let names = Set(value.dropFirst(3).split(separator: ",", omittingEmptySubsequences: false).map(trimmed))
        guard !names.contains("") else {
            throw Fault.badRequest(
                "\(QueryCheck.prefix)Expected 'required' parameter value of the form: in:HW_CPU_X86_VMX,CUSTOM_MAGIC. "
                    + "Got an empty trait in: \(value)")
        }
        guard !names.contains(where: { $0.hasPrefix("!") }) else {
            throw Fault.badRequest(
                "\(QueryCheck.prefix)The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' "
                    + "does not support forbidden traits. Got: \(value)"
            )
        }
        return names
    }

    /// `A,B,!C`: names that must be there, and names that must not.
    static func allTraits(_ value: String, mayForbid: Bool) throws -> (required: [String], forbidden: Set<String>) {
        let names = value.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
        let forbidden = Set(names.filter { $0.hasPrefix("!") }.map { String($0.drop { $0 == "!" }) })
        let form = "\(QueryCheck.prefix)Expected 'required' parameter value of the form: HW_CPU_X86_VMX,"
        guard !names.contains(""), !forbidden.contains("") else {
            throw Fault.badRequest("\(form)\(mayForbid ? "!" : "")CUSTOM_MAGIC. Got an empty trait in: \(value)")
        }
        guard forbidden.isEmpty || mayForbid else { throw Fault.badRequest("\(form)CUSTOM_MAGIC. Got: \(value)") }
        return (names.filter { !$0.hasPrefix("!") }, forbidden)
    }

    /// `UUID`, `in:UUID,UUID`; several values from 1.24; `!UUID` and `!in:UUID,UUID` from 1.32.
    static func memberOf(
        _ values: [String], suffix: String = "", _ version: Microversion
    ) throws -> (required: [Set<String>], forbidden: Set<String>) {
        guard values.count <= 1 || version >= Microversion(1, 24) else {
            throw Fault.badRequest("Multiple member_of\(suffix) parameters are not supported")
        }
        var required: [Set<String>] = []
        var forbidden: Set<String> = []
        for value in values {
            guard !value.contains(",") || value.hasPrefix("in:") || value.hasPrefix("!in:") else {
                throw Fault.badRequest(
                    "Multiple values for 'member_of' must be prefixed with the 'in:' or '!in:' keyword using the valid "
                        + "microversion. Got: \(value)")
            }
            let isForbidden = value.hasPrefix("!")
            let rest = isForbidden ? value.dropFirst() : value[...]
            let list = rest.hasPrefix("in:") ? rest.dropFirst(3) : rest
            let names = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            if let wrong = names.first(where: { !Identifier.isUUIDLike($0) }) {
                throw Fault.badRequest(
                    "\(QueryCheck.prefix)Expected 'member_of' parameter to contain valid UUID(s). Got: \(wrong)")
            }
            let uuids = Set(names.map(SymbolName.normalized(uuid:)))
            if isForbidden {
                guard version >= Microversion(1, 32) else {
                    throw Fault.badRequest(
                        "Forbidden member_of\(suffix) parameters are not supported in the specified microversion")
                }
                forbidden.formUnion(uuids)
            } else {
                required.append(uuids)
            }
        }
        return (required, forbidden)
    }

    static func inTree(_ value: String) throws -> String {
        let text = trimmed(value[...])
        guard Identifier.isUUIDLike(text) else {
            throw Fault.badRequest(
                "\(QueryCheck.prefix)Expected 'in_tree' parameter to be a format of uuid. Got: \(value)")
        }
        return SymbolName.normalized(uuid: text)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
