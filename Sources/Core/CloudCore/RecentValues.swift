/// Values by key, as many as `capacity` to twice that: those asked for lately stay, the others go, half of them at
/// once.
///
/// A memory of bounded size at the cost of a dictionary: what is found among the older half moves to the newer one.
package struct RecentValues<Key: Hashable, Value> {
    private let capacity: Int
    private var newer: [Key: Value] = [:]
    private var older: [Key: Value] = [:]

    /// - Parameter capacity: at least 1.
    package init(capacity: Int) { self.capacity = max(1, capacity) }

    package var count: Int { newer.count + older.count }

    /// The value, which counts as asked for.
    package mutating func value(of key: Key) -> Value? {
        if let value = newer[key] { return value }
        guard let value = older.removeValue(forKey: key) else { return nil }
        set(value, of: key)
        return value
    }

    package mutating func set(_ value: Value, of key: Key) {
        if newer.count >= capacity, newer[key] == nil {
            older = newer
            newer = [:]
        }
        older.removeValue(forKey: key)
        newer[key] = value
    }
}

extension RecentValues: Sendable where Key: Sendable, Value: Sendable {}
