/// A place between two lines where tests end the process, to see that nothing is lost.
package struct Failpoint: Sendable {
    /// `(kind, step, moment)`; moment is `before`, `after` (performed, not yet stored) or `stored`.
    let reach: @Sendable (_ kind: String, _ step: String, _ moment: String) -> Void

    package init(_ reach: @escaping @Sendable (String, String, String) -> Void) { self.reach = reach }

    package static let none = Failpoint { _, _, _ in }
}
