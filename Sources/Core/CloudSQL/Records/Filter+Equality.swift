package import CloudCore

extension ListQuery.Filter {
    /// `column` is one of `values`.
    package init(_ column: String, _ values: [ListQuery.Value]) { self.init(column, .isIn, values) }

    /// `column` is that text.
    package static func equal(_ column: String, _ text: String) -> ListQuery.Filter { Self(column, [.string(text)]) }
}
