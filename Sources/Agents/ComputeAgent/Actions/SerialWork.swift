import CloudCore

/// Work per server in the order it came, one piece at a time; a piece under way is not begun again.
actor SerialWork {
    private var tails: [String: Task<Void, Never>] = [:]
    private var known: Set<String> = []
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

    /// Whether something waits or runs for `id`.
    func isBusy(_ id: String) -> Bool { pending[id] != nil }

    private func ended(_ id: String, _ key: String) {
        known.remove(id + "/" + key)
        let left = (pending[id] ?? 1) - 1
        pending[id] = left == 0 ? nil : left
        if left == 0 { tails[id] = nil }
    }
}
