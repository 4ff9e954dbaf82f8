/// What a transaction may do.
enum TransactionMode: Sendable {
    /// Sees one moment; changes nothing.
    case read
    /// May change rows; `patient` after conflicts: waits for its turn among all who had some.
    case write(patient: Bool)

    var isWriting: Bool {
        if case .write = self { true } else { false }
    }
}
