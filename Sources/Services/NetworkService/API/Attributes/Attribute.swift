import CloudCore
import CloudHTTP
import CloudJSON

/// One attribute of a resource: its rule, when it may be said, who may say and see it, and how it is shown.
struct Attribute<Row: Sendable>: Sendable {
    /// What creation does with it.
    enum Creation: Sendable {
        case refused
        case required
        /// nil: stays unsaid.
        case optional(JSON?)
    }

    let name: String
    var rule = ValueRule.any
    var creation = Creation.refused
    /// Whether an update may change it.
    var changeable = false
    /// Whether saying it asks a policy rule of its own (`create_network:shared`).
    var isGuarded = false
    /// Whether seeing it asks a policy rule of its own (`get_network:provider:network_type`).
    var isHidden = false
    /// The column that lists are filtered and sorted by.
    var field: ListField?
    /// Writes the member; nil for what is never shown.
    var write: (@Sendable (inout JSONWriter, Row) -> Void)?
    /// Puts a converted value into the row; nil where the action does that.
    var assign: (@Sendable (inout Row, JSON) -> Void)?
}

extension Attribute {
    static func text(
        _ name: String, _ path: any WritableKeyPath<Row, String> & Sendable, maximum: Int = 255, column: String? = nil
    ) -> Attribute {
        Attribute(
            name: name, rule: .text(maximum), creation: .optional(""), changeable: true, field: .text(column ?? name),
            write: { $0.field(name, $1[keyPath: path]) }, assign: { $0[keyPath: path] = $1.string ?? "" })
    }

    static func bool(
        _ name: String, _ path: any WritableKeyPath<Row, Bool> & Sendable, default fallback: JSON?,
        column: String? = nil
    ) -> Attribute {
        Attribute(
            name: name, rule: .boolean, creation: .optional(fallback), changeable: true,
            field: .boolean(column ?? name),
            write: { $0.field(name, $1[keyPath: path]) }, assign: { $0[keyPath: path] = $1.bool ?? false })
    }

    static func texts(
        _ name: String, _ path: any WritableKeyPath<Row, [String]> & Sendable, _ rule: ValueRule = .text().list()
    ) -> Attribute {
        Attribute(
            name: name, rule: rule, creation: .optional([]), changeable: true,
            write: { $0.field(name, $1[keyPath: path]) }, assign: { $0[keyPath: path] = $1.strings ?? [] })
    }

    /// Shown only.
    static func shown(
        _ name: String, _ field: ListField? = nil, _ value: @escaping @Sendable (Row) -> some JSONWritable & Sendable
    ) -> Attribute {
        Attribute(name: name, field: field, write: { $0.field(name, value($1)) })
    }

    /// Said by the client and put into the row by the action.
    static func said(
        _ name: String, _ rule: ValueRule, _ creation: Creation = .optional(nil), field: ListField? = nil,
        _ value: @escaping @Sendable (Row) -> some JSONWritable & Sendable
    ) -> Attribute {
        Attribute(
            name: name, rule: rule, creation: creation, changeable: true, field: field,
            write: { $0.field(name, value($1)) })
    }

    func required() -> Attribute { with { $0.creation = .required } }
    /// May not be changed after creation.
    func fixed() -> Attribute { with { $0.changeable = false } }
    func guarded() -> Attribute { with { $0.isGuarded = true } }
    func hidden() -> Attribute { with { $0.isHidden = true } }

    private func with(_ change: (inout Attribute) -> Void) -> Attribute {
        var copy = self
        change(&copy)
        return copy
    }
}
