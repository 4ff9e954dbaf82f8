/// The shapes of all record types met on one session.
final class RecordShapes {
    private var shapes: [ObjectIdentifier: RecordShape] = [:]

    /// The shape of `type`; asks the engine for the table's columns the first time.
    func shape<R: Record>(of type: R.Type, on session: any Session) throws -> RecordShape {
        if let shape = shapes[ObjectIdentifier(type)] { return shape }
        let shape = try RecordShape(table: R.table, keyColumn: R.keyColumn, columns: session.columns(of: R.table))
        shapes[ObjectIdentifier(type)] = shape
        return shape
    }
}
