/// A standing subscription. Letting go of the value does not end it; `cancel` does.
package struct Subscription: Sendable {
    private let end: @Sendable () -> Void

    init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    /// Takes no further messages; receivers that run finish. What waits goes to the topic's other subscribers.
    package func cancel() { end() }
}
