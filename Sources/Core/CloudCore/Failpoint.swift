/// A place between two lines where tests end the process, to see that nothing is lost.
package struct Failpoint: Sendable {
    private let action: @Sendable (_ kind: String, _ step: String, _ moment: String) -> Void

    /// - Parameter action: does what the test wants at `(kind, step, moment)`, or nothing.
    package init(_ action: @escaping @Sendable (String, String, String) -> Void) { self.action = action }

    package static let none = Failpoint { _, _, _ in }

    /// A task's step: the moment is `before`, `after` (performed, not yet stored), `stored` or `undone`.
    package func reach(_ kind: String, _ step: String, _ moment: String) { action(kind, step, moment) }

    /// Something that an agent has just done to its host.
    package func reach(_ agent: String, _ done: String) { action(agent, done, "done") }
}
