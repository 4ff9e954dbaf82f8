/// What a transaction may do.
enum TransactionMode: Sendable {
    /// Sees one moment; changes nothing.
    case read
    /// May change rows; `alone` after conflicts: waits for the writes under way, and lets no other begin.
    case write(alone: Bool)

    var isWriting: Bool {
        if case .write = self { true } else { false }
    }
}
