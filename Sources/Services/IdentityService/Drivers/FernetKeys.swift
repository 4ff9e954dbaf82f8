package import CloudCore

/// The folder of Fernet keys, laid out as Keystone's: file `0` is staged, the highest number is primary, the rest still
/// open tokens. Every process that shares the folder sees a change at its next token.
package final class FernetKeys: KeyRepository {
    private let folder: KeyFolder
    private let maximumActive: Int
    private let lifetime: Duration
    private let clock: CloudClock
    private let loaded = LockedValue<FernetKeyRing?>(nil)

    /// - Parameters:
    ///   - maximumActive: keys beyond this number go when they are rotated out, but never one
    ///   - lifetime: that was primary less than this ago: no valid token is lost by a rotation.
    package init(folder: String, maximumActive: Int = 3, lifetime: Duration, clock: CloudClock = .system) {
        self.folder = KeyFolder(path: folder)
        self.maximumActive = max(2, maximumActive)
        self.lifetime = lifetime
        self.clock = clock
    }

    package func prepare() throws {
        try folder.prepare()
        let present = try folder.numbers()
        if !present.contains(0) { try folder.create("0", Self.fresh()) }
        if present.allSatisfy({ $0 == 0 }) { try folder.create("1", Self.fresh()) }
        _ = try ring()
    }

    /// The staged key becomes primary, a new one is staged, and the oldest go. Ends first what another rotation that
    /// was killed has begun.
    package func rotate() throws {
        let present = try folder.numbers().sorted()
        guard let highest = present.last, highest > 0, present.first == 0 else {
            throw Fault.unavailable(
                "The key repository \(folder.path) has no staged and primary key; prepare it first.")
        }
        let staged = try content(of: 0)
        // Else it is primary already, and only the next one is missing.
        if try content(of: highest) != staged { try folder.create("\(highest + 1)", staged) }
        try folder.replace("0", Self.fresh())
        try prune()
    }

    /// The keys as they are in the folder now.
    func ring() throws -> FernetKeyRing {
        let modified = try folder.modified().microseconds
        if let held = loaded.withLock({ $0 }), held.version == modified { return held }
        let order = try folder.numbers().sorted { a, b in a != 0 && (b == 0 || a > b) }
        let keys = try order.map { number in
            guard let key = Base64URL.bytes(try content(of: number)).flatMap(FernetKeyRing.Key.init) else {
                throw Fault.unavailable(
                    "Identity's keys cannot be read.", cause: "not a Fernet key: \(folder.place("\(number)"))")
            }
            return key
        }
        let ring = FernetKeyRing(keys: keys, version: modified)
        loaded.withLock { $0 = ring }
        return ring
    }

    /// Removes the oldest keys beyond the number, as soon as what they made has expired.
    private func prune() throws {
        let active = try folder.numbers().filter { $0 > 0 }.sorted()
        var excess = active.count + 1 - maximumActive
        for (number, next) in zip(active, active.dropFirst()) where excess > 0 {
            // A key stopped being primary when the next one was made.
            guard try folder.modified("\(next)") + lifetime < clock.now else { return }
            try folder.remove("\(number)")
            excess -= 1
        }
    }

    private func content(of number: Int) throws -> String {
        try folder.content(of: "\(number)").filter { !$0.isWhitespace }
    }

    private static func fresh() -> String { Base64.padded(Base64URL.text(.random(32))) }
}

extension FernetKeys: TokenProvider {
    func tokenKeys() throws -> any TokenKeys { try ring() }
}
