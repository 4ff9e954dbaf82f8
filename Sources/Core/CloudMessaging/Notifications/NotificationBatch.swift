/// Letters that are sent together, and who waits until the broker has them all.
struct NotificationBatch: Sendable {
    let letters: [NotificationLetter]
    let taken: Waiter<Void>
}
