/// What a convergence had to do. Nothing, when the host was as it should be.
package struct ConvergeReport: Sendable, Equatable {
    /// A line for each thing that was made, changed or removed.
    package var changes: [String] = []
    /// A line for each step that failed; the others were done.
    package var failures: [String] = []

    package init() {}

    package var isClean: Bool { changes.isEmpty && failures.isEmpty }

    /// Throws when a step failed.
    package func check() throws {
        if !failures.isEmpty { throw NetworkError.failed(failures) }
    }

    mutating func attempt(_ what: String, _ body: (inout ConvergeReport) throws -> Void) {
        do { try body(&self) } catch { failures.append("\(what): \(error)") }
    }
}
