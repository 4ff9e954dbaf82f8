import CloudCore

/// What images are found by beside their plain columns.
enum ImageFilter: Sendable {
    /// How a moment is compared.
    enum Comparison: String, Sendable { case gt, gte, lt, lte, eq, neq }

    case tag(String)
    case property(String, String)
    /// A column that holds a moment; whole seconds are compared.
    case moment(String, Comparison, Timestamp)
}
