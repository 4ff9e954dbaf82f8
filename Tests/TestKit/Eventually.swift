/// What did not come about: something hangs, or never happens.
package struct TooLate: Error, CustomStringConvertible {
    package var description: String
}

/// Polls until `condition` holds.
/// - Parameter limit: ends a test that hangs; far more than a busy machine takes.
/// - Throws: `TooLate`.
package func eventually(
    _ what: String = "what was waited for", within limit: Duration = .seconds(60),
    every pause: Duration = .milliseconds(5), _ condition: () async throws -> Bool
) async throws {
    let latest = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < latest else { throw TooLate(description: "not within \(limit): \(what)") }
        try await Task.sleep(for: pause)
    }
}
