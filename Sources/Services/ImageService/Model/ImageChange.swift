import CloudJSON

/// One operation of a JSON patch on an image, its path already read.
struct ImageChange: Sendable, Equatable {
    enum Operation: String, Sendable, CaseIterable {
        case add, replace, remove
    }

    var operation: Operation
    /// The attribute or property.
    var name: String
    /// Null for `remove`.
    var value: JSON
    /// The older patch form, in which `add` never overwrites.
    var isDraft4: Bool
}
