import CloudCore
import CloudSQL

/// What was read from identity's rows by a key, remembered until any of them changes in any process.
///
/// Values that were read one after the other may be of different moments. That is right for what can only cease to
/// hold: all of them held when the first was read.
final class Remembered<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Held: Sendable {
        var changes: Int64 = 0
        var values: RecentValues<Key, Value>
    }

    private let store: IdentityStore
    private let capacity: Int
    private let held: LockedValue<Held>

    init(_ store: IdentityStore, capacity: Int) {
        self.store = store
        self.capacity = capacity
        held = LockedValue(Held(values: RecentValues(capacity: capacity)))
    }

    /// The remembered value, or the one that `read` finds; that there is none is not remembered.
    func value(_ key: Key, _ read: @escaping @Sendable (Connection) throws -> Value?) async throws -> Value? {
        let changes = try await store.changes()
        if let value = held.withLock({ $0.changes == changes ? $0.values.value(of: key) : nil }) { return value }
        let (now, found) = try await store.read { (try $0.changes(), try read($0)) }
        if let found { set(found, of: key, at: now) }
        return found
    }

    /// Remembers what is known without being read.
    func set(_ value: Value, of key: Key) async throws { set(value, of: key, at: try await store.changes()) }

    private func set(_ value: Value, of key: Key, at changes: Int64) {
        held.withLock { held in
            guard changes >= held.changes else { return }
            if changes > held.changes { held = Held(changes: changes, values: RecentValues(capacity: capacity)) }
            held.values.set(value, of: key)
        }
    }
}
