import CloudCore
import CloudHTTP
import CloudJSON

/// All attributes of a resource: checks what comes in, writes what goes out, says what a list can be filtered by.
struct AttributeMap<Row: Sendable>: Sendable {
    let resource: String
    let attributes: [Attribute<Row>]
    let shape: ListShape
    /// Names whose sight asks a rule of its own.
    let hidden: Set<String>
    private let byName: [String: Attribute<Row>]

    init(_ resource: String, _ attributes: [Attribute<Row>]) {
        self.resource = resource
        self.attributes = attributes
        byName = Dictionary(attributes.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        hidden = Set(attributes.filter(\.isHidden).map(\.name))
        var fields: [String: ListField] = [:]
        for attribute in attributes { fields[attribute.name] = attribute.field }
        if let project = fields["project_id"] { fields["tenant_id"] = project }
        shape = ListShape(.neutron, filters: fields, sortable: fields.mapValues(\.column))
    }

    /// What a creation's body says.
    func creation(_ object: [String: JSON]) throws -> Values {
        let object = try known(object)
        var values = Values(given: Set(object.keys), all: [:])
        for attribute in attributes {
            let value = object[attribute.name]
            switch (attribute.creation, value) {
            case (.refused, .some): throw bad("Attribute '\(attribute.name)' not allowed in POST")
            case (.refused, nil): break
            case (.required, nil):
                throw bad("Failed to parse request. Required attribute '\(attribute.name)' not specified")
            case (.optional(let fallback), nil): values.all[attribute.name] = fallback
            case (.required, .some(let value)), (.optional, .some(let value)):
                values.all[attribute.name] = try convert(value, attribute)
            }
        }
        return values
    }

    /// What an update's body says.
    func change(_ object: [String: JSON]) throws -> Values {
        let object = try known(object)
        var values = Values(given: Set(object.keys), all: [:])
        for (name, value) in object.sorted(by: { $0.key < $1.key }) {
            guard let attribute = byName[name], attribute.changeable else {
                throw bad("Cannot update read-only attribute \(name)")
            }
            values.all[name] = try convert(value, attribute)
        }
        return values
    }

    /// Puts everything said into the row, but for what the action puts there itself.
    func apply(_ values: Values, to row: inout Row) {
        for (name, value) in values.all { byName[name]?.assign?(&row, value) }
    }

    /// Given names whose saying asks a rule of its own; on creation those only that differ from the default.
    func guarded(_ values: Values, creating: Bool) -> [String] {
        attributes.filter { attribute in
            guard attribute.isGuarded, values.given.contains(attribute.name) else { return false }
            guard creating, case .optional(let fallback) = attribute.creation else { return true }
            return values[attribute.name] != fallback
        }.map(\.name)
    }

    func write(_ row: Row, _ writer: inout JSONWriter, only names: Set<String>?, without hidden: Set<String>) {
        writer.object(only: names) { writer in
            for attribute in attributes where !hidden.contains(attribute.name) { attribute.write?(&writer, row) }
        }
    }

    /// The body's members with `tenant_id` as the `project_id` that it is.
    private func known(_ object: [String: JSON]) throws -> [String: JSON] {
        var object = object
        if let tenant = object.removeValue(forKey: "tenant_id") {
            if let project = object["project_id"], project != tenant {
                throw bad("'project_id' and 'tenant_id' do not match")
            }
            object["project_id"] = tenant
        }
        let unknown = object.keys.filter { byName[$0] == nil }.sorted()
        guard unknown.isEmpty else { throw bad("Unrecognized attribute(s) '\(unknown.joined(separator: ", "))'") }
        return object
    }

    private func convert(_ value: JSON, _ attribute: Attribute<Row>) throws -> JSON {
        do {
            return try attribute.rule.convert(value)
        } catch {
            if error.isConversion { throw Fault.invalidInput(error.reason + ".") }
            throw bad("Invalid input for \(attribute.name). Reason: \(error.reason).")
        }
    }

    private func bad(_ message: String) -> Fault { .badRequest(message, code: "HTTPBadRequest") }
}
