/// The kinds of the types met so far.
struct FieldKinds {
    private var known: [ObjectIdentifier: FieldKind] = [:]

    subscript(_ type: Any.Type) -> FieldKind {
        mutating get {
            let id = ObjectIdentifier(type)
            if let kind = known[id] { return kind }
            let kind = FieldKind(type)
            known[id] = kind
            return kind
        }
    }
}
