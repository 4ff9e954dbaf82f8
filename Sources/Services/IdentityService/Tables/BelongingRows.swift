import CloudSQL

extension Connection {
    /// Ids of a table's rows that belong to something.
    func ids(_ table: String, _ column: String, _ id: String) throws -> [String] {
        try all(String.self, "SELECT id FROM \(table) WHERE \(column) = $1 ORDER BY id", [.text(id)])
    }
}
