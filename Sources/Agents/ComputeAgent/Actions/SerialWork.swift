import CloudCore

/// Work per server in the order it came, one piece at a time; a piece under way is not begun again.
actor SerialWork {
    private var tails: [String: Task<Void, Never>] = [:]
    private var known: Set<String> = []
    private var counter = 0
    private var pending: [String: Int] = [:]

    /// Adds `body` to the work of `id`, unless a piece of the same `key` waits or runs already.
    func add(_ id: String, key: String, _ body: @escaping @Sendable () async -> Void) {
        guard known.insert(id + "/" + key).inserted else { return }
        let context = RequestContext.current
        let before = tails[id]
        pending[id, default: 0] += 1
        tails[id] = Task {
            await before?.value
            await RequestContext.$current.withValue(context) { await body() }
            self.ended(id, key)
        }
    }

    /// Does `body` after all that came before it for `id`, and gives its result.
    func perform<Result: Sendable>(_ id: String, _ body: @escaping @Sendable () async throws -> Result) async throws
        -> Result
    {
        let before = tails[id]
        let context = RequestContext.current
        let key = "perform-\(counter)"
        counter += 1
        pending[id, default: 0] += 1
        let work = Task {
            await before?.value
            return try await RequestContext.$current.withValue(context) { try await body() }
        }
        tails[id] = Task {
            _ = try? await work.value
            self.ended(id, key)
        }
        return try await work.value
    }

    /// Whether something waits or runs for `id`.
    func isBusy(_ id: String) -> Bool { pending[id] != nil }

    private func ended(_ id: String, _ key: String) {
        known.remove(id + "/" + key)
        let left = (pending[id] ?? 1) - 1
        pending[id] = left == 0 ? nil : left
        if left == 0 { tails[id] = nil }
    }
}
