/// Prepared statements by their text; the least used go first.
struct StatementCache<Statement> {
    private struct Entry {
        var statement: Statement
        var used: UInt64
    }

    private let capacity: Int
    private var entries: [String: Entry] = [:]
    private var clock: UInt64 = 0

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { entries.count }

    /// The statement for `sql`, if it is there.
    mutating func find(_ sql: String) -> Statement? {
        guard let index = entries.index(forKey: sql) else { return nil }
        clock += 1
        entries.values[index].used = clock
        return entries.values[index].statement
    }

    /// Adds a statement; returns those that had to go (a quarter of them, so that it happens seldom).
    mutating func insert(_ sql: String, _ statement: Statement) -> [Statement] {
        var gone: [Statement] = []
        if entries.count >= capacity {
            for (key, entry) in entries.sorted(by: { $0.value.used < $1.value.used }).prefix(max(1, capacity / 4)) {
                entries[key] = nil
                gone.append(entry.statement)
            }
        }
        clock += 1
        entries[sql] = Entry(statement: statement, used: clock)
        return gone
    }

    mutating func remove(_ sql: String) { entries[sql] = nil }
    mutating func removeAll() { entries.removeAll() }
}
