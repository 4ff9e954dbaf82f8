/// Carries typed messages between the parts of the cloud, in one process or between machines.
///
/// What must survive a crash is a row, not a message. A message only wakes somebody up: it may be
/// lost, and it may come twice.
/// All subscribers of one topic take the same messages.
package protocol Bus: Sendable {
    /// Sends `message` to one of the topic's subscribers and waits for its reply, at most `deadline`.
    ///
    /// Throws what the receiver threw as the same `Fault`; 503 when nobody subscribed or the broker was away until the
    /// deadline;
    /// 504 when a subscriber was there but did not answer in time.
    func call<M: CallMessage>(_ message: M, to topic: Topic, within deadline: Duration) async throws -> M.Reply

    /// Sends `message` to one of the topic's subscribers; kept for a while when there is none yet.
    /// Does not wait for its receipt.
    ///
    /// Throws 503 when the broker stayed away for five seconds.
    func cast<M: Message>(_ message: M, to topic: Topic) async throws

    /// Sends `message` to every present subscriber of the topic. Throws as `cast` does.
    func fanout<M: Message>(_ message: M, to topic: Topic) async throws

    /// Receives what is sent to `topic`, at most `concurrency` messages at a time, until the subscription is cancelled.
    ///
    /// Returns when the subscription stands. While the broker is away it returns after five seconds and stands when the
    /// broker is back.
    @discardableResult
    func subscribe(_ topic: Topic, _ registrations: [Reception], concurrency: Int) async throws -> Subscription
}
