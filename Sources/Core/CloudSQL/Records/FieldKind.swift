import CloudCore

/// How a Codable type that is not a plain string or number is stored.
enum FieldKind {
    /// As the single value that it encodes to.
    case scalar
    case bytes
    case json

    init(_ type: Any.Type) {
        if type == Timestamp.self || type is any RawRepresentable.Type || type is any SQLScalar.Type
            || type is any FixedWidthInteger.Type || type is any BinaryFloatingPoint.Type || type == String.self
            || type == Bool.self
        {
            self = .scalar
        } else if type == [UInt8].self {
            self = .bytes
        } else {
            self = .json
        }
    }
}
