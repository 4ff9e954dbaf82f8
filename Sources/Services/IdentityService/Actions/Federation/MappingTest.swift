import CloudCore
import CloudJSON

/// `apus identity mapping-test`: what a mapping makes of an assertion, as `keystone-manage mapping_engine` shows it.
package enum MappingTest {
    /// - Parameters:
    ///   - rules: a mapping `{"rules": […]}`, or its rules alone.
    ///   - input: the assertion, one `name: value` a line.
    ///   - prefix: only attributes that begin so are seen.
    ///   - version: of the mapping's language, where the mapping names none.
    /// - Returns: the outcome as JSON text.
    /// - Throws: `Fault` in words for the operator.
    package static func run(
        rules: String, input: String, prefix: String = "", version: String? = nil
    ) throws -> String {
        let parsed: JSON
        do { parsed = try JSON(parsing: Array(rules.utf8)) } catch {
            throw Fault.badRequest("The rules are not JSON: \(error).")
        }
        var mapping = parsed.array.map { JSON.object(["rules": .array($0)]) } ?? parsed
        if let version, mapping["schema_version"] == nil, var members = mapping.object {
            members["schema_version"] = .string(version)
            mapping = .object(members)
        }
        let checked = try MappingSchema.read(mapping, id: "mapping-test")
        return try MappingRules(checked).apply(assertion(input, prefix)).jsonText
    }

    private static func assertion(_ input: String, _ prefix: String) throws -> Assertion {
        var texts: [String: String] = [:]
        for (number, line) in input.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.filter { $0 != "\r" }
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            guard let colon = line.firstIndex(of: ":") else {
                throw Fault.badRequest("Line \(number + 1) of the input is not 'name: value'.")
            }
            let name = line[..<colon].trimmed
            if name.hasPrefix(prefix) { texts[name] = line[line.index(after: colon)...].trimmed }
        }
        return Assertion(texts: texts)
    }
}

extension MappedIdentity {
    fileprivate var jsonText: String { String(decoding: JSONWriter.bytes(self), as: UTF8.self) }
}
