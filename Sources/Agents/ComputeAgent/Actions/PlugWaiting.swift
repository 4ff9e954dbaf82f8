import CloudCore

/// Lets a build wait until the network service says that a port is plugged.
actor PlugWaiting {
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]
    private var told: Set<String> = []

    /// The network service told of the port.
    func plugged(_ port: String) {
        let continuations = waiting.removeValue(forKey: port) ?? []
        if continuations.isEmpty {
            if told.count > 10_000 { told.removeAll() }
            told.insert(port)
        }
        for continuation in continuations { continuation.resume() }
    }

    /// Returns when the port is told of, or after `limit` at the latest: the caller then looks for itself.
    func wait(for port: String, atMost limit: Duration) async {
        if told.remove(port) != nil { return }
        let alarm = Task {
            try await Task.sleep(for: limit)
            self.release(port)
        }
        await withCheckedContinuation { waiting[port, default: []].append($0) }
        alarm.cancel()
    }

    private func release(_ port: String) {
        for continuation in waiting.removeValue(forKey: port) ?? [] { continuation.resume() }
    }
}
